/// Rows become columns: the picture mirrored at the diagonal from its upper left corner.
public struct Transpose: Transform {
  public static let name = "transpose"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) { sample.transpose() }

  public func resultShape(of shape: ImageShape) -> ImageShape? {
    shape.resized(height: shape.width, width: shape.height)
  }
}
