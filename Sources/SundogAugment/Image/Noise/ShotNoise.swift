import CSundogKernels
import SundogNumerics

/// Photons counted: x ← clip(round(255 P / n)), P a Poisson number of mean λ = n x / 255, n the photons of white.
///
/// For λ below 8, P is found by summing probabilities up to a uniform number of 32 bits; above, it is round(λ + z √λ +
/// (z² − 1) / 6 + (z − z³) / (72 √λ)) of a standard normal z (Cornish, Fisher 1937).
public struct ShotNoise: Transform {
  public static let name = "shotNoise"
  public static let parameters: [Parameter<Self>] = [.range("photonsRange", \.photonsRange, in: 1...100_000)]

  /// n.
  public var photonsRange: ClosedRange<Double> = 50...250

  public init() {}

  public struct Draw: Codable, Sendable {
    public var photons: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(photons: generator.uniform(in: photonsRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.keepingOpacity {
      sample.mapInPlace {
        sundog_count_photons(
          pictureInstructions, UInt64(draw.noiseSeed), Float(draw.photons), $0, $1, sample.shape.size)
      }
    }
  }
}
