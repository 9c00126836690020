import SundogNumerics

/// x ← clip(round(x + a (x − G x))), G the Gaussian blur of standard deviation σ pixels.
public struct UnsharpMask: Transform {
  public static let name = "unsharpMask"
  public static let parameters: [Parameter<Self>] = [
    .range("sigmaRange", \.sigmaRange, in: 0.1...30), .range("amountRange", \.amountRange, in: 0...10),
  ]

  /// σ.
  public var sigmaRange: ClosedRange<Double> = 0.5...2
  /// a.
  public var amountRange: ClosedRange<Double> = 0.2...1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var sigma: Double
    public var amount: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(sigma: generator.uniform(in: sigmaRange), amount: generator.uniform(in: amountRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.combine(1 + draw.amount, -draw.amount) { sample.blur(.gaussian(sigma: draw.sigma)) }
  }
}
