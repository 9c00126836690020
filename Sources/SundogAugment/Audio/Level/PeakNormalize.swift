import SundogNumerics

/// A largest sample of a given level: x ← 10^(d / 20) x / max |x|. Silence stays.
public struct PeakNormalize: SoundTransform {
  public static let name = "peakNormalize"
  public static let parameters: [Parameter<Self>] = [.range("decibelsRange", \.decibelsRange, in: -80...0)]

  /// d, from full scale.
  public var decibelsRange: ClosedRange<Double> = 0...0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let peak = sample.peak
    guard peak > 0 else { return }
    let factor = amplitude(decibels: draw.decibels) / peak
    sample.mutate { $0.scale(by: factor) }
  }
}
