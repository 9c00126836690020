import SundogNumerics

/// A change of loudness: x ← 10^(g / 20) x.
public struct Gain: SoundTransform {
  public static let name = "gain"
  public static let parameters: [Parameter<Self>] = [.range("decibelsRange", \.decibelsRange, in: -80...80)]

  /// g.
  public var decibelsRange: ClosedRange<Double> = -12...12

  public init() {}

  public struct Draw: Codable, Sendable {
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let factor = amplitude(decibels: draw.decibels)
    sample.mutate { $0.scale(by: factor) }
  }
}
