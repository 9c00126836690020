import SundogNumerics

/// What lies around a frequency, and the rest weakened by 6 decibels an octave.
///
///     H(s) = (s / Q) / (s² + s / Q + 1)
///
/// with s = i at the frequency f, by the bilinear transform; `Biquad` states the source. Frequencies are drawn so
/// that each octave has the same chance, and never reach half the sample rate.
public struct BandPass: SoundTransform {
  public static let name = "bandPass"
  public static let parameters: [Parameter<Self>] = [
    .range("hertzRange", \.hertzRange, in: 1...192_000), .range("qualityRange", \.qualityRange, in: 0.05...100),
  ]

  /// f.
  public var hertzRange: ClosedRange<Double> = 300...3000
  /// Q.
  public var qualityRange: ClosedRange<Double> = 0.5...3

  public init() {}

  public struct Draw: Codable, Sendable {
    public var hertz: Double
    public var quality: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      hertz: generator.logUniform(in: hertzRange), quality: generator.logUniform(in: qualityRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let filter = Biquad.bandPass(
      hertz: draw.hertz, quality: draw.quality, sampleRate: Double(sample.shape.sampleRate))
    sample.mutateRows(filter.filter)
  }
}
