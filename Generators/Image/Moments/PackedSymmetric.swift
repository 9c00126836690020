/// Symmetric matrices as the list of their upper triangle, rows first, off the diagonal times √2: the list is as long as
/// the matrix (its Frobenius norm), and noise of one size on all its numbers is noise that prefers no direction.
package enum PackedSymmetric {
  package static func count(_ order: Int) -> Int { order * (order + 1) / 2 }

  package static func packed(_ matrix: [Double], order: Int) -> [Double] {
    var list: [Double] = []
    list.reserveCapacity(count(order))
    for row in 0..<order {
      list.append(matrix[row * order + row])
      for column in row + 1..<max(row + 1, order) { list.append(2.0.squareRoot() * matrix[row * order + column]) }
    }
    return list
  }

  /// The matrix of a list, times `scale`.
  package static func matrix(_ list: ArraySlice<Double>, order: Int, scale: Double = 1) -> [Double] {
    var matrix = [Double](repeating: 0, count: order * order)
    var place = list.startIndex
    for row in 0..<order {
      matrix[row * order + row] = scale * list[place]
      place += 1
      for column in row + 1..<max(row + 1, order) {
        let value = scale * 0.5.squareRoot() * list[place]
        matrix[row * order + column] = value
        matrix[column * order + row] = value
        place += 1
      }
    }
    return matrix
  }
}
