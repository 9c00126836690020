import CSundogKernels
import SundogNumerics

/// Hue moved by turns, saturation and value by shares of their range, clipped. Nothing where there is no color.
///
/// Source: Smith, "Color gamut transform pairs" (1978).
public struct HueSaturationValue: Transform {
  public static let name = "hueSaturationValue"
  public static let parameters: [Parameter<Self>] = [
    .range("turnsRange", \.turnsRange, in: -1...1), .range("saturationRange", \.saturationRange, in: -1...1),
    .range("valueRange", \.valueRange, in: -1...1),
  ]

  public var turnsRange: ClosedRange<Double> = -0.06...0.06
  public var saturationRange: ClosedRange<Double> = -0.12...0.12
  public var valueRange: ClosedRange<Double> = -0.08...0.08

  public init() {}

  public struct Draw: Codable, Sendable {
    public var turns: Double
    public var saturation: Double
    public var value: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      turns: generator.uniform(in: turnsRange), saturation: generator.uniform(in: saturationRange),
      value: generator.uniform(in: valueRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.mapColors {
      sundog_shift_hsv(
        pictureInstructions, Float(draw.turns), 1, Float(draw.saturation), 1, Float(draw.value), $0, $1,
        sample.pixelCount)
    }
  }
}
