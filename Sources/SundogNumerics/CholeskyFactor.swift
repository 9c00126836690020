import COpenBLAS

/// The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, computed by LAPACK.
public struct CholeskyFactor: Sendable {
  public let order: Int
  /// The triangle that LAPACK calls lower; what lies beyond it is the matrix as it was.
  private let factor: [Double]

  /// Complexity: O(order³).
  /// - Parameter matrix: `order × order` numbers, symmetric; its memory layout therefore does not matter.
  /// - Returns: `nil` where the matrix is not positive definite to working precision.
  /// - Precondition: `matrix` holds that many numbers.
  public init?(_ matrix: [Double], order: Int) {
    precondition(order > 0 && matrix.count == order * order, "order × order numbers")
    LinearAlgebra.prepare()
    var factor = matrix
    var size = Int32(order)
    var info: Int32 = 0
    dpotrf_("L", &size, &factor, &size, &info)
    guard info == 0 else { return nil }
    self.order = order
    self.factor = factor
  }

  /// The x with A x = `right`. Complexity: O(order²).
  /// - Precondition: `right` holds `order` numbers.
  public func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == order, "one number a row")
    var result = right
    var size = Int32(order)
    var one: Int32 = 1
    var info: Int32 = 0
    dpotrs_("L", &size, &one, factor, &size, &result, &size, &info)
    return result
  }

  /// A⁻¹, `order × order` numbers. Complexity: O(order³).
  public var inverse: [Double] {
    var result = factor
    var size = Int32(order)
    var info: Int32 = 0
    dpotri_("L", &size, &result, &size, &info)
    for row in 0..<order {
      for column in 0..<row { result[row * order + column] = result[column * order + row] }
    }
    return result
  }
}
