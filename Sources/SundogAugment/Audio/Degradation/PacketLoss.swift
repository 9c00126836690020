import SundogNumerics

/// Packets of d seconds that do not arrive, each with probability p, independently: silence in their place.
public struct PacketLoss: SoundTransform {
  public static let name = "packetLoss"
  public static let parameters: [Parameter<Self>] = [
    .number("seconds", \.seconds, in: 0.001...1), .range("shareRange", \.shareRange, in: 0...1),
  ]

  /// d.
  public var seconds = 0.02
  /// p.
  public var shareRange: ClosedRange<Double> = 0.05...0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var share: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(share: generator.uniform(in: shareRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let length = max(1, Int((seconds * Double(sample.shape.sampleRate)).rounded()))
    sample.mutateRows { row in
      // All channels lose the same packets.
      var generator = SeededRandom(seed: UInt64(draw.noiseSeed))
      for first in stride(from: 0, to: row.count, by: length) where generator.uniform() < draw.share {
        for j in first..<min(row.count, first + length) { row[j] = 0 }
      }
    }
  }
}
