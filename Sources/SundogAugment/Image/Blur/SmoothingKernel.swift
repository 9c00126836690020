import Foundation

/// Weights of a smoothing filter along one axis, in 256ths.
struct SmoothingKernel {
  /// An odd number of them, summing to 256.
  let weights: [UInt16]
  var radius: Int { weights.count / 2 }

  /// The shares of 256 that weights have, rounded so that sums from the middle outwards are right.
  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    let middle = weights.count / 2
    var fixed = [UInt16](repeating: 0, count: weights.count)
    // The tail is rounded first; the middle takes the rest, so that the sum is exact and the weights symmetric.
    var rest = 256
    for offset in stride(from: middle, to: 0, by: -1) {
      let share = Int((weights[middle + offset] / total * 256).rounded())
      fixed[middle + offset] = UInt16(share)
      fixed[middle - offset] = UInt16(share)
      rest -= 2 * share
    }
    fixed[middle] = UInt16(max(0, rest))
    self.weights = fixed
  }

  /// A normal density, cut at 3 σ or at a radius.
  static func gaussian(sigma: Double, radius: Int? = nil) -> SmoothingKernel {
    let radius = radius ?? max(1, Int((3 * sigma).rounded(.up)))
    return SmoothingKernel(
      (-radius...radius).map { exp(-0.5 * Double($0 * $0) / max(sigma * sigma, 1e-6)) })
  }
}
