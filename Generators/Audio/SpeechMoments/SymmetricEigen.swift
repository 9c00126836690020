import SundogNumerics

/// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations in cycles.
///
/// Complexity: O(order³) a cycle, of which about eight are needed.
/// Source: Golub, Van Loan, "Matrix computations" (2013), section 8.5.
package struct SymmetricEigen: Sendable {
  package let order: Int
  package private(set) var values: [Double]
  /// `order × order` numbers: eigenvector i is row i.
  package private(set) var vectors: [Double]

  /// - Returns: `nil` where a number is not finite.
  /// - Precondition: `matrix` holds `order × order` numbers and is symmetric.
  package init?(_ matrix: [Double], order: Int) {
    precondition(matrix.count == order * order, "order × order numbers")
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    self.order = order
    var a = matrix
    var v = [Double](repeating: 0, count: order * order)
    for i in 0..<order { v[i * order + i] = 1 }
    let total = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<30 {
      var outside = 0.0
      for i in 0..<order { for j in 0..<i { outside += a[i * order + j] * a[i * order + j] } }
      if outside <= 1e-24 * total { break }
      for p in 0..<order {
        for q in p + 1..<max(order, p + 1) { Self.rotate(&a, &v, order, p, q) }
      }
    }
    values = (0..<order).map { a[$0 * order + $0] }
    vectors = v
  }

  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ order: Int, _ p: Int, _ q: Int) {
    let off = a[p * order + q]
    guard off != 0 else { return }
    let theta = (a[q * order + q] - a[p * order + p]) / (2 * off)
    let t = (theta >= 0 ? 1.0 : -1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    a.withUnsafeMutableBufferPointer { a in
      for k in 0..<order {
        let (x, y) = (a[p * order + k], a[q * order + k])
        a[p * order + k] = c * x - s * y
        a[q * order + k] = s * x + c * y
      }
      for k in 0..<order {
        let (x, y) = (a[k * order + p], a[k * order + q])
        a[k * order + p] = c * x - s * y
        a[k * order + q] = s * x + c * y
      }
    }
    v.withUnsafeMutableBufferPointer { v in
      for k in 0..<order {
        let (x, y) = (v[p * order + k], v[q * order + k])
        v[p * order + k] = c * x - s * y
        v[q * order + k] = s * x + c * y
      }
    }
  }

  /// Σ f(λᵢ) vᵢ vᵢᵀ, `order × order` numbers.
  package func matrix(_ function: (Double) -> Double = { $0 }) -> [Double] {
    var scaled = vectors
    for (i, value) in values.enumerated() {
      let factor = function(value)
      for k in 0..<order { scaled[i * order + k] *= factor }
    }
    var result = [Double](repeating: 0, count: order * order)
    scaled.withUnsafeBufferPointer { scaled in
      vectors.withUnsafeBufferPointer { vectors in
        result.withUnsafeMutableBufferPointer { result in
          LinearAlgebra.multiply(
            scaled, vectors, transposingA: true, rows: order, columns: order, inner: order, into: result)
        }
      }
    }
    return result
  }
}
