import Foundation
import SundogNumerics

/// A beginning that swells and an end that fades, over a and b seconds.
///
/// x[j] ← f(j / a) f((n − 1 − j) / b) x[j] with f(u) = 1 for u ≥ 1 and else u (`linear`), ½ − ½ cos πu (`cosine`) or
/// (10^(3u) − 1) / 999 (`exponential`).
public struct Fade: SoundTransform {
  public static let name = "fade"
  public static let parameters: [Parameter<Self>] = [
    .range("inSecondsRange", \.inSecondsRange, in: 0...60), .range("outSecondsRange", \.outSecondsRange, in: 0...60),
    .choice("curve", \.curve),
  ]

  /// f.
  public enum Curve: String, CaseIterable, Codable, Sendable {
    case linear, cosine, exponential
  }

  /// a.
  public var inSecondsRange: ClosedRange<Double> = 0.02...0.2
  /// b.
  public var outSecondsRange: ClosedRange<Double> = 0.02...0.2
  public var curve = Curve.linear

  public init() {}

  public struct Draw: Codable, Sendable {
    public var inSeconds: Double
    public var outSeconds: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      inSeconds: generator.uniform(in: inSecondsRange), outSeconds: generator.uniform(in: outSecondsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let rate = Double(sample.shape.sampleRate)
    let (rise, fall) = (draw.inSeconds * rate, draw.outSeconds * rate)
    sample.mutateRows { row in
      let count = row.count
      for j in 0..<min(count, Int(rise.rounded(.up))) { row[j] *= factor(Double(j) / rise) }
      for j in 0..<min(count, Int(fall.rounded(.up))) { row[count - 1 - j] *= factor(Double(j) / fall) }
    }
  }

  private func factor(_ share: Double) -> Float {
    switch curve {
    case .linear: Float(share)
    case .cosine: Float(0.5 - 0.5 * cos(Double.pi * share))
    case .exponential: Float((pow(1000, share) - 1) / 999)
    }
  }
}
