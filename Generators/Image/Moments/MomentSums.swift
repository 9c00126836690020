import Sundog
import SundogNumerics

/// The exact sums that `Moments` releases with noise. Each picture adds vectors of bounded length, whatever it shows and
/// whatever the others are.
package struct MomentSums: Sendable {
  let set: ImageSet
  let geometry: MomentGeometry
  private let threads: Int
  /// Pictures that are multiplied at once.
  private static let block = 512

  package init(_ set: ImageSet, geometry: MomentGeometry, threads: Int) {
    self.set = set
    self.geometry = geometry
    self.threads = threads
  }

  /// Counts of classes, and their sums of pictures less one half.
  package func means() -> [[Double]] {
    let (classes, size) = (set.classes.count, geometry.dimension)
    let sum = total(classes + classes * size) { rows, sum in
      for (row, position) in rows.positions.enumerated() {
        let label = Int(set.labels[position])
        sum[label] += 1
        let target = classes + label * size
        for index in 0..<size { sum[target + index] += rows.values[row * size + index] - 0.5 }
      }
    }
    return [Array(sum[..<classes]), Array(sum[classes...])]
  }

  /// Σ v vᵀ, packed, of pictures less their class's center, scaled down to `bound` where they are longer.
  /// - Parameter centers: released: a vector for each class.
  package func covariance(centers: [[Double]], bound: Double) -> [Double] {
    let size = geometry.dimension
    let sum = total(size * size) { rows, sum in
      center(rows, centers, bound)
      Self.addSquares(rows.values, count: rows.positions.count, size: size, to: &sum)
    }
    return PackedSymmetric.packed(sum, order: size)
  }

  /// The same of the coordinates of each class's pictures, class by class.
  /// - Parameter basis: released: orthonormal vectors, one after the other.
  package func classCovariances(centers: [[Double]], bound: Double, basis: [Double]) -> [Double] {
    let (classes, size) = (set.classes.count, geometry.dimension)
    let components = basis.count / max(1, size)
    let square = components * components
    let sum = total(classes * square) { rows, sum in
      center(rows, centers, bound)
      let count = rows.positions.count
      let coordinates = coordinates(rows, basis: basis)
      for (row, position) in rows.positions.enumerated() {
        let target = Int(set.labels[position]) * square
        for i in 0..<components {
          let value = coordinates[i * count + row]
          for j in i..<components { sum[target + i * components + j] += value * coordinates[j * count + row] }
        }
      }
    }
    return (0..<classes).flatMap { label in
      PackedSymmetric.packed(Array(sum[label * square..<(label + 1) * square]), order: components)
    }
  }

  /// The coordinates of some vectors, one component a row.
  func coordinates(_ rows: Rows, basis: [Double]) -> [Double] {
    let size = geometry.dimension
    let components = basis.count / max(1, size)
    var coordinates = [Double](repeating: 0, count: components * rows.positions.count)
    Self.multiply(
      basis, rows.values, rows: components, columns: rows.positions.count, inner: size, into: &coordinates)
    return coordinates
  }

  /// Some pictures' vectors, one a row.
  final class Rows {
    var positions = 0..<0
    var values: [Double]

    fileprivate init(_ count: Int) { values = [Double](repeating: 0, count: count) }
  }

  /// Adds up over all pictures, block by block, several blocks at a time.
  func total(_ count: Int, _ add: @Sendable (Rows, inout [Double]) -> Void) -> [Double] {
    let blocks = (set.count + Self.block - 1) / Self.block
    let lanes = max(1, min(threads, blocks))
    let size = geometry.dimension
    let sums = Parallel.map(count: lanes, threads: threads) { lane in
      var sum = [Double](repeating: 0, count: count)
      let rows = Rows(Self.block * size)
      for block in stride(from: lane, to: blocks, by: lanes) {
        rows.positions = block * Self.block..<min(set.count, (block + 1) * Self.block)
        set.pixels.withUnsafeBufferPointer { pixels in
          rows.values.withUnsafeMutableBufferPointer { values in
            for (row, position) in rows.positions.enumerated() {
              geometry.read(
                UnsafeBufferPointer(rebasing: pixels[position * set.size..<(position + 1) * set.size]),
                into: UnsafeMutableBufferPointer(rebasing: values[row * size..<(row + 1) * size]))
            }
          }
        }
        add(rows, &sum)
      }
      return sum
    }
    return sums.dropFirst().reduce(into: sums[0]) { total, other in
      for index in total.indices { total[index] += other[index] }
    }
  }

  func center(_ rows: Rows, _ centers: [[Double]], _ bound: Double) {
    let size = geometry.dimension
    for (row, position) in rows.positions.enumerated() {
      let center = centers[Int(set.labels[position])]
      var squares = 0.0
      for index in 0..<size {
        let value = rows.values[row * size + index] - center[index]
        rows.values[row * size + index] = value
        squares += value * value
      }
      guard squares > bound * bound else { continue }
      let scale = bound / squares.squareRoot()
      for index in 0..<size { rows.values[row * size + index] *= scale }
    }
  }

  /// sum += AᵀA of the first `count` rows.
  private static func addSquares(_ values: [Double], count: Int, size: Int, to sum: inout [Double]) {
    guard count > 0 else { return }
    var product = [Double](repeating: 0, count: size * size)
    values.withUnsafeBufferPointer { values in
      product.withUnsafeMutableBufferPointer { product in
        LinearAlgebra.multiply(
          values, values, transposingA: true, rows: size, columns: size, inner: count, into: product)
      }
    }
    for index in sum.indices { sum[index] += product[index] }
  }

  /// output ← a bᵀ, where the rows of b are the first `columns` of its.
  private static func multiply(
    _ a: [Double], _ b: [Double], rows: Int, columns: Int, inner: Int, into output: inout [Double]
  ) {
    guard columns > 0 else { return }
    // bᵀ by hand, since the product in double precision turns its left side only.
    var turned = [Double](repeating: 0, count: inner * columns)
    for column in 0..<columns {
      for index in 0..<inner { turned[index * columns + column] = b[column * inner + index] }
    }
    a.withUnsafeBufferPointer { a in
      turned.withUnsafeBufferPointer { turned in
        output.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(a, turned, rows: rows, columns: columns, inner: inner, into: $0)
        }
      }
    }
  }
}
