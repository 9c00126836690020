import SundogNumerics

/// A window of fixed size at a place drawn uniformly. Pictures that are smaller lie within it at such a place.
public struct Crop: Transform {
  public static let name = "crop"
  public static let parameters: [Parameter<Self>] = [
    .integer("height", \.height, in: 1...30_000), .integer("width", \.width, in: 1...30_000),
    .choice("border", \.border), .integer("fill", \.fill, in: 0...255),
  ]

  public var height = 224
  public var width = 224
  /// What lies beyond pictures that are smaller.
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// The picture's pixel in the window's upper left corner.
    public var top: Int
    public var left: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let (rows, columns) = (shape.height - height, shape.width - width)
    return Draw(
      top: generator.integer(in: min(rows, 0)...max(rows, 0)),
      left: generator.integer(in: min(columns, 0)...max(columns, 0)))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.cutWindow(top: draw.top, left: draw.left, height: height, width: width, border: border, fill: fill)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { shape.resized(height: height, width: width) }
}
