import Foundation
import SundogNumerics

/// A loudness that moves from one level to another within the clip.
///
/// x[j] ← 10^(g(j) / 20) x[j], with g = g₀ before the moment u, g = g₁ from d later on, and a straight line of decibels
/// in between.
public struct GainTransition: SoundTransform {
  public static let name = "gainTransition"
  public static let parameters: [Parameter<Self>] = [
    .range("decibelsRange", \.decibelsRange, in: -80...80), .range("secondsRange", \.secondsRange, in: 0...60),
  ]

  /// g₀ and g₁.
  public var decibelsRange: ClosedRange<Double> = -18...6
  /// d.
  public var secondsRange: ClosedRange<Double> = 0.1...0.5

  public init() {}

  public struct Draw: Codable, Sendable {
    public var first: Double
    public var last: Double
    public var seconds: Double
    /// u, as a share of the clip.
    public var place: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      first: generator.uniform(in: decibelsRange), last: generator.uniform(in: decibelsRange),
      seconds: generator.uniform(in: secondsRange), place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let start = draw.place * Double(sample.shape.columns)
    let length = max(1, draw.seconds * Double(sample.shape.sampleRate))
    sample.mutateRows { row in
      for j in row.indices {
        let share = min(1, max(0, (Double(j) - start) / length))
        row[j] *= amplitude(decibels: draw.first + share * (draw.last - draw.first))
      }
    }
  }
}
