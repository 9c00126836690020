import SundogNumerics

/// Contrast, then brightness: x ← clip(round((1 + c) x + 255 b)).
public struct BrightnessContrast: Transform {
  public static let name = "brightnessContrast"
  public static let parameters: [Parameter<Self>] = [
    .range("brightnessRange", \.brightnessRange, in: -1...1), .range("contrastRange", \.contrastRange, in: -1...10),
  ]

  /// b.
  public var brightnessRange: ClosedRange<Double> = -0.2...0.2
  /// c.
  public var contrastRange: ClosedRange<Double> = -0.2...0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var brightness: Double
    public var contrast: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      brightness: generator.uniform(in: brightnessRange), contrast: generator.uniform(in: contrastRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.applyTable { byte((1 + draw.contrast) * Double($0) + 255 * draw.brightness) }
  }
}
