import SundogNumerics

/// A root mean square of a given level: x ← 10^(d / 20) x / √(mean x²). Silence stays; peaks may pass full scale.
public struct RMSNormalize: SoundTransform {
  public static let name = "rmsNormalize"
  public static let parameters: [Parameter<Self>] = [.range("decibelsRange", \.decibelsRange, in: -80...0)]

  /// d, from full scale.
  public var decibelsRange: ClosedRange<Double> = -30...(-18)

  public init() {}

  public struct Draw: Codable, Sendable {
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let power = sample.power
    guard power > 0 else { return }
    let factor = amplitude(decibels: draw.decibels) / power.squareRoot()
    sample.mutate { $0.scale(by: factor) }
  }
}
