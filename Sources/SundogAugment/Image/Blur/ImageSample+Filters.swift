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

  /// The sum of weights × neighbors, given as (row, column, weight), plus a bias.
  func filter(_ taps: [(row: Int, column: Int, weight: Double)], bias: Double = 0) {
    let shape = shape
    let used = taps.filter { ($0.weight * 4096).rounded() != 0 }
    let radius = used.reduce(1) { max($0, abs($1.row), abs($1.column)) }
    let weights = used.map { Int32(($0.weight * 4096).rounded()) }
    let (rows, columns) = (used.map { Int32($0.row) }, used.map { Int32($0.column) })
    filter(radius: radius) {
      sundog_filter(
        pictureInstructions, shape.picture, $0, weights, rows, columns, Int32(used.count), Int32(radius),
        Int32((bias * 4096).rounded()), $1, $2)
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
