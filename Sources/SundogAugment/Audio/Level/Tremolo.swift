import Foundation
import SundogNumerics

/// A wavering loudness: x[j] ← (1 − d (½ − ½ cos(2πfj / r + φ))) x[j] at sample rate r.
public struct Tremolo: SoundTransform {
  public static let name = "tremolo"
  public static let parameters: [Parameter<Self>] = [
    .range("hertzRange", \.hertzRange, in: 0.01...1000), .range("depthRange", \.depthRange, in: 0...1),
  ]

  /// f.
  public var hertzRange: ClosedRange<Double> = 3...9
  /// d.
  public var depthRange: ClosedRange<Double> = 0.2...0.8

  public init() {}

  public struct Draw: Codable, Sendable {
    public var hertz: Double
    public var depth: Double
    /// φ.
    public var phase: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      hertz: generator.uniform(in: hertzRange), depth: generator.uniform(in: depthRange),
      phase: generator.uniform(in: 0...2 * Double.pi))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let step = 2 * Double.pi * draw.hertz / Double(sample.shape.sampleRate)
    sample.mutateRows { row in
      for j in row.indices {
        let wave = 0.5 - 0.5 * cos(step * Double(j) + draw.phase)
        row[j] *= Float(1 - draw.depth * wave)
      }
    }
  }
}
