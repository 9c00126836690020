import SundogNumerics

/// Relief: x ← (1 − α) x + α Σ wₖ xₖ over the 3 × 3 pixels, w = [[−1 − s, −s, 0], [−s, 1, s], [0, s, 1 + s]], rounded and
/// clipped.
public struct Emboss: Transform {
  public static let name = "emboss"
  public static let parameters: [Parameter<Self>] = [
    .range("alphaRange", \.alphaRange, in: 0...1), .range("strengthRange", \.strengthRange, in: 0...5),
  ]

  /// α.
  public var alphaRange: ClosedRange<Double> = 0.2...0.5
  /// s.
  public var strengthRange: ClosedRange<Double> = 0.2...0.7

  public init() {}

  public struct Draw: Codable, Sendable {
    public var alpha: Double
    public var strength: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(alpha: generator.uniform(in: alphaRange), strength: generator.uniform(in: strengthRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let s = draw.strength
    var weights: [Double] = [-1 - s, -s, 0, -s, 1, s, 0, s, 1 + s].map { $0 * draw.alpha }
    weights[4] += 1 - draw.alpha
    sample.filter3(weights)
  }
}
