import SundogNumerics

/// A normal density of standard deviation σ pixels along both axes, cut at 3 σ: weights in 256ths.
public struct GaussianBlur: Transform {
  public static let name = "gaussianBlur"
  public static let parameters: [Parameter<Self>] = [
    .range("sigmaRange", \.sigmaRange, in: 0.1...30), .integer("radius", \.radius, in: 0...90),
  ]

  /// σ.
  public var sigmaRange: ClosedRange<Double> = 0.5...2
  /// Where the density is cut, in pixels; 0 stands for 3 σ.
  public var radius = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var sigma: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(sigma: generator.uniform(in: sigmaRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.blur(.gaussian(sigma: draw.sigma, radius: radius == 0 ? nil : radius))
  }
}
