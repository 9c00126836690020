import SundogNumerics

/// x ← clip(round(f x + (1 − f) s)), s the mean of the pixel, five times, and its eight neighbors: f = 0 smooths, 2
/// sharpens. As Pillow's ImageEnhance.Sharpness, but with mirrored edges.
public struct Sharpness: Transform {
  public static let name = "sharpness"
  public static let parameters: [Parameter<Self>] = [.range("factorRange", \.factorRange, in: 0...10)]

  /// f.
  public var factorRange: ClosedRange<Double> = 0.5...2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var factor: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(factor: generator.uniform(in: factorRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    var weights = [Double](repeating: (1 - draw.factor) / 13, count: 9)
    weights[4] = draw.factor + 5 * (1 - draw.factor) / 13
    sample.filter3(weights)
  }
}
