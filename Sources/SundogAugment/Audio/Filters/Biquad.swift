import Foundation
import SundogNumerics

/// A filter of second order in the transposed direct form II, in double precision.
///
///     y[j] = b₀ x[j] + b₁ x[j−1] + b₂ x[j−2] − a₁ y[j−1] − a₂ y[j−2]
///
/// Source of the coefficients: Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients"
/// (1994–2021), with w = 2π f / r, α = sin w / 2Q and A = 10^(g / 40).
struct Biquad: Sendable {
  let b0, b1, b2, a1, a2: Double
  private var first = 0.0
  private var second = 0.0

  /// Coefficients before division by a₀.
  init(b: (Double, Double, Double), a: (Double, Double, Double)) {
    (b0, b1, b2) = (b.0 / a.0, b.1 / a.0, b.2 / a.0)
    (a1, a2) = (a.1 / a.0, a.2 / a.0)
  }

  mutating func next(_ x: Double) -> Double {
    let y = b0 * x + first
    first = b1 * x - a1 * y + second
    second = b2 * x - a2 * y
    return y
  }

  /// Filters samples in place, from rest.
  func filter(_ samples: UnsafeMutableBufferPointer<Float>) {
    var filter = self
    for j in samples.indices { samples[j] = Float(filter.next(Double(samples[j]))) }
  }

  /// cos w and α.
  private static func angle(_ hertz: Double, _ quality: Double, _ rate: Double) -> (cosine: Double, alpha: Double) {
    // At the Nyquist frequency α vanishes: the filters would ring for ever.
    let angle = 2 * Double.pi * min(hertz, 0.499 * rate) / rate
    return (cos(angle), sin(angle) / (2 * quality))
  }

  static func lowPass(hertz: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    return Biquad(b: ((1 - c) / 2, 1 - c, (1 - c) / 2), a: (1 + alpha, -2 * c, 1 - alpha))
  }

  static func highPass(hertz: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    return Biquad(b: ((1 + c) / 2, -1 - c, (1 + c) / 2), a: (1 + alpha, -2 * c, 1 - alpha))
  }

  /// The peak's gain is 0 decibels.
  static func bandPass(hertz: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    return Biquad(b: (alpha, 0, -alpha), a: (1 + alpha, -2 * c, 1 - alpha))
  }

  static func bandStop(hertz: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    return Biquad(b: (1, -2 * c, 1), a: (1 + alpha, -2 * c, 1 - alpha))
  }

  static func peaking(hertz: Double, decibels: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    let a = pow(10, decibels / 40)
    return Biquad(b: (1 + alpha * a, -2 * c, 1 - alpha * a), a: (1 + alpha / a, -2 * c, 1 - alpha / a))
  }

  static func lowShelf(hertz: Double, decibels: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    let a = pow(10, decibels / 40)
    let root = 2 * a.squareRoot() * alpha
    let (up, down) = (a + 1, a - 1)
    return Biquad(
      b: (a * (up - down * c + root), 2 * a * (down - up * c), a * (up - down * c - root)),
      a: (up + down * c + root, -2 * (down + up * c), up + down * c - root))
  }

  static func highShelf(hertz: Double, decibels: Double, quality: Double, sampleRate: Double) -> Biquad {
    let (c, alpha) = angle(hertz, quality, sampleRate)
    let a = pow(10, decibels / 40)
    let root = 2 * a.squareRoot() * alpha
    let (up, down) = (a + 1, a - 1)
    return Biquad(
      b: (a * (up + down * c + root), -2 * a * (down + up * c), a * (up + down * c - root)),
      a: (up - down * c + root, 2 * (down - up * c), up - down * c - root))
  }
}

extension SeededRandom {
  /// A number whose logarithm is uniform: the same chance for each octave.
  mutating func logUniform(in range: ClosedRange<Double>) -> Double {
    exp(uniform(in: log(range.lowerBound)...log(range.upperBound)))
  }
}
