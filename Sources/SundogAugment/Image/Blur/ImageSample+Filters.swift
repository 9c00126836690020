import CSundogKernels

/// Filters of neighborhoods. The picture is mirrored at its edges; opacity stays as it is.
extension ImageSample {
  func blur(_ kernel: SmoothingKernel) {
    let shape = shape
    guard kernel.radius > 0 else { return }
    filter(radius: kernel.radius) {
      sundog_blur(pictureInstructions, shape.picture, $0, kernel.weights, Int32(kernel.radius), $1, $2)
    }
  }

  /// The sum of weights × neighbors, given as (row, column, weight).
  ///
  /// Weights become 4096ths. Sums of them are rounded, not they themselves, so that many small ones are right on the
  /// whole.
  func filter(_ taps: [(row: Int, column: Int, weight: Double)]) {
    var (sum, given) = (0.0, 0)
    var (weights, rows, columns): ([Int32], [Int32], [Int32]) = ([], [], [])
    var radius = 1
    for tap in taps {
      sum += tap.weight * 4096
      let weight = Int(sum.rounded()) - given
      guard weight != 0 else { continue }
      given += weight
      weights.append(Int32(weight))
      rows.append(Int32(tap.row))
      columns.append(Int32(tap.column))
      radius = max(radius, abs(tap.row), abs(tap.column))
    }
    let shape = shape
    filter(radius: radius) {
      sundog_filter(
        pictureInstructions, shape.picture, $0, weights, rows, columns, Int32(weights.count), Int32(radius), 0, $1, $2)
    }
  }

  /// Nine weights, row by row.
  func filter3(_ weights: [Double]) {
    filter(weights.enumerated().map { (row: $0.offset / 3 - 1, column: $0.offset % 3 - 1, weight: $0.element) })
  }

  /// The picture a times itself as it is plus b times what `change` makes of it, rounded and clipped.
  func combine(_ own: Double, _ changed: Double, _ change: () -> Void) {
    let count = shape.size
    let before = alpha.reserved(count)
    before.update(from: pixels, count: count)
    let weight = Int32((own * 256).rounded())
    change()
    mapInPlace {
      sundog_combine(
        pictureInstructions, before, weight, $0, Int32(((own + changed) * 256).rounded()) - weight, 0, $1, count)
    }
  }
}
