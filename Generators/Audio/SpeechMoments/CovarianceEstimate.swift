import Foundation
import SundogNumerics

/// Covariances from noisy second moments: post-processing, which costs nothing.
package enum CovarianceEstimate {
  /// The nearest plausible covariance: a known one, plus those eigenvalues of the difference that stand out of the noise.
  ///
  /// A symmetric matrix of noise, of standard deviation τ beside its diagonal, has eigenvalues in a semicircle of radius
  /// e = 2τ√d (Wigner). Eigenvalues of the difference within it are noise; an eigenvalue λ beyond it is kept as
  /// λ √(1 − (e / λ)²), which is what its direction shares with the true one.
  ///
  /// - Parameters:
  ///   - noisy: `order × order` numbers, symmetric.
  ///   - deviation: of the noise beside the diagonal.
  ///   - known: a positive definite matrix of that order.
  /// - Returns: a positive definite matrix; none of its eigenvalues is below a fifth of `known`'s least diagonal element.
  package static func shrunk(_ noisy: [Double], deviation: Double, towards known: [Double], order: Int) -> [Double] {
    let edge = 2 * deviation * Double(order).squareRoot()
    guard let difference = SymmetricEigen(zip(noisy, known).map { $0 - $1 }, order: order) else { return known }
    let kept = difference.matrix { value in
      guard value.magnitude > edge else { return 0 }
      return value * (1 - (edge / value) * (edge / value)).squareRoot()
    }
    let least = 0.2 * (0..<order).map { known[$0 * order + $0] }.min()!
    return SymmetricEigen(zip(known, kept).map { $0 + $1 }, order: order)?.matrix { max($0, least) } ?? known
  }

  /// A covariance whose block of some numbers is another one, while the others depend on them as before.
  ///
  /// With A the block and B = A⁻¹ C what it says of all numbers (C its rows of the whole matrix S), the others' rest
  /// S − Bᵀ A B stays, and Bᵀ A' B comes back in its place.
  /// - Precondition: `whole` is positive definite, and `block` has the order of `positions`.
  package static func replacing(
    _ positions: [Int], of whole: [Double], by block: [Double], order: Int
  ) -> [Double] {
    let size = positions.count
    let old = positions.flatMap { row in positions.map { whole[row * order + $0] } }
    guard let factor = CholeskyFactor(old, order: size) else { return whole }
    // The columns of B, one for each number.
    let columns = (0..<order).map { column in factor.solve(positions.map { whole[$0 * order + column] }) }
    let change = zip(block, old).map { $0 - $1 }
    var result = whole
    for row in 0..<order {
      let left = (0..<size).map { k in (0..<size).reduce(0) { $0 + change[k * size + $1] * columns[row][$1] } }
      for column in 0...row {
        let added = (0..<size).reduce(0) { $0 + left[$1] * columns[column][$1] }
        result[row * order + column] += added
        if column < row { result[column * order + row] += added }
      }
    }
    return result
  }

  /// The lower triangle L of A = L Lᵀ, row by row, `order × order` numbers.
  ///
  /// - Precondition: A is symmetric and positive definite.
  package static func factor(_ matrix: [Double], order: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        var sum = matrix[row * order + column]
        for k in 0..<column { sum -= factor[row * order + k] * factor[column * order + k] }
        // Rounding may bring a tiny pivot below zero.
        factor[row * order + column] =
          row == column ? max(sum, 1e-300).squareRoot() : sum / factor[column * order + column]
      }
    }
    return factor
  }

  /// A symmetric matrix from its triangle of `order (order + 1) / 2` numbers, row by row up to the diagonal, where the
  /// numbers beside the diagonal were scaled by √2.
  package static func symmetric(_ triangle: ArraySlice<Double>, order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    var place = triangle.startIndex
    for row in 0..<order {
      for column in 0...row {
        let value = triangle[place] / (row == column ? 1 : 2.0.squareRoot())
        result[row * order + column] = value
        result[column * order + row] = value
        place += 1
      }
    }
    return result
  }

  /// Adds a vector's outer product to such a triangle: its length is the square of the vector's.
  package static func addSquare(of vector: [Double], to triangle: inout [Double], at start: Int) {
    var place = start
    let root = 2.0.squareRoot()
    for row in vector.indices {
      let scaled = root * vector[row]
      for column in 0..<row {
        triangle[place] += scaled * vector[column]
        place += 1
      }
      triangle[place] += vector[row] * vector[row]
      place += 1
    }
  }
}
