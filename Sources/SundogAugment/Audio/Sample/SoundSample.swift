import Sundog
import SundogNumerics

/// A sound under augmentation: a waveform, or what features make of it, and class shares.
///
/// The numbers lie in one of two buffers, row after row: channels of a waveform, or rows of a spectrogram. Buffers grow
/// to what the longest sound needs and are kept, so that a warmed-up pipeline allocates little.
public final class SoundSample: AugmentSample {
  /// The share of a class in a mixed sound.
  public typealias LabelShare = ImageSample.LabelShare

  public private(set) var shape = SoundShape(sampleRate: 8000, frames: 0)
  /// The classes that are heard; shares sum to one. Empty where labels are not known.
  public internal(set) var labels: [LabelShare] = []
  /// Where transforms that mix examples find others.
  var partners: (any SoundPartners)?
  /// How magnitudes were made, and of how many samples: what turning them back needs.
  var origin: (frames: FrameSettings, samples: Int)?

  private var front = GrowingBuffer<Float>()
  private var back = GrowingBuffer<Float>()

  public init() {}

  /// Begins with a copy of a sound.
  public func load(_ sound: Sound, examples: Int = 0) {
    let (channels, frames) = (sound.channels, sound.frames)
    begin(
      SoundShape(sampleRate: sound.sampleRate, channels: channels, frames: frames, examples: examples)
    ) { target in
      sound.samples.withUnsafeBufferPointer { samples in
        for channel in 0..<channels {
          for frame in 0..<frames { target[channel * frames + frame] = samples[frame * channels + channel] }
        }
      }
    }
  }

  /// Begins with a copy of one channel's samples.
  func load(_ samples: UnsafeBufferPointer<Float>, sampleRate: Int, examples: Int) {
    begin(SoundShape(sampleRate: sampleRate, frames: samples.count, examples: examples)) { target in
      for frame in samples.indices { target[frame] = samples[frame] }
    }
  }

  /// Goes on with another sound of as many channels.
  func replace(with sound: Sound) {
    var after = shape.with(rows: sound.channels, columns: sound.frames, .waveform)
    after.sampleRate = sound.sampleRate
    map(to: after) { _, target in
      for channel in 0..<sound.channels {
        for frame in 0..<sound.frames {
          target[channel * sound.frames + frame] = sound.samples[frame * sound.channels + channel]
        }
      }
    }
  }

  private func begin(_ shape: SoundShape, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    self.shape = shape
    labels.removeAll(keepingCapacity: true)
    origin = nil
    front.reserve(shape.size)
    body(front.pointer)
  }

  /// The waveform, with channels side by side again; `nil` behind features.
  public var sound: Sound? {
    guard shape.domain == .waveform else { return nil }
    let (channels, frames) = (shape.rows, shape.columns)
    var samples = [Float](repeating: 0, count: shape.size)
    for channel in 0..<channels {
      for frame in 0..<frames { samples[frame * channels + channel] = front.pointer[channel * frames + frame] }
    }
    return Sound(sampleRate: shape.sampleRate, channels: channels, samples: samples)
  }

  /// All numbers, row after row.
  public var numbers: [Float] { Array(values) }

  /// The same in the sample's memory, good until it changes.
  var values: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: front.pointer, count: shape.size) }

  /// One row.
  func row(_ row: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: front.pointer + row * shape.columns, count: shape.columns)
  }

  /// Lets `body` change all numbers where they are.
  func mutate(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    body(UnsafeMutableBufferPointer(start: front.pointer, count: shape.size))
  }

  /// Lets `body` change each row where it is.
  func mutateRows(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    for row in 0..<shape.rows {
      body(UnsafeMutableBufferPointer(start: front.pointer + row * shape.columns, count: shape.columns))
    }
  }

  /// Lets `body` write each row anew from the same row: (source, destination).
  func mapRows(
    to columns: Int? = nil, _ body: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let columns = columns ?? shape.columns
    let after = shape.with(columns: columns)
    map(to: after) { source, destination in
      for row in 0..<shape.rows {
        body(
          UnsafeBufferPointer(rebasing: source[row * shape.columns..<(row + 1) * shape.columns]),
          UnsafeMutableBufferPointer(rebasing: destination[row * columns..<(row + 1) * columns]))
      }
    }
  }

  /// Lets `body` write numbers of another shape: (source, destination).
  func map(
    to shape: SoundShape, _ body: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    back.reserve(shape.size)
    body(values, UnsafeMutableBufferPointer(start: back.pointer, count: shape.size))
    swap(&front, &back)
    self.shape = shape
  }

  /// The mean of the channels.
  func mixedDown() -> UnsafeBufferPointer<Float> {
    guard shape.rows > 1 else { return values }
    let (channels, frames) = (shape.rows, shape.columns)
    map(to: shape.with(rows: 1, columns: frames, shape.domain)) { source, destination in
      for frame in 0..<frames {
        var sum: Float = 0
        for channel in 0..<channels { sum += source[channel * frames + frame] }
        destination[frame] = sum / Float(channels)
      }
    }
    return values
  }

  /// The mean square of a waveform's samples, over all channels.
  var power: Float { shape.size == 0 ? 0 : values.sumOfSquares / Float(shape.size) }
  /// The largest |x|.
  var peak: Float { values.largestMagnitude }

  public static var catalog: [any Transform<SoundSample>.Type] { SoundCatalog.transforms }

  public static func orderProblem(of steps: [Step<SoundSample>]) -> OrderProblem? {
    var domain = SoundShape.Domain.waveform
    for (position, step) in steps.enumerated() {
      for transform in step.transforms {
        guard let transform = transform as? any SoundTransform else { continue }
        let kind = type(of: transform)
        if !kind.takes.contains(domain) {
          return OrderProblem(
            position: position, expected: "\"\(kind.name)\" where there is \(SoundDomains.text(kind.takes))",
            mend: "Here there is \(SoundDomains.text([domain])): move the step.")
        }
        if kind.gives != nil, step.name != kind.name || step.probability != 1 {
          return OrderProblem(
            position: position, expected: "\"\(kind.name)\" as a step of its own, always taken",
            mend: "Move it out of its container, and leave \"probability\" out.")
        }
        domain = kind.gives ?? domain
      }
    }
    return nil
  }
}

/// Sounds that are augmented.
public typealias SoundPipeline = Pipeline<SoundSample>

/// A transform of sounds.
public protocol SoundTransform: Transform where Sample == SoundSample {
  /// What it can change.
  static var takes: Set<SoundShape.Domain> { get }
  /// What it makes of it; `nil` for the same.
  static var gives: SoundShape.Domain? { get }
}

extension SoundTransform {
  public static var takes: Set<SoundShape.Domain> { [.waveform] }
  public static var gives: SoundShape.Domain? { nil }
}

/// Words for what sounds are made of.
enum SoundDomains {
  static func text(_ domains: Set<SoundShape.Domain>) -> String {
    domains.map { domain in
      switch domain {
      case .waveform: "a waveform"
      case .magnitudes: "a spectrogram"
      case .features: "features such as those of logMel"
      }
    }.sorted().joined(separator: " or ")
  }
}

/// Other examples of the set that a sample is of.
protocol SoundPartners: AnyObject {
  /// Example `index`, changed by the steps before the one that asks, in the given use (from 1) of this example's
  /// chance.
  func partner(_ index: Int, use: Int) -> SoundSample
}
