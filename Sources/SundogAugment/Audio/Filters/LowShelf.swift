import SundogNumerics

/// What lies below a frequency, stronger or weaker.
///
///     H(s) = A (s² + s √A / Q + A) / (A s² + s √A / Q + 1)
///
/// with s = i at the frequency f, A = 10^(g / 40), by the bilinear transform; `Biquad` states the source. Frequencies are drawn so
/// that each octave has the same chance, and never reach half the sample rate.
public struct LowShelf: SoundTransform {
  public static let name = "lowShelf"
  public static let parameters: [Parameter<Self>] = [
    .range("hertzRange", \.hertzRange, in: 1...192_000), .range("qualityRange", \.qualityRange, in: 0.05...100),
    .range("decibelsRange", \.decibelsRange, in: -60...60),
  ]

  /// f.
  public var hertzRange: ClosedRange<Double> = 60...800
  /// Q.
  public var qualityRange: ClosedRange<Double> = 0.5...1
  /// g.
  public var decibelsRange: ClosedRange<Double> = -12...12

  public init() {}

  public struct Draw: Codable, Sendable {
    public var hertz: Double
    public var quality: Double
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      hertz: generator.logUniform(in: hertzRange), quality: generator.logUniform(in: qualityRange),
      decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let filter = Biquad.lowShelf(
      hertz: draw.hertz, decibels: draw.decibels, quality: draw.quality, sampleRate: Double(sample.shape.sampleRate))
    sample.mutateRows(filter.filter)
  }
}
