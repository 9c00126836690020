import AudioGenerators
import SundogNumerics
import Testing

@Suite("Covariances from noisy squares")
struct CovarianceTests {
  private func random(_ order: Int, _ seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed, stream: 5)
    let root = (0..<order * order).map { _ in random.normal() }
    return (0..<order * order).map { place in
      (0..<order).reduce(0) { $0 + root[place / order * order + $1] * root[place % order * order + $1] }
    }
  }

  @Test("eigenvectors and eigenvalues make the matrix again, and are orthonormal")
  func eigen() throws {
    for order in [1, 2, 3, 17] {
      let matrix = random(order, UInt64(order))
      let eigen = try #require(SymmetricEigen(matrix, order: order))
      #expect(zip(eigen.matrix(), matrix).allSatisfy { abs($0 - $1) < 1e-9 * Double(order) })
      let identity = eigen.matrix { _ in 1 }
      #expect(identity.indices.allSatisfy { abs(identity[$0] - ($0 / order == $0 % order ? 1 : 0)) < 1e-12 })
    }
  }

  @Test("factors are triangles whose squares are the matrix")
  func factor() {
    let matrix = random(9, 4)
    let factor = CovarianceEstimate.factor(matrix, order: 9)
    for row in 0..<9 {
      for column in 0..<9 {
        let product = (0..<9).reduce(0) { $0 + factor[row * 9 + $1] * factor[column * 9 + $1] }
        #expect(abs(product - matrix[row * 9 + column]) < 1e-9)
        if column > row { #expect(factor[row * 9 + column] == 0) }
      }
    }
  }

  @Test("a triangle keeps a square's norm, and becomes the square")
  func triangle() {
    let vector = [0.3, -1.2, 2.0, 0.0]
    var triangle = [Double](repeating: 0, count: 10)
    CovarianceEstimate.addSquare(of: vector, to: &triangle, at: 0)
    let norm = triangle.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm - vector.reduce(0) { $0 + $1 * $1 }) < 1e-12)
    let square = CovarianceEstimate.symmetric(triangle[...], order: 4)
    #expect(square.indices.allSatisfy { abs(square[$0] - vector[$0 / 4] * vector[$0 % 4]) < 1e-12 })
  }

  @Test("noise alone leaves what is known, and a strong direction stays")
  func shrinking() {
    let order = 40
    var random = SeededRandom(seed: 6, stream: 6)
    var known = [Double](repeating: 0, count: order * order)
    for i in 0..<order { known[i * order + i] = 1 }
    var noisy = known
    for row in 0..<order {
      for column in 0...row {
        let noise = 0.05 * random.normal() * (row == column ? 2.0.squareRoot() : 1)
        noisy[row * order + column] += noise
        if row != column { noisy[column * order + row] += noise }
      }
    }
    func largestChange(_ matrix: [Double]) -> Double {
      SymmetricEigen(zip(matrix, known).map { $0 - $1 }, order: order)?.values.map(\.magnitude).max() ?? .infinity
    }
    // The edge of the noise is 0.63; an eigenvalue seldom passes it, and then keeps next to nothing.
    #expect(largestChange(CovarianceEstimate.shrunk(noisy, deviation: 0.05, towards: known, order: order)) < 0.3)
    for i in 0..<order * order { noisy[i] += 4 / Double(order) }
    let strong = largestChange(CovarianceEstimate.shrunk(noisy, deviation: 0.05, towards: known, order: order))
    #expect(abs(strong - 4) < 0.5)
  }

  @Test("a replaced block is the new one, and replacing it by itself changes nothing")
  func replacing() {
    let (order, positions) = (12, [0, 3, 4, 11])
    let whole = random(order, 7)
    let old = positions.flatMap { row in positions.map { whole[row * order + $0] } }
    let same = CovarianceEstimate.replacing(positions, of: whole, by: old, order: order)
    #expect(zip(same, whole).allSatisfy { abs($0 - $1) < 1e-9 })
    let block = random(4, 8)
    let changed = CovarianceEstimate.replacing(positions, of: whole, by: block, order: order)
    for (i, row) in positions.enumerated() {
      for (j, column) in positions.enumerated() {
        #expect(abs(changed[row * order + column] - block[i * 4 + j]) < 1e-9)
      }
    }
    #expect(SymmetricEigen(changed, order: order)?.values.allSatisfy { $0 > 0 } == true)
  }
}
