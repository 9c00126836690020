import SundogNumerics

/// A single echo after d seconds: x[j] ← x[j] + g x[j − d r] at sample rate r.
public struct Echo: SoundTransform {
  public static let name = "echo"
  public static let parameters: [Parameter<Self>] = [
    .range("secondsRange", \.secondsRange, in: 0.0001...10), .range("gainRange", \.gainRange, in: -1...1),
  ]

  /// d.
  public var secondsRange: ClosedRange<Double> = 0.05...0.3
  /// g.
  public var gainRange: ClosedRange<Double> = 0.2...0.6

  public init() {}

  public struct Draw: Codable, Sendable {
    public var seconds: Double
    public var gain: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(seconds: generator.uniform(in: secondsRange), gain: generator.uniform(in: gainRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let delay = max(1, Int((draw.seconds * Double(sample.shape.sampleRate)).rounded()))
    let gain = Float(draw.gain)
    sample.mutateRows { row in
      guard delay < row.count else { return }
      // From the end, so that an echo has none of its own.
      for j in (delay..<row.count).reversed() { row[j] += gain * row[j - delay] }
    }
  }
}
