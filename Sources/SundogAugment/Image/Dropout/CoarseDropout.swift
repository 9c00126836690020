import SundogNumerics

/// Rectangles set to one value, anywhere within the picture.
///
/// Source: DeVries, Taylor, "Improved regularization of convolutional neural networks with cutout" (2017).
public struct CoarseDropout: Transform {
  public static let name = "coarseDropout"
  public static let parameters: [Parameter<Self>] = [
    .integerRange("countRange", \.countRange, in: 0...1_000), .range("heightRange", \.heightRange, in: 0...1),
    .range("widthRange", \.widthRange, in: 0...1), .integer("fill", \.fill, in: 0...255),
  ]

  public var countRange: ClosedRange<Int> = 1...3
  /// Sides of the rectangles, as shares of the picture's.
  public var heightRange: ClosedRange<Double> = 0.1...0.25
  public var widthRange: ClosedRange<Double> = 0.1...0.25
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var holes: [Hole]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      holes: (0..<generator.integer(in: countRange)).map { _ in
        let height = Int((generator.uniform(in: heightRange) * Double(shape.height)).rounded())
        let width = Int((generator.uniform(in: widthRange) * Double(shape.width)).rounded())
        return Hole(
          top: generator.integer(in: 0...shape.height - height), left: generator.integer(in: 0...shape.width - width),
          height: height, width: width)
      })
  }

  public func apply(_ draw: Draw, to sample: ImageSample) { sample.hide(draw.holes, fill: fill) }
}
