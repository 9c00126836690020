import CSundogKernels

/// Passes over vectors and small matrix products, in the best instructions of the processor.
enum VectorKernels {
  static let instructions = sundog_best_instructions()

  /// Σ values².
  static func squaredNorm(_ values: UnsafeBufferPointer<Float>) -> Double {
    guard let base = values.baseAddress else { return 0 }
    return sundog_squared_norm(instructions, base, values.count)
  }

  /// Σ a b.
  static func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
    precondition(a.count <= b.count, "vectors of one length")
    guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
    return sundog_dot(instructions, first, second, a.count)
  }

  /// sum += scale × values.
  static func add(
    _ values: UnsafeBufferPointer<Float>, scale: Float = 1, into sum: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(values.count <= sum.count, "a sum of the values' length")
    guard let base = values.baseAddress, let target = sum.baseAddress else { return }
    sundog_add_scaled(instructions, base, values.count, scale, target)
  }

  /// sum += Σ `scales[i]` × row i, rows of `count` numbers one after the other.
  static func addScaledRows(
    _ rows: UnsafeBufferPointer<Float>, scales: UnsafeBufferPointer<Float>,
    into sum: UnsafeMutableBufferPointer<Float>, count: Int
  ) {
    guard count > 0 else { return }
    for (index, scale) in scales.enumerated() {
      add(rows.slice(index * count, count), scale: scale, into: sum.slice(0, count))
    }
  }

  /// sum += each of the first `batch` rows.
  static func addRows(
    of rows: UnsafeBufferPointer<Float>, into sum: UnsafeMutableBufferPointer<Float>, batch: Int
  ) {
    precondition(rows.count >= batch * sum.count, "rows of the sum's length")
    guard batch > 0, let base = rows.baseAddress, let target = sum.baseAddress else { return }
    sundog_add_rows(instructions, base, batch, Int32(sum.count), target)
  }

  /// Whether every value is a finite number.
  static func isFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    guard let base = values.baseAddress else { return true }
    return sundog_is_finite(instructions, base, values.count) != 0
  }

  /// Lends scratch memory for a product.
  static func withScratch(
    rows: Int, columns: Int, inner: Int, _ body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let size = sundog_matrix_scratch(Int32(rows), Int32(columns), Int32(inner))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { body($0.baseAddress!) }
  }
}
