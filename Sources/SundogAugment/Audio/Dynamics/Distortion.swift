import Foundation
import SundogNumerics

/// Soft overload: y = tanh(k x / max |x|), scaled to the root mean square of x. Silence stays.
public struct Distortion: SoundTransform {
  public static let name = "distortion"
  public static let parameters: [Parameter<Self>] = [.range("driveRange", \.driveRange, in: 0.01...100)]

  /// k: 1 is gentle, 10 is harsh.
  public var driveRange: ClosedRange<Double> = 1...8

  public init() {}

  public struct Draw: Codable, Sendable {
    public var drive: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(drive: generator.logUniform(in: driveRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let (power, peak) = (sample.power, sample.peak)
    guard power > 0 else { return }
    let factor = Float(draw.drive) / peak
    sample.mutate { samples in
      for j in samples.indices { samples[j] = tanh(factor * samples[j]) }
    }
    let scale = (power / sample.power).squareRoot()
    sample.mutate { $0.scale(by: scale) }
  }
}
