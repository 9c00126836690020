import SundogNumerics

/// Overload: x ← min(c, max(−c, x)) with c = 10^(d / 20) max |x|.
public struct Clip: SoundTransform {
  public static let name = "clip"
  public static let parameters: [Parameter<Self>] = [.range("decibelsRange", \.decibelsRange, in: -80...0)]

  /// d, from the clip's own peak.
  public var decibelsRange: ClosedRange<Double> = -12...(-1)

  public init() {}

  public struct Draw: Codable, Sendable {
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let limit = amplitude(decibels: draw.decibels) * sample.peak
    sample.mutate { samples in
      for j in samples.indices { samples[j] = min(limit, max(-limit, samples[j])) }
    }
  }
}
