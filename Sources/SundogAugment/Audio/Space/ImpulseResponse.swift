import SundogNumerics

/// The echoes of a place, from a file or a folder of recorded responses: x ← (1 − w) x + w (h ∗ x) / ‖h‖.
///
/// The clip keeps its length; what would ring on behind its end is cut. Files are read when the pipeline is, mixed to
/// one channel, resampled to each rate once, and shared by all pipelines.
public struct ImpulseResponse: SoundTransform {
  public static let name = "impulseResponse"
  public static let parameters: [Parameter<Self>] = [
    .sounds("path", \.path), .range("wetShareRange", \.wetShareRange, in: 0...1),
  ]

  /// A sound file, or a folder of them.
  public var path = ""
  /// w.
  public var wetShareRange: ClosedRange<Double> = 0.5...1

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Which file, as a share.
    public var file: Double
    public var wetShare: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(file: generator.uniform(), wetShare: generator.uniform(in: wetShareRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard let convolver = SoundCache.convolver(path, share: draw.file, sampleRate: sample.shape.sampleRate) else {
      return
    }
    sample.reverberate(with: convolver, wetShare: Float(draw.wetShare))
  }
}

extension SoundSample {
  /// x ← (1 − w) x + w (h ∗ x) / ‖h‖.
  func reverberate(with convolver: UnitConvolver, wetShare: Float) {
    mapRows { source, target in
      convolver.convolver.convolve(source, into: target)
      let (dry, wet) = (1 - wetShare, wetShare * convolver.scale)
      for j in target.indices { target[j] = dry * source[j] + wet * target[j] }
    }
  }
}

/// A convolution with a response of length one.
struct UnitConvolver: Sendable {
  let convolver: Convolver
  /// 1 / ‖h‖.
  let scale: Float

  /// `nil` for a response of silence.
  init?(_ response: [Float]) {
    let square = response.withUnsafeBufferPointer { $0.sumOfSquares }
    guard square > 0 else { return nil }
    convolver = Convolver(response: response)
    scale = 1 / square.squareRoot()
  }
}
