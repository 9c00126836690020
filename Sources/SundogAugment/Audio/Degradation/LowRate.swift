import Foundation
import Sundog
import SundogNumerics

/// A narrow line: resampled to a lower rate and back, so that frequencies above half of it are lost.
///
/// Filters are libsamplerate's fast sinc; rates are drawn so that each octave has the same chance. A rate above the
/// sound's own changes nothing.
public struct LowRate: SoundTransform {
  public static let name = "lowRate"
  public static let parameters: [Parameter<Self>] = [
    .range("sampleRateRange", \.sampleRateRange, in: 500...192_000)
  ]

  public var sampleRateRange: ClosedRange<Double> = 3000...8000

  public init() {}

  public struct Draw: Codable, Sendable {
    public var sampleRate: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(sampleRate: Int(generator.logUniform(in: sampleRateRange).rounded()))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard draw.sampleRate < sample.shape.sampleRate else { return }
    let rate = sample.shape.sampleRate
    sample.mapRows { source, target in
      let narrow = Sound(sampleRate: rate, samples: Array(source)).resampled(to: draw.sampleRate, quality: .fast)
      let back = narrow.resampled(to: rate, quality: .fast).samples
      for j in target.indices { target[j] = j < back.count ? back[j] : 0 }
    }
  }
}
