import SundogNumerics
import Testing

@Suite("Eigenvectors of symmetric matrices")
struct SymmetricEigenTests {
  @Test("are orthonormal, descend, and make the matrix again", arguments: [1, 2, 5, 40])
  func reconstruction(order: Int) throws {
    var random = SeededRandom(seed: 4, index: UInt64(order))
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in 0...i {
        matrix[i * order + j] = random.normal()
        matrix[j * order + i] = matrix[i * order + j]
      }
    }
    let eigen = try #require(SymmetricEigen(matrix, order: order))
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
    for (found, wanted) in zip(eigen.matrix(), matrix) { #expect(abs(found - wanted) < 1e-11) }
    for a in 0..<order {
      for b in 0..<order {
        let product = (0..<order).reduce(0.0) {
          $0 + eigen.vectors[a * order + $1] * eigen.vectors[b * order + $1]
        }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-11)
      }
    }
    // A projection on the first one leaves its part alone.
    let first = eigen.matrix(first: 1)
    #expect(abs(first[0] - eigen.values[0] * eigen.vectors[0] * eigen.vectors[0]) < 1e-11)
  }

  @Test("of two by two come out as by hand, and nothing comes of what is no number")
  func small() throws {
    let eigen = try #require(SymmetricEigen([2, 1, 1, 2], order: 2))
    #expect(abs(eigen.values[0] - 3) < 1e-14 && abs(eigen.values[1] - 1) < 1e-14)
    #expect(SymmetricEigen([.nan], order: 1) == nil)
  }
}
