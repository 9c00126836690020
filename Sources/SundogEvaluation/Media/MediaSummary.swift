import Foundation
import Sundog
import SundogNumerics

/// Pictures or sounds as a table of a few figures each, so that every distance between tables says something about them.
///
/// Pictures: brightness and contrast (mean and standard deviation of the values, 0 to 255), detail (mean difference of
/// neighbours along rows). Sounds: seconds, loudness (decibels below full scale), zero crossings a second. And the class.
package enum MediaSummary {
  /// The columns are the same for all sets of a kind with the same classes; their domains are public.
  package static func dataset(of set: MediaSet, threads: Int) -> Dataset {
    let (labels, measures) = (self.labels(of: set), self.measures(of: set))
    let values = Parallel.map(count: set.count, threads: threads) { measure(set, $0) }
    var columns = [
      Dataset.Column(
        name: "label", domain: Domain(values: .categories(set.classes), hasMissing: false),
        codes: CodeStorage(labels.map { Int($0) }, cardinality: max(1, set.classes.count)))
    ]
    for (index, measure) in measures.enumerated() {
      let codes = values.map { measure.code(of: $0[index]) }
      columns.append(
        Dataset.Column(
          name: measure.name,
          domain: Domain(
            values: .grid(lower: measure.lower, step: measure.step, count: measure.count, rendering: measure.rendering),
            hasMissing: false),
          codes: CodeStorage(codes, cardinality: measure.count)))
    }
    return Dataset(columns: columns, rowCount: set.count)
  }

  /// The schema of such a table.
  package static func resource(of set: MediaSet, name: String) -> Resource {
    let label = Field(
      name: "label", kind: .string, categories: set.classes, role: .target, boundSource: .public)
    let fields = measures(of: set).map { measure in
      Field(
        name: measure.name, kind: .number,
        constraints: Constraints(
          minimum: .number(measure.lower), maximum: .number(measure.lower + measure.step * Double(measure.count - 1))),
        boundSource: .public)
    }
    return Resource(name: name, fields: [label] + fields)
  }

  /// What the columns are, for people.
  package static func explanation(of set: MediaSet) -> String {
    switch set {
    case .images:
      "Each picture counts as a row. Its columns are its class and three figures of its pixels: brightness (mean), "
        + "contrast (standard deviation) and detail (mean difference of neighbours)."
    case .sounds:
      "Each clip counts as a row. Its columns are its class and three figures of its sound: seconds, loudness (decibels "
        + "below full scale) and zero crossings a second."
    }
  }

  /// A figure on a public grid.
  private struct Measure {
    let name: String
    let lower: Double
    let step: Double
    let count: Int
    var rendering: Domain.Rendering = .integer

    /// The nearest point; values beyond the grid lie on its ends.
    func code(of value: Double) -> Int {
      value.isFinite ? Int(min(max(((value - lower) / step).rounded(), 0), Double(count - 1))) : 0
    }
  }

  private static func measures(of set: MediaSet) -> [Measure] {
    switch set {
    case .images:
      [
        Measure(name: "brightness", lower: 0, step: 1, count: 256),
        Measure(name: "contrast", lower: 0, step: 1, count: 129),
        Measure(name: "detail", lower: 0, step: 1, count: 256),
      ]
    case .sounds:
      [
        Measure(name: "seconds", lower: 0, step: 0.05, count: 201, rendering: .decimal(places: 2)),
        Measure(name: "loudness", lower: -90, step: 1, count: 91),
        Measure(name: "crossings", lower: 0, step: 50, count: 201),
      ]
    }
  }

  private static func labels(of set: MediaSet) -> [Int32] {
    switch set {
    case .images(let images): images.labels
    case .sounds(let sounds): sounds.labels
    }
  }

  private static func measure(_ set: MediaSet, _ position: Int) -> [Double] {
    switch set {
    case .images(let images):
      images.pixels.withUnsafeBufferPointer { pixels in
        measure(
          UnsafeBufferPointer(rebasing: pixels[position * images.size..<(position + 1) * images.size]),
          row: images.width * images.channels, channels: images.channels)
      }
    case .sounds(let sounds):
      sounds.samples.withUnsafeBufferPointer { samples in
        measure(
          UnsafeBufferPointer(rebasing: samples[sounds.offsets[position]..<sounds.offsets[position + 1]]),
          rate: sounds.sampleRate)
      }
    }
  }

  private static func measure(_ pixels: UnsafeBufferPointer<UInt8>, row: Int, channels: Int) -> [Double] {
    var (sum, squares, differences) = (0, 0, 0)
    for index in pixels.indices {
      let value = Int(pixels[index])
      sum += value
      squares += value * value
      if index % row >= channels { differences += abs(value - Int(pixels[index - channels])) }
    }
    let count = Double(max(1, pixels.count))
    let mean = Double(sum) / count
    let pairs = Double(max(1, pixels.count - pixels.count / max(1, row) * channels))
    return [mean, max(0, Double(squares) / count - mean * mean).squareRoot(), Double(differences) / pairs]
  }

  private static func measure(_ samples: UnsafeBufferPointer<Float>, rate: Int) -> [Double] {
    var squares = 0.0
    var crossings = 0
    for index in samples.indices {
      squares += Double(samples[index]) * Double(samples[index])
      if index > 0, (samples[index] < 0) != (samples[index - 1] < 0) { crossings += 1 }
    }
    let seconds = Double(samples.count) / Double(rate)
    let power = squares / Double(max(1, samples.count))
    return [seconds, power > 0 ? 10 * log10(power) : -90, seconds > 0 ? Double(crossings) / seconds : 0]
  }
}
