import SundogNumerics

/// Detail lost: the picture shrunk by f along both axes (antialiased), and enlarged again.
public struct Downscale: Transform {
  public static let name = "downscale"
  public static let parameters: [Parameter<Self>] = [.range("scaleRange", \.scaleRange, in: 0.01...1)]

  /// f.
  public var scaleRange: ClosedRange<Double> = 0.25...0.75

  public init() {}

  public struct Draw: Codable, Sendable {
    public var scale: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(scale: generator.uniform(in: scaleRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (shape, annotations) = (sample.shape, sample.annotations)
    sample.annotations = .init()
    sample.resize(
      height: max(1, Int((Double(shape.height) * draw.scale).rounded())),
      width: max(1, Int((Double(shape.width) * draw.scale).rounded())), antialias: true)
    sample.resize(height: shape.height, width: shape.width, antialias: false)
    sample.annotations = annotations
  }
}
