import Foundation
import SundogNumerics

/// A loudness of a given level as ITU-R BS.1770 measures it, without its gate: x ← 10^((d − L) / 20) x.
///
///     L = −0.691 + 10 log₁₀ Σ_channels mean (K x)²
///
/// with K a high shelf of 4 dB at 1500 Hz and a high pass at 38 Hz. The gate, which leaves out pauses, is for programmes
/// of minutes. Silence stays. Source: ITU-R BS.1770-4 (2015), Annex 1; the filters at other rates than 48 kHz as in
/// torchaudio's `loudness`.
public struct LoudnessNormalize: SoundTransform {
  public static let name = "loudnessNormalize"
  public static let parameters: [Parameter<Self>] = [.range("decibelsRange", \.decibelsRange, in: -80...0)]

  /// d, in LUFS.
  public var decibelsRange: ClosedRange<Double> = -31...(-13)

  public init() {}

  public struct Draw: Codable, Sendable {
    public var decibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(decibels: generator.uniform(in: decibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard let loudness = Self.loudness(of: sample) else { return }
    let factor = amplitude(decibels: draw.decibels - loudness)
    sample.mutate { $0.scale(by: factor) }
  }

  /// L; `nil` for silence.
  static func loudness(of sample: SoundSample) -> Double? {
    let rate = Double(sample.shape.sampleRate)
    let shelf = Biquad.highShelf(
      hertz: min(1500, 0.45 * rate), decibels: 4, quality: 0.5.squareRoot(), sampleRate: rate)
    let pass = Biquad.highPass(hertz: 38, quality: 0.5, sampleRate: rate)
    var sum = 0.0
    for channel in 0..<sample.shape.rows {
      var (first, second) = (shelf, pass)
      for x in sample.row(channel) {
        let y = second.next(first.next(Double(x)))
        sum += y * y
      }
    }
    let power = sum / Double(max(1, sample.shape.columns))
    return power > 1e-20 ? -0.691 + 10 * log10(power) : nil
  }
}
