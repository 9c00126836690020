/// A frame around the picture.
public struct Pad: Transform {
  public static let name = "pad"
  public static let parameters: [Parameter<Self>] = [
    .integer("top", \.top, in: 0...10_000), .integer("bottom", \.bottom, in: 0...10_000),
    .integer("left", \.left, in: 0...10_000), .integer("right", \.right, in: 0...10_000),
    .choice("border", \.border), .integer("fill", \.fill, in: 0...255),
  ]

  /// Pixels on each side.
  public var top = 4
  public var bottom = 4
  public var left = 4
  public var right = 4
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    let shape = padded(sample.shape)
    sample.cutWindow(top: -top, left: -left, height: shape.height, width: shape.width, border: border, fill: fill)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { padded(shape) }

  private func padded(_ shape: ImageShape) -> ImageShape {
    shape.resized(height: shape.height + top + bottom, width: shape.width + left + right)
  }
}
