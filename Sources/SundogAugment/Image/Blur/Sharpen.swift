import SundogNumerics

/// Edges made stronger: x ← (1 − α) x + α ((8 + λ) x − Σ of the eight neighbors), rounded and clipped; λ = 1 keeps even
/// areas.
///
/// As albumentations' Sharpen.
public struct Sharpen: Transform {
  public static let name = "sharpen"
  public static let parameters: [Parameter<Self>] = [
    .range("alphaRange", \.alphaRange, in: 0...1), .range("lightnessRange", \.lightnessRange, in: 0...10),
  ]

  /// α.
  public var alphaRange: ClosedRange<Double> = 0.2...0.5
  /// λ.
  public var lightnessRange: ClosedRange<Double> = 0.5...1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var alpha: Double
    public var lightness: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(alpha: generator.uniform(in: alphaRange), lightness: generator.uniform(in: lightnessRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    var weights = [Double](repeating: -draw.alpha, count: 9)
    weights[4] = 1 - draw.alpha + draw.alpha * (8 + draw.lightness)
    sample.filter3(weights)
  }
}
