import Foundation

/// Weights of a smoothing filter along one axis, in 256ths.
struct SmoothingKernel {
  /// An odd number of them, summing to 256.
  let weights: [UInt16]
  var radius: Int { weights.count / 2 }

  /// The shares of 256 that symmetric weights have. Their sums from the ends inwards are rounded, not they themselves,
  /// so that many small weights are right on the whole; the middle takes the rest.
  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    let middle = weights.count / 2
    var fixed = [UInt16](repeating: 0, count: weights.count)
    var (sum, given) = (0.0, 0)
    for place in 0..<middle {
      sum += weights[place] / total * 256
      let share = Int(sum.rounded()) - given
      given += share
      fixed[place] = UInt16(share)
      fixed[weights.count - 1 - place] = UInt16(share)
    }
    fixed[middle] = UInt16(256 - 2 * given)
    self.weights = fixed
  }

  /// A normal density, cut at 3 σ or at a radius.
  static func gaussian(sigma: Double, radius: Int? = nil) -> SmoothingKernel {
    let radius = radius ?? max(1, Int((3 * sigma).rounded(.up)))
    return SmoothingKernel(
      (-radius...radius).map { exp(-0.5 * Double($0 * $0) / max(sigma * sigma, 1e-6)) })
  }
}
