import CSundogKernels
import SundogNumerics

/// Hue: hue, saturation and value of each pixel, the hue moved by t turns, and back. Nothing where there is no color.
///
/// Source: Smith, "Color gamut transform pairs" (1978).
public struct Hue: Transform {
  public static let name = "hue"
  public static let parameters: [Parameter<Self>] = [.range("turnsRange", \.turnsRange, in: -1...1)]

  /// t.
  public var turnsRange: ClosedRange<Double> = -0.1...0.1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var turns: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(turns: generator.uniform(in: turnsRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.mapColors {
      sundog_shift_hsv(pictureInstructions, Float(draw.turns), 1, 0, 1, 0, $0, $1, sample.pixelCount)
    }
  }
}
