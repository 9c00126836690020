import Foundation
import SundogNumerics

/// A telephone line's code of 2^b values, b = 8 in ITU-T G.711:
///
///     q = ⌊(c(x) + 1) μ / 2 + ½⌋,   c(x) = sign x ln(1 + μ |x|) / ln(1 + μ),   μ = 2^b − 1
///
/// and back. Samples beyond full scale are clipped.
public struct MuLaw: SoundTransform {
  public static let name = "muLaw"
  public static let parameters: [Parameter<Self>] = [.integerRange("bitsRange", \.bitsRange, in: 2...16)]

  /// b.
  public var bitsRange: ClosedRange<Int> = 6...8

  public init() {}

  public struct Draw: Codable, Sendable {
    public var bits: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(bits: generator.integer(in: bitsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let mu = Float((1 << draw.bits) - 1)
    let decoded = (0...Int(mu)).map { code -> Float in
      let y = 2 * Float(code) / mu - 1
      return (y < 0 ? -1 : 1) * (exp(abs(y) * log1p(mu)) - 1) / mu
    }
    let scale = 1 / log1p(mu)
    sample.mutate { samples in
      for j in samples.indices {
        let x = min(1, max(-1, samples[j]))
        let y = (x < 0 ? -1 : 1) * log1p(mu * abs(x)) * scale
        samples[j] = decoded[Int((y + 1) / 2 * mu + 0.5)]
      }
    }
  }
}
