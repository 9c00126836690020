import CSundogKernels
import SundogNumerics

/// Normal noise: x ← clip(round(x + 255 σ z)), z standard normal for each channel of each pixel.
///
/// z comes from the seed and the position by Box and Muller (1958), with 20 bits of radius and 12 of angle.
public struct GaussianNoise: Transform {
  public static let name = "gaussianNoise"
  public static let parameters: [Parameter<Self>] = [
    .range("standardDeviationRange", \.standardDeviationRange, in: 0...1)
  ]

  /// σ, as a share of the range of values.
  public var standardDeviationRange: ClosedRange<Double> = 0.02...0.08

  public init() {}

  public struct Draw: Codable, Sendable {
    public var standardDeviation: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(standardDeviation: generator.uniform(in: standardDeviationRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.keepingOpacity {
      sample.mapInPlace {
        sundog_add_noise(
          pictureInstructions, UInt64(draw.noiseSeed), Float(255 * draw.standardDeviation), 0, $0, $1,
          sample.shape.size)
      }
    }
  }
}
