import SundogNumerics
import Testing

@Suite("Cholesky factors")
struct CholeskyFactorTests {
  /// B Bᵀ + 1 for a B of normal numbers.
  private func matrix(order: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    let b = (0..<order * order).map { _ in random.normal() }
    return (0..<order * order).map { index in
      let (row, column) = (index / order, index % order)
      return (0..<order).reduce(row == column ? 1 : 0) { $0 + b[row * order + $1] * b[column * order + $1] }
    }
  }

  @Test("solutions and inverses meet their equations", arguments: [1, 2, 7, 60])
  func equations(order: Int) throws {
    let a = matrix(order: order, seed: UInt64(order))
    let factor = try #require(CholeskyFactor(a, order: order))
    let right = (0..<order).map { Double($0) - 2 }
    let x = factor.solve(right)
    let inverse = factor.inverse
    for row in 0..<order {
      let product = (0..<order).reduce(0) { $0 + a[row * order + $1] * x[$1] }
      #expect(abs(product - right[row]) < 1e-8)
      for column in 0..<order {
        let entry = (0..<order).reduce(0) { $0 + a[row * order + $1] * inverse[$1 * order + column] }
        #expect(abs(entry - (row == column ? 1 : 0)) < 1e-8)
      }
    }
  }

  @Test("a matrix that is not positive definite has none")
  func indefinite() {
    #expect(CholeskyFactor([1, 2, 2, 1], order: 2) == nil)
    #expect(CholeskyFactor([0], order: 1) == nil)
  }

  @Test("the double-precision product agrees with sums", arguments: [false, true])
  func product(transposing: Bool) {
    var random = SeededRandom(seed: 1)
    let (rows, columns, inner) = (5, 3, 4)
    let a = (0..<rows * inner).map { _ in random.normal() }
    let b = (0..<inner * columns).map { _ in random.normal() }
    var output = [Double](repeating: .nan, count: rows * columns)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        output.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(
            a, b, transposingA: transposing, rows: rows, columns: columns, inner: inner, into: $0)
        }
      }
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let sum = (0..<inner).reduce(0) {
          $0 + (transposing ? a[$1 * rows + row] : a[row * inner + $1]) * b[$1 * columns + column]
        }
        #expect(abs(output[row * columns + column] - sum) < 1e-12)
      }
    }
  }
}
