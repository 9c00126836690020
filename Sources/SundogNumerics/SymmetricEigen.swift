import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix, computed by LAPACK.
public struct SymmetricEigen: Sendable {
  public let order: Int
  /// The largest first.
  public let values: [Double]
  /// Eigenvector *k* is numbers `k × order ..< (k + 1) × order`; they are orthonormal.
  public let vectors: [Double]

  /// Complexity: O(order³).
  /// - Parameter matrix: `order × order` numbers, symmetric; its memory layout therefore does not matter.
  /// - Returns: `nil` where a number is not finite, or the iteration does not converge.
  /// - Precondition: `matrix` holds that many numbers.
  public init?(_ matrix: [Double], order: Int) {
    precondition(order > 0 && matrix.count == order * order, "order × order numbers")
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    LinearAlgebra.prepare()
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    var size = Int32(order)
    var info: Int32 = 0
    var workCount: Int32 = -1
    var wordCount: Int32 = -1
    var work = [0.0]
    var words: [Int32] = [0]
    // The first call says how much memory the second one wants.
    dsyevd_("V", "L", &size, &vectors, &size, &values, &work, &workCount, &words, &wordCount, &info)
    guard info == 0 else { return nil }
    workCount = Int32(work[0])
    wordCount = words[0]
    work = [Double](repeating: 0, count: Int(workCount))
    words = [Int32](repeating: 0, count: Int(wordCount))
    dsyevd_("V", "L", &size, &vectors, &size, &values, &work, &workCount, &words, &wordCount, &info)
    guard info == 0 else { return nil }
    self.order = order
    self.values = values.reversed()
    // LAPACK's columns are rows here, the smallest eigenvalue's first.
    self.vectors = [Double](unsafeUninitializedCapacity: order * order) { buffer, count in
      for k in 0..<order {
        for i in 0..<order { buffer[k * order + i] = vectors[(order - 1 - k) * order + i] }
      }
      count = order * order
    }
  }

  /// Σ f(λ) v vᵀ over the first `count` eigenvectors: `order × order` numbers.
  ///
  /// Complexity: O(count × order²).
  public func matrix(first count: Int? = nil, _ function: (Double) -> Double = { $0 }) -> [Double] {
    let used = min(count ?? order, order)
    var scaled = [Double](repeating: 0, count: used * order)
    for k in 0..<used {
      let weight = function(values[k])
      for i in 0..<order { scaled[k * order + i] = weight * vectors[k * order + i] }
    }
    var result = [Double](repeating: 0, count: order * order)
    guard used > 0 else { return result }
    scaled.withUnsafeBufferPointer { left in
      vectors.withUnsafeBufferPointer { right in
        result.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(
            left, UnsafeBufferPointer(rebasing: right[..<(used * order)]), transposingA: true, rows: order,
            columns: order, inner: used, into: $0)
        }
      }
    }
    return result
  }
}
