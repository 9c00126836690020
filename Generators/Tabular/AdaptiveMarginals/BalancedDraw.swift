import SundogNumerics

/// Draws a column's classes row by row so that many tables of the population come out as expected at once.
///
/// Independent draws scatter a cell of expected count c by √c. Here each table keeps what it is owed: the sum of the
/// probabilities so far less the draws so far. A row's probabilities are tilted by exp(balance × what its cells are
/// owed) before a class is drawn, so that no cell drifts by more than a few rows, while a class that is unlikely for a
/// row stays so.
///
/// Source: the tilt follows the self-balancing walk of Alweiss, Liu, Sawhney, "Discrepancy minimization via a
/// self-balancing walk" (2021).
package struct BalancedDraw {
  /// The most by which a tilt may change a log-probability.
  private static let steepest: Float = 6

  let conditional: Conditional
  /// Row-major over (row, table): positions in the conditional's tables.
  let places: [Int32]
  /// States of the tables to balance, one array a table.
  let keys: [[Int32]]
  let states: [Int]
  /// How hard draws are pulled back; 0 makes them independent.
  let strength: Float

  package init(
    conditional: Conditional, places: [Int32], keys: [[Int32]], states: [Int],
    strength: Float = AdaptiveSettings.balance
  ) {
    self.conditional = conditional
    self.places = places
    self.keys = keys
    self.states = states
    self.strength = strength
  }

  /// The classes of all rows. Complexity: O(rows × classes × tables).
  package func classes(rows: Int, random: inout SeededRandom) -> [Int32] {
    let chunks = conditional.chunks
    let balance = Conditional(
      classes: conditional.classes, chunks: chunks,
      offsets: states.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1 * chunks) }.dropLast(), tables: [])
    let owedPlaces = balance.places(keys: keys.map { Optional($0) }, rows: rows)
    var owed = [SoftmaxKernel.Lane](repeating: .zero, count: states.reduce(0, +) * chunks)
    var result = [Int32](repeating: 0, count: rows)
    let (tableCount, owedCount, strength) = (conditional.offsets.count, states.count, strength)
    let order = RowOrder.shuffled(rows, random: &random)
    conditional.tables.withUnsafeBufferPointer { tables in
      places.withUnsafeBufferPointer { places in
        owedPlaces.withUnsafeBufferPointer { owedPlaces in
          owed.withUnsafeMutableBufferPointer { owed in
            result.withUnsafeMutableBufferPointer { result in
              withUnsafeTemporaryAllocation(of: SoftmaxKernel.Lane.self, capacity: chunks) { shares in
                for row in order {
                  let row = Int(row)
                  let place = places.baseAddress! + row * tableCount
                  let owedPlace = owedPlaces.baseAddress! + row * owedCount
                  let highest = SoftmaxKernel.scores(tables.baseAddress!, place, tableCount, into: shares)
                  let picked = Self.pick(
                    shares, highest: highest, classes: conditional.classes, owed: owed.baseAddress!, owedPlace,
                    owedCount, balance: strength, uniform: Float(random.uniform()))
                  for table in 0..<owedCount {
                    let cell = owed.baseAddress! + Int(owedPlace[table])
                    for chunk in 0..<chunks { cell[chunk] += shares[chunk] }
                    cell[picked >> 3][picked & 7] -= 1
                  }
                  result[row] = Int32(picked)
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Turns scores into probabilities and draws a class from the tilted ones.
  @inline(__always)
  private static func pick(
    _ shares: UnsafeMutableBufferPointer<SoftmaxKernel.Lane>, highest: Float, classes: Int,
    owed: UnsafePointer<SoftmaxKernel.Lane>, _ owedPlace: UnsafePointer<Int32>, _ owedCount: Int, balance: Float,
    uniform: Float
  ) -> Int {
    var normalizer = SoftmaxKernel.Lane(repeating: 0)
    for chunk in 0..<shares.count {
      shares[chunk] = SoftmaxKernel.exponential(shares[chunk] - highest)
      normalizer += shares[chunk]
    }
    let scale = 1 / normalizer.sum()
    return withUnsafeTemporaryAllocation(of: SoftmaxKernel.Lane.self, capacity: shares.count) { tilted in
      var sum = SoftmaxKernel.Lane(repeating: 0)
      for chunk in 0..<shares.count {
        shares[chunk] *= scale
        var tilt = SoftmaxKernel.Lane(repeating: 0)
        for table in 0..<owedCount { tilt += owed[Int(owedPlace[table]) + chunk] }
        tilt = (tilt * balance).clamped(
          lowerBound: SoftmaxKernel.Lane(repeating: -steepest), upperBound: SoftmaxKernel.Lane(repeating: steepest))
        tilted[chunk] = shares[chunk] * SoftmaxKernel.exponential(tilt)
        sum += tilted[chunk]
      }
      var left = uniform * sum.sum()
      var likeliest = 0
      var most: Float = -1
      for value in 0..<classes {
        let share = tilted[value >> 3][value & 7]
        if share > most {
          most = share
          likeliest = value
        }
        // What a rule excludes has a share of about 10⁻³⁸ and is never drawn, not even when `left` is 0.
        if left < share, share > 1e-30 { return value }
        left -= share
      }
      return likeliest
    }
  }
}

/// Orders of a block's rows.
enum RowOrder {
  /// A uniform permutation of `0 ..< count` (Fisher and Yates).
  static func shuffled(_ count: Int, random: inout SeededRandom) -> [Int32] {
    var order = [Int32](repeating: 0, count: count)
    order.withUnsafeMutableBufferPointer { order in
      for index in 0..<count {
        let other = Int(truncatingIfNeeded: ((random.next() >> 32) &* UInt64(index + 1)) >> 32)
        order[index] = order[other]
        order[other] = Int32(truncatingIfNeeded: index)
      }
    }
    return order
  }
}
