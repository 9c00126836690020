import SundogNumerics

/// The Fréchet distance of two clouds of points, taken for normal distributions:
///
///     ‖m₁ − m₂‖² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½)
///
/// Source: Dowson, Landau, "The Fréchet distance between multivariate normal distributions" (1982); Heusel et al., "GANs
/// trained by a two time-scale update rule converge to a local Nash equilibrium" (2017), with other features.
package enum FrechetDistance {
  /// Complexity: O(points × dimension² + dimension³).
  /// - Returns: `nil` where a cloud has fewer than two points, or numbers that are not finite.
  package static func distance(_ first: Matrix, _ second: Matrix) -> Double? {
    guard first.columns == second.columns, first.rows > 1, second.rows > 1 else { return nil }
    let size = first.columns
    let (a, b) = (moments(first), moments(second))
    guard let root = SymmetricEigen(a.covariance, order: size)?.matrix({ max(0, $0).squareRoot() }) else { return nil }
    let inner = product(product(root, b.covariance, size), root, size)
    // Rounding may leave it a little askew.
    let symmetric = inner.indices.map { 0.5 * (inner[$0] + inner[$0 % size * size + $0 / size]) }
    guard let eigen = SymmetricEigen(symmetric, order: size) else { return nil }
    let means = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let traces = (0..<size).reduce(0.0) { $0 + a.covariance[$1 * size + $1] + b.covariance[$1 * size + $1] }
    return max(0, means + traces - 2 * eigen.values.reduce(0) { $0 + max(0, $1).squareRoot() })
  }

  private static func moments(_ points: Matrix) -> (mean: [Double], covariance: [Double]) {
    let size = points.columns
    var mean = [Double](repeating: 0, count: size)
    for row in 0..<points.rows {
      for column in 0..<size { mean[column] += Double(points[row, column]) / Double(points.rows) }
    }
    var centered = [Double](repeating: 0, count: points.rows * size)
    for row in 0..<points.rows {
      for column in 0..<size { centered[row * size + column] = Double(points[row, column]) - mean[column] }
    }
    var covariance = [Double](repeating: 0, count: size * size)
    centered.withUnsafeBufferPointer { centered in
      covariance.withUnsafeMutableBufferPointer {
        LinearAlgebra.multiply(
          centered, centered, transposingA: true, rows: size, columns: size, inner: points.rows, into: $0)
      }
    }
    return (mean, covariance.map { $0 / Double(points.rows - 1) })
  }

  private static func product(_ a: [Double], _ b: [Double], _ size: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size * size)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(a, b, rows: size, columns: size, inner: size, into: $0)
        }
      }
    }
    return result
  }
}
