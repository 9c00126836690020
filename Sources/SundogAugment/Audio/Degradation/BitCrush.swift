import SundogNumerics

/// Fewer bits a sample: x ← round(2^(b − 1) x) / 2^(b − 1).
public struct BitCrush: SoundTransform {
  public static let name = "bitCrush"
  public static let parameters: [Parameter<Self>] = [.integerRange("bitsRange", \.bitsRange, in: 1...24)]

  /// b.
  public var bitsRange: ClosedRange<Int> = 5...10

  public init() {}

  public struct Draw: Codable, Sendable {
    public var bits: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(bits: generator.integer(in: bitsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let steps = Float(sign: .plus, exponent: draw.bits - 1, significand: 1)
    sample.mutate { samples in
      for j in samples.indices { samples[j] = (samples[j] * steps).rounded(.toNearestOrEven) / steps }
    }
  }
}
