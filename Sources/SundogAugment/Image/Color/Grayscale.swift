/// Grey in all color channels: y = round(0.299 R + 0.587 G + 0.114 B).
public struct Grayscale: Transform {
  public static let name = "grayscale"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) { sample.mixColors(Saturation.matrix(0)) }
}
