/// The picture upside down: top becomes bottom.
public struct VerticalFlip: Transform {
  public static let name = "verticalFlip"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) { sample.flipVertically() }
}
