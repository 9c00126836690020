/// One table of a log-linear conditional: a column's classes against the states of what was made before it.
package struct ConditionalFactor {
  /// The state of each row of the population.
  let keys: [Int32]
  let states: Int
  /// Released counts of (state, class), row-major, scaled to the population; may be negative.
  let counts: [Double]
  /// Standard deviation of the noise in one count, scaled likewise.
  let deviation: Double
  /// Counts that one would expect from released one-way marginals, at least 0: they scale the ridge.
  package let expected: [Double]
  /// Factor on the ridge; 0 leaves the table almost free.
  let ridge: Double
  /// Whether neighbouring states are neighbouring numbers.
  let isOrdered: Bool

  package init(
    keys: [Int32], states: Int, counts: [Double], deviation: Double, expected: [Double], ridge: Double,
    isOrdered: Bool
  ) {
    self.keys = keys
    self.states = states
    self.counts = counts
    self.deviation = deviation
    self.expected = expected
    self.ridge = ridge
    self.isOrdered = isOrdered
  }

  /// The same on the first `rows` rows, which are a share `scale` of all.
  func scaled(by scale: Double, rows: Int) -> ConditionalFactor {
    guard rows < keys.count else { return self }
    return ConditionalFactor(
      keys: Array(keys[..<rows]), states: states, counts: counts.map { $0 * scale }, deviation: deviation * scale,
      expected: expected.map { $0 * scale }, ridge: ridge, isOrdered: isOrdered)
  }
}

/// Which classes each state of earlier columns leaves open.
package struct ConditionalMask {
  let keys: [Int32]
  let states: Int
  /// Row-major over (state, class); every state that occurs leaves a class.
  let allowed: [Bool]

  package init(keys: [Int32], states: Int, allowed: [Bool]) {
    self.keys = keys
    self.states = states
    self.allowed = allowed
  }
}

/// A fitted conditional: the score of a class is the sum of one table row a factor; probabilities are the softmax.
package struct Conditional {
  let classes: Int
  let chunks: Int
  /// Where each factor's table begins; the last is the mask's.
  let offsets: [Int]
  /// Rows of `chunks` vectors.
  let tables: [SoftmaxKernel.Lane]

  /// The positions of a population row's tables.
  /// - Parameter keys: one array a factor, the mask's last; `nil` where it has one state only.
  package func places(keys: [[Int32]?], rows: Int) -> [Int32] {
    let count = offsets.count
    var places = [Int32](repeating: 0, count: rows * count)
    places.withUnsafeMutableBufferPointer { places in
      for (factor, keys) in keys.enumerated() {
        let offset = Int32(offsets[factor])
        let stride = Int32(chunks)
        guard let keys else {
          for row in 0..<rows { places[row * count + factor] = offset }
          continue
        }
        keys.withUnsafeBufferPointer { keys in
          for row in 0..<rows { places[row * count + factor] = offset &+ keys[row] &* stride }
        }
      }
    }
    return places
  }
}
