import Foundation
import SundogNumerics

/// Loud parts made quieter, feed-forward, in decibels.
///
///     l = 20 log₁₀ |x|,   c = max(0, l − t) (1 − 1/ratio),   s ← α s + (1 − α) c,   x ← 10^((m − s) / 20) x
///
/// with α = exp(−1 / (attack r)) where c > s and exp(−1 / (release r)) elsewhere, at sample rate r. Source: Giannoulis,
/// Massberg, Reiss, "Digital dynamic range compressor design" (2012), the smooth branching detector.
public struct Compressor: SoundTransform {
  public static let name = "compressor"
  public static let parameters: [Parameter<Self>] = [
    .range("thresholdDecibelsRange", \.thresholdDecibelsRange, in: -80...0),
    .range("ratioRange", \.ratioRange, in: 1...100), .range("attackSecondsRange", \.attackSecondsRange, in: 0...1),
    .range("releaseSecondsRange", \.releaseSecondsRange, in: 0...5),
    .range("makeupDecibelsRange", \.makeupDecibelsRange, in: 0...40),
  ]

  /// t, from full scale.
  public var thresholdDecibelsRange: ClosedRange<Double> = -30...(-15)
  public var ratioRange: ClosedRange<Double> = 2...8
  public var attackSecondsRange: ClosedRange<Double> = 0.001...0.01
  public var releaseSecondsRange: ClosedRange<Double> = 0.05...0.2
  /// m.
  public var makeupDecibelsRange: ClosedRange<Double> = 0...6

  public init() {}

  public struct Draw: Codable, Sendable {
    public var thresholdDecibels: Double
    public var ratio: Double
    public var attackSeconds: Double
    public var releaseSeconds: Double
    public var makeupDecibels: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      thresholdDecibels: generator.uniform(in: thresholdDecibelsRange), ratio: generator.uniform(in: ratioRange),
      attackSeconds: generator.uniform(in: attackSecondsRange),
      releaseSeconds: generator.uniform(in: releaseSecondsRange),
      makeupDecibels: generator.uniform(in: makeupDecibelsRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let rate = Double(sample.shape.sampleRate)
    let attack = smoothing(seconds: draw.attackSeconds, rate: rate)
    let release = smoothing(seconds: draw.releaseSeconds, rate: rate)
    let threshold = Double(amplitude(decibels: draw.thresholdDecibels))
    let slope = 1 - 1 / draw.ratio
    let makeup = Double(amplitude(decibels: draw.makeupDecibels))
    sample.mutateRows { row in
      // In nepers, to save conversions: 20 log₁₀ is a constant factor of the logarithm.
      var state = 0.0
      for j in row.indices {
        let level = abs(Double(row[j]))
        let reduction = level > threshold ? log(level / threshold) * slope : 0
        let alpha = reduction > state ? attack : release
        state = alpha * state + (1 - alpha) * reduction
        row[j] *= Float(makeup * (state > 1e-9 ? exp(-state) : 1))
      }
    }
  }
}

/// exp(−1 / (seconds × rate)): the share that a smoothed value keeps from one sample to the next.
func smoothing(seconds: Double, rate: Double) -> Double { seconds > 0 ? exp(-1 / (seconds * rate)) : 0 }
