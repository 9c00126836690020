import SundogNumerics

/// Tones bent by a curve: x ← round(255 (3 (1 − t)² t a + 3 (1 − t) t² b + t³)), t = x / 255; a = 1/3 and b = 2/3 change
/// nothing.
public struct ToneCurve: Transform {
  public static let name = "toneCurve"
  public static let parameters: [Parameter<Self>] = [
    .range("lowRange", \.lowRange, in: 0...1), .range("highRange", \.highRange, in: 0...1),
  ]

  /// a.
  public var lowRange: ClosedRange<Double> = 0.15...0.45
  /// b.
  public var highRange: ClosedRange<Double> = 0.55...0.85

  public init() {}

  public struct Draw: Codable, Sendable {
    public var low: Double
    public var high: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(low: generator.uniform(in: lowRange), high: generator.uniform(in: highRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.applyTable { value in
      let t = Double(value) / 255
      let rest = 1 - t
      let curve: Double = 3 * rest * rest * t * draw.low + 3 * rest * t * t * draw.high + t * t * t
      return byte(255 * curve)
    }
  }
}
