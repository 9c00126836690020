import Foundation
import Sundog
import SundogNumerics

/// Synthetic pictures or sounds that equal a real training example in every number, and classes that were forgotten.
enum MediaCopies {
  static func metrics(_ task: MediaEvaluationTask) -> [Metric] {
    let known = Set(digests(of: task.realTrain))
    func share(_ set: MediaSet) -> Double {
      let own = digests(of: set)
      return Double(own.count { known.contains($0) }) / Double(max(1, own.count))
    }
    return [
      emptyClasses(task),
      Metric(
        name: "privacy.exact-copies", title: "Exact copies", family: .privacy, direction: .lowerIsBetter, range: .unit,
        meaning: "The share of synthetic examples that equal some real training example in every number. This is a "
          + "similarity, not a guarantee: what is guaranteed stands in the privacy statement.",
        outcome: .measured(Measurement(value: share(task.synthetic))),
        baseline: Baseline(
          value: share(task.realTest), meaning: "real test examples that equal a real training example")),
    ]
  }

  private static func emptyClasses(_ task: MediaEvaluationTask) -> Metric {
    func share(_ set: MediaSet) -> (value: Double, first: String?) {
      let present = Set(set.labels)
      let missing = set.classes.indices.filter { !present.contains(Int32($0)) }
      return (Double(missing.count) / Double(max(1, set.classes.count)), missing.first.map { set.classes[$0] })
    }
    let found = share(task.synthetic)
    return Metric(
      name: "validity.empty-classes", title: "Classes without an example", family: .validity,
      direction: .lowerIsBetter, range: .unit,
      meaning: "The share of the real classes of which there is no synthetic example; 0 is expected.",
      outcome: .measured(
        Measurement(value: found.value, worst: found.first.map { WorstCase(value: 1, part: $0) })),
      baseline: Baseline(value: share(task.realTest).value, meaning: "classes of the real test examples"))
  }

  /// SHA-256 of each example's numbers.
  private static func digests(of set: MediaSet) -> [String] {
    Parallel.map(count: set.count, threads: Parallel.defaultThreadCount) { position in
      switch set {
      case .images(let images):
        SHA256.hash(images.pixels[position * images.size..<(position + 1) * images.size])
      case .sounds(let sounds):
        SHA256.hash(
          sounds.samples[sounds.offsets[position]..<sounds.offsets[position + 1]].withUnsafeBytes { Array($0) })
      }
    }
  }
}

extension MediaSet {
  /// The class of each example.
  package var labels: [Int32] {
    switch self {
    case .images(let set): set.labels
    case .sounds(let set): set.labels
    }
  }
}
