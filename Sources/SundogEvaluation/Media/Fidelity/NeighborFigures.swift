import SundogNumerics

/// How two clouds of points lie among each other, by balls that reach to each point's k-th neighbour in its own cloud.
///
/// Source: Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models" (2019); Naeem et
/// al., "Reliable fidelity and diversity metrics for generative models" (2020).
package struct NeighborFigures: Sendable, Hashable {
  /// The share of synthetic points within some real point's ball: how many look real.
  package let precision: Double
  /// The share of real points within some synthetic point's ball: how much of the real there is.
  package let recall: Double
  /// The mean number of real balls around a synthetic point, over k: as precision, but outliers' balls count little. It
  /// may exceed 1.
  package let density: Double
  /// The share of real points whose ball holds a synthetic point.
  package let coverage: Double

  /// Neighbours of precision and recall, and of density and coverage, as their authors chose them.
  private static let (preciseNeighbors, denseNeighbors) = (3, 5)

  /// Complexity: O((real + synthetic)² × dimension).
  /// - Returns: `nil` where a cloud has no more points than neighbours.
  package init?(real: Matrix, synthetic: Matrix, threads: Int) {
    guard min(real.rows, synthetic.rows) > Self.denseNeighbors, real.columns == synthetic.columns else { return nil }
    let realRadii = Self.radii(real, threads: threads)
    let syntheticRadii = Self.radii(synthetic, threads: threads)
    let between = Self.squaredDistances(from: synthetic, to: real, threads: threads) { point, distances in
      var found = Seen(balls: 0, isReal: false, recalls: [], covers: [])
      for (index, distance) in distances.enumerated() {
        if distance <= realRadii[index].near { found.isReal = true }
        if distance <= realRadii[index].far {
          found.balls += 1
          found.covers.append(index)
        }
        if distance <= syntheticRadii[point].near { found.recalls.append(index) }
      }
      return found
    }
    precision = Double(between.count(where: \.isReal)) / Double(synthetic.rows)
    density =
      Double(between.reduce(0) { $0 + $1.balls }) / Double(Self.denseNeighbors * synthetic.rows)
    recall = Double(Set(between.flatMap(\.recalls)).count) / Double(real.rows)
    coverage = Double(Set(between.flatMap(\.covers)).count) / Double(real.rows)
  }

  /// What one synthetic point says about the real ones.
  private struct Seen: Sendable {
    var balls: Int
    var isReal: Bool
    var recalls: [Int]
    var covers: [Int]
  }

  /// The squares of the distances to the third and fifth nearest of a cloud's other points.
  private static func radii(_ points: Matrix, threads: Int) -> [(near: Float, far: Float)] {
    squaredDistances(from: points, to: points, threads: threads) { point, distances in
      // The point itself is one of them, at a distance of nothing but rounding.
      var nearest = [Float](repeating: .infinity, count: denseNeighbors)
      for (index, distance) in distances.enumerated() where index != point && distance < nearest[denseNeighbors - 1] {
        var place = denseNeighbors - 1
        while place > 0, nearest[place - 1] > distance {
          nearest[place] = nearest[place - 1]
          place -= 1
        }
        nearest[place] = distance
      }
      return (nearest[preciseNeighbors - 1], nearest[denseNeighbors - 1])
    }
  }

  /// The median of a point's distance to its nearest point of one cloud, over that to its nearest point of another of the
  /// same size: near 1 for points that know neither, below it for copies of the first.
  package static func nearestRatio(of points: Matrix, to first: Matrix, over second: Matrix, threads: Int) -> Double? {
    guard points.rows > 0, first.rows > 0, first.rows == second.rows else { return nil }
    func nearest(_ cloud: Matrix) -> [Float] {
      squaredDistances(from: points, to: cloud, threads: threads) { _, distances in distances.min() ?? 0 }
    }
    let ratios = zip(nearest(first), nearest(second)).map { a, b -> Double in
      b > 0 ? Double(a / b).squareRoot() : a > 0 ? .infinity : 1
    }.sorted()
    return 0.5 * (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2])
  }

  /// `body` of every point with its squared distances to all of a cloud, in order.
  private static func squaredDistances<Result: Sendable>(
    from points: Matrix, to cloud: Matrix, threads: Int, _ body: @Sendable (Int, UnsafeBufferPointer<Float>) -> Result
  ) -> [Result] {
    let (block, size) = (128, points.columns)
    let parts = Parallel.map(count: (points.rows + block - 1) / block, threads: threads) { index -> [Result] in
      let rows = index * block..<min(points.rows, (index + 1) * block)
      var distances = [Float](repeating: 0, count: cloud.rows)
      return rows.map { row in
        points.elements.withUnsafeBufferPointer { points in
          cloud.elements.withUnsafeBufferPointer { cloud in
            for other in distances.indices {
              var sum: Float = 0
              for column in 0..<size {
                let difference = points[row * size + column] - cloud[other * size + column]
                sum += difference * difference
              }
              distances[other] = sum
            }
          }
        }
        return distances.withUnsafeBufferPointer { body(row, $0) }
      }
    }
    return parts.flatMap { $0 }
  }
}
