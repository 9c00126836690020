import CSundogKernels
import SundogNumerics

/// White noise: x ← x + σ z, z standard normal, with σ² = mean x² / 10^(s / 10) for a signal-to-noise ratio of s
/// decibels. Silence stays.
public struct GaussianSoundNoise: SoundTransform {
  public static let name = "gaussianNoise"
  public static let parameters: [Parameter<Self>] = [
    .range("signalToNoiseRange", \.signalToNoiseRange, in: -40...120)
  ]

  /// s, in decibels.
  public var signalToNoiseRange: ClosedRange<Double> = 5...40

  public init() {}

  public struct Draw: Codable, Sendable {
    public var signalToNoise: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(signalToNoise: generator.uniform(in: signalToNoiseRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let deviation = sample.power.squareRoot() * amplitude(decibels: -draw.signalToNoise)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: sample.shape.size) { noise in
      sundog_random_normals(pictureInstructions, UInt64(draw.noiseSeed), noise.baseAddress, noise.count)
      sample.mutate { $0.add(UnsafeBufferPointer(noise), times: deviation) }
    }
  }
}
