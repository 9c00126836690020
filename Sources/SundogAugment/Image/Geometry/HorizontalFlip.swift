/// The mirror image: left becomes right.
public struct HorizontalFlip: Transform {
  public static let name = "horizontalFlip"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) { sample.flipHorizontally() }
}
