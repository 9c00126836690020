import Sundog
import SundogNumerics

/// A tape that runs faster: tempo and pitch both times v, the clip 1/v as long.
///
/// The sound is resampled from its rate to 1/v of it (libsamplerate's medium sinc filter) and heard at its old rate.
/// Source: Ko et al., "Audio augmentation for speech recognition" (2015).
public struct Speed: SoundTransform {
  public static let name = "speed"
  public static let parameters: [Parameter<Self>] = [
    .range("factorRange", \.factorRange, in: 0.1...10), .flag("keepsLength", \.keepsLength),
  ]

  /// v.
  public var factorRange: ClosedRange<Double> = 0.9...1.1
  /// Whether silence fills the end, or the end is cut.
  public var keepsLength = true

  public init() {}

  public struct Draw: Codable, Sendable {
    public var factor: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(factor: generator.uniform(in: factorRange))
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? { keepsLength ? shape : nil }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let count = max(1, Int((Double(sample.shape.columns) / draw.factor).rounded()))
    sample.mapRows(to: keepsLength ? sample.shape.columns : count) { source, target in
      // A rate of a million makes the factor exact to one in a million.
      let whole = Sound(sampleRate: 1_000_000, samples: Array(source))
      let heard = whole.resampled(to: Int((1_000_000 / draw.factor).rounded())).samples
      for j in target.indices { target[j] = j < heard.count ? heard[j] : 0 }
    }
  }
}
