import Sundog
import SundogNumerics

/// Another sample rate, by libsamplerate's sinc filters.
public struct Resample: SoundTransform {
  public static let name = "resample"
  public static let parameters: [Parameter<Self>] = [
    .integer("sampleRate", \.sampleRate, in: 100...384_000), .choice("quality", \.quality),
  ]

  /// How carefully.
  public enum Quality: String, CaseIterable, Codable, Sendable {
    case best, medium, fast

    var sound: Sound.ResamplingQuality {
      switch self {
      case .best: .best
      case .medium: .medium
      case .fast: .fast
      }
    }
  }

  public var sampleRate = 16_000
  public var quality = Quality.medium

  public init() {}

  public func resultShape(of shape: SoundShape) -> SoundShape? {
    guard shape.sampleRate != sampleRate else { return shape }
    let ratio = Double(sampleRate) / Double(shape.sampleRate)
    var after = shape.with(columns: max(1, Int((Double(shape.columns) * ratio).rounded())))
    after.sampleRate = sampleRate
    return after
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    guard let sound = sample.sound, sound.sampleRate != sampleRate else { return }
    sample.replace(with: sound.resampled(to: sampleRate, quality: quality.sound))
  }
}
