import Sundog

extension MomentSums {
  /// Counts of the clusters of each class, and their sums of coordinates.
  ///
  /// A picture less its class's center, scaled down to `bound` where it is longer, belongs to the nearest cluster center
  /// of its own class alone: it adds 1 to one count, and a vector of at most `bound` to one sum.
  /// - Parameters:
  ///   - centers: released: a vector for each class.
  ///   - basis: released: orthonormal vectors, one after the other.
  ///   - clusters: released: coordinates of the clusters' centers, as many for each class, one class after the other.
  package func clusters(
    centers: [[Double]], bound: Double, basis: [Double], clusters: [Double]
  ) -> [[Double]] {
    let (classes, size) = (set.classes.count, geometry.dimension)
    let components = basis.count / max(1, size)
    let each = clusters.count / (classes * components)
    let squares = (0..<classes * each).map { cluster in
      clusters[cluster * components..<(cluster + 1) * components].reduce(0) { $0 + $1 * $1 }
    }
    let sum = total(classes * each * (1 + components)) { rows, sum in
      center(rows, centers, bound)
      let coordinates = coordinates(rows, basis: basis)
      var own = [Double](repeating: 0, count: components)
      for (row, position) in rows.positions.enumerated() {
        for component in 0..<components { own[component] = coordinates[component * rows.positions.count + row] }
        let first = Int(set.labels[position]) * each
        var nearest = (cluster: first, distance: Double.infinity)
        for cluster in first..<first + each {
          var product = 0.0
          for component in 0..<components { product += own[component] * clusters[cluster * components + component] }
          let distance = squares[cluster] - 2 * product
          if distance < nearest.distance { nearest = (cluster, distance) }
        }
        sum[nearest.cluster] += 1
        let target = classes * each + nearest.cluster * components
        for component in 0..<components { sum[target + component] += own[component] }
      }
    }
    return [Array(sum[..<(classes * each)]), Array(sum[(classes * each)...])]
  }
}
