/// The picture at the size at which its shorter side is `size` pixels, as in `Resize`; the other side is rounded down,
/// as in torchvision.
public struct ResizeShortSide: Transform {
  public static let name = "resizeShortSide"
  public static let parameters: [Parameter<Self>] = [
    .integer("size", \.size, in: 1...30_000), .flag("antialias", \.antialias),
  ]

  public var size = 256
  public var antialias = true

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    let shape = resized(sample.shape)
    guard sample.shape != shape else { return }
    sample.resize(height: shape.height, width: shape.width, antialias: antialias)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { resized(shape) }

  private func resized(_ shape: ImageShape) -> ImageShape {
    let short = min(shape.height, shape.width)
    return shape.resized(height: shape.height * size / short, width: shape.width * size / short)
  }
}
