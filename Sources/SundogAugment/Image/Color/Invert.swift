/// The negative: x ← 255 − x.
public struct Invert: Transform {
  public static let name = "invert"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) { sample.applyTable { UInt8(255 - $0) } }
}
