/// The picture at another size.
///
/// With `antialias`, each pixel is the mean of the source under a triangle as wide as the change of scale (as Pillow's
/// and torchvision's bilinear resizing); without, or enlarging, the interpolation of the nearest two along each axis.
public struct Resize: Transform {
  public static let name = "resize"
  public static let parameters: [Parameter<Self>] = [
    .integer("height", \.height, in: 1...30_000), .integer("width", \.width, in: 1...30_000),
    .flag("antialias", \.antialias),
  ]

  public var height = 224
  public var width = 224
  public var antialias = true

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    guard sample.shape.height != height || sample.shape.width != width else { return }
    sample.resize(height: height, width: width, antialias: antialias)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { shape.resized(height: height, width: width) }
}
