import CSundogKernels
import SundogNumerics

/// Noise in proportion to the value: x ← clip(round(x + σ x z)), z standard normal for each channel of each pixel.
public struct SpeckleNoise: Transform {
  public static let name = "speckleNoise"
  public static let parameters: [Parameter<Self>] = [
    .range("standardDeviationRange", \.standardDeviationRange, in: 0...2)
  ]

  /// σ.
  public var standardDeviationRange: ClosedRange<Double> = 0.05...0.2

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
          pictureInstructions, UInt64(draw.noiseSeed), 0, Float(draw.standardDeviation), $0, $1, sample.shape.size)
      }
    }
  }
}
