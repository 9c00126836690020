import Foundation
import SundogNumerics

extension SeededRandom {
  /// A number of the Gamma distribution with shape `shape` and scale 1.
  ///
  /// Source: Marsaglia, Tsang, "A simple method for generating gamma variables" (2000).
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 {
      // X of shape + 1, times U^(1 / shape).
      return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = pow(1 + c * x, 3)
      guard v > 0 else { continue }
      if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  /// A number of the symmetric Beta distribution.
  mutating func beta(_ alpha: Double) -> Double {
    let (x, y) = (gamma(shape: alpha), gamma(shape: alpha))
    // Both underflow for tiny shapes: then one of the ends is as good as the truth.
    return x + y > 0 ? x / (x + y) : (uniform() < 0.5 ? 0 : 1)
  }
}
