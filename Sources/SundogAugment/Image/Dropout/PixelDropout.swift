import SundogNumerics

/// Pixels set to one value, each with probability a.
public struct PixelDropout: Transform {
  public static let name = "pixelDropout"
  public static let parameters: [Parameter<Self>] = [
    .range("amountRange", \.amountRange, in: 0...1), .integer("fill", \.fill, in: 0...255),
  ]

  /// a.
  public var amountRange: ClosedRange<Double> = 0.01...0.1
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var amount: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(amount: generator.uniform(in: amountRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.scatter(seed: draw.noiseSeed, (fill, draw.amount), (fill, 0))
  }
}
