/// The window of fixed size in the middle: its upper left pixel is number ⌊(size − window) / 2⌋ along each axis.
public struct CenterCrop: Transform {
  public static let name = "centerCrop"
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

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    // Shifting rounds down for windows larger than the picture, too.
    sample.cutWindow(
      top: (sample.shape.height - height) >> 1, left: (sample.shape.width - width) >> 1, height: height, width: width,
      border: border, fill: fill)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { shape.resized(height: height, width: width) }
}
