import Foundation
import SundogNumerics

/// Peaks held below a ceiling c = 10^(d / 20) without clipping: x ← a x with a = min(1, c / e) and the envelope
/// e[j] = max(|x[j]|, α e[j − 1]), α = exp(−1 / (release r)) at sample rate r.
public struct Limiter: SoundTransform {
  public static let name = "limiter"
  public static let parameters: [Parameter<Self>] = [
    .range("ceilingDecibelsRange", \.ceilingDecibelsRange, in: -80...0),
    .range("releaseSecondsRange", \.releaseSecondsRange, in: 0...5),
  ]

  /// d, from full scale.
  public var ceilingDecibelsRange: ClosedRange<Double> = -24...(-6)
  public var releaseSecondsRange: ClosedRange<Double> = 0.02...0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var ceilingDecibels: Double
    public var releaseSeconds: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      ceilingDecibels: generator.uniform(in: ceilingDecibelsRange),
      releaseSeconds: generator.uniform(in: releaseSecondsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let ceiling = amplitude(decibels: draw.ceilingDecibels)
    let keep = Float(smoothing(seconds: draw.releaseSeconds, rate: Double(sample.shape.sampleRate)))
    sample.mutateRows { row in
      var envelope: Float = 0
      for j in row.indices {
        envelope = max(abs(row[j]), keep * envelope)
        if envelope > ceiling { row[j] *= ceiling / envelope }
      }
    }
  }
}
