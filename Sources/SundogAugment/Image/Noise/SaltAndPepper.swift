import SundogNumerics

/// White and black pixels: each pixel with probability a, of these a share s white, the others black.
public struct SaltAndPepper: Transform {
  public static let name = "saltAndPepper"
  public static let parameters: [Parameter<Self>] = [
    .range("amountRange", \.amountRange, in: 0...1), .range("saltRange", \.saltRange, in: 0...1),
  ]

  /// a.
  public var amountRange: ClosedRange<Double> = 0.01...0.06
  /// s.
  public var saltRange: ClosedRange<Double> = 0.4...0.6

  public init() {}

  public struct Draw: Codable, Sendable {
    public var amount: Double
    public var salt: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      amount: generator.uniform(in: amountRange), salt: generator.uniform(in: saltRange),
      noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.scatter(seed: draw.noiseSeed, (0, draw.amount * (1 - draw.salt)), (255, draw.amount * draw.salt))
  }
}
