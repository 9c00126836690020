import Foundation

/// Fits a log-linear conditional so that its expected tables on the rows made so far agree with noisy released ones.
///
/// Minimises Σ_rows log Σ_v exp(s_v) − Σ_cells t·W + ½ Σ λ W² (+ smoothness), s_v being the sum of the rows' table
/// entries W. Its slope in an entry is (expected − released count) + λ W. The ridge is the noise's: an entry of prior
/// variance 1 with a count of c rows seen through noise of variance σ² has λ = σ²/c, and the floor κ stands for the
/// sampling noise of the rows themselves.
package struct ConditionalFit {
  /// The score of what cannot occur: below anything that fitted scores add up to, however far contradictory tables
  /// drive them.
  static let impossible: Float = -1e30
  /// The same for two classes, where it enters the value that is minimised and must not drown it.
  private static let impossibleOdds: Float = -10_000

  let classes: Int
  let rows: Int
  let factors: [ConditionalFactor]
  let mask: ConditionalMask?
  let smoothness: Double
  let iterations: Int

  package init(
    classes: Int, rows: Int, factors: [ConditionalFactor], mask: ConditionalMask?, smoothness: Double, iterations: Int
  ) {
    self.classes = classes
    self.rows = rows
    self.factors = factors
    self.mask = mask
    self.smoothness = smoothness
    self.iterations = iterations
  }

  private var isLogistic: Bool { classes == 2 }
  private var chunks: Int { (classes + 7) / 8 }
  /// Parameters of one table row.
  private var width: Int { isLogistic ? 1 : 8 * chunks }

  /// The conditional at the minimum. Complexity: O(iterations × rows × factors × classes).
  package func fitted() -> Conditional {
    let starts = factors.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.states * width) }
    var objective = ConditionalObjective(
      targets: flattened { factor, cell, state in
        isLogistic ? factor.counts[2 * state + 1] : factor.counts[cell]
      }, ridges: flattened { factor, cell, state in ridge(factor, cell: cell, state: state) },
      scales: [], ties: ties(starts), evaluate: isLogistic ? logistic(starts) : softmax(starts))
    let expected = flattened { factor, cell, state in expectedRows(factor, cell: cell, state: state) }
    objective.scales = zip(expected, objective.ridges).map { expected, ridge in
      1 / (max(expected, 1) * (isLogistic ? 0.5 : 1) + max(ridge, 1e-3)).squareRoot()
    }
    let noise = flattened { factor, cell, state in
      factor.deviation * factor.deviation + expectedRows(factor, cell: cell, state: state) + 1
    }
    var start = [Double](repeating: 0, count: starts[factors.count])
    if !isLogistic, let bias = factors.first {
      for value in 0..<classes { start[value] = log(max(bias.counts[value], 0.5) / Double(max(1, rows))) }
    }
    return conditional(objective.minimum(from: start, noise: noise, iterations: iterations), starts)
  }

  /// The rows behind an entry.
  private func expectedRows(_ factor: ConditionalFactor, cell: Int, state: Int) -> Double {
    isLogistic ? factor.expected[2 * state] + factor.expected[2 * state + 1] : factor.expected[cell]
  }

  private func ridge(_ factor: ConditionalFactor, cell: Int, state: Int) -> Double {
    guard factor.ridge > 0 else { return 1e-3 }
    let rows = expectedRows(factor, cell: cell, state: state)
    let variance = factor.deviation * factor.deviation
    return factor.ridge * (variance / (rows / 2 + factor.deviation + 1) + AdaptiveSettings.ridgeFloor)
  }

  /// One number a parameter; padding gets 0.
  private func flattened(_ value: (ConditionalFactor, Int, Int) -> Double) -> [Double] {
    var result: [Double] = []
    for factor in factors {
      for state in 0..<factor.states {
        if isLogistic {
          result.append(value(factor, 2 * state, state))
          continue
        }
        for column in 0..<width {
          result.append(column < classes ? value(factor, state * classes + column, state) : 0)
        }
      }
    }
    return result
  }

  /// Pairs of parameters that should be alike: (first, second) positions.
  private func ties(_ starts: [Int]) -> [ConditionalObjective.Tie] {
    guard smoothness > 0 else { return [] }
    var ties: [ConditionalObjective.Tie] = []
    for (factor, start) in zip(factors, starts) where factor.isOrdered && factor.states > 2 {
      for state in 1..<factor.states {
        for column in 0..<(isLogistic ? 1 : classes) {
          let cell = isLogistic ? 2 * state : state * classes + column
          let before = isLogistic ? cell - 2 : cell - classes
          ties.append(
            ConditionalObjective.Tie(
              first: start + (state - 1) * width + column, second: start + state * width + column,
              weight: smoothness
                * min(ridge(factor, cell: cell, state: state), ridge(factor, cell: before, state: state - 1))))
        }
      }
    }
    return ties
  }

  // MARK: Kernels

  /// The scores that exclude what rules exclude; of one state where there are no rules.
  static func maskTable(_ mask: ConditionalMask?, classes: Int) -> [SoftmaxKernel.Lane] {
    let chunks = (classes + 7) / 8
    var table = [SoftmaxKernel.Lane](repeating: .init(repeating: impossible), count: (mask?.states ?? 1) * chunks)
    for state in 0..<(mask?.states ?? 1) {
      for value in 0..<classes where mask?.allowed[state * classes + value] ?? true {
        table[state * chunks + value / 8][value % 8] = 0
      }
    }
    return table
  }

  private func softmax(_ starts: [Int]) -> ConditionalObjective.Evaluate {
    let maskTable = Self.maskTable(mask, classes: classes)
    let chunks = chunks
    let fitted = starts[factors.count] / 8
    let empty = Conditional(
      classes: classes, chunks: chunks, offsets: starts.map { $0 / 8 }, tables: [])
    let (places, weights) = merged(empty)
    let kernel = SoftmaxKernel(
      chunks: chunks, factorCount: factors.count + 1, fittedCount: factors.count, places: places, weights: weights)
    return { parameters, sums in
      var tables = [SoftmaxKernel.Lane](repeating: .zero, count: fitted) + maskTable
      var expectations = [SoftmaxKernel.Lane](repeating: .zero, count: fitted)
      for index in 0..<fitted {
        for lane in 0..<8 { tables[index][lane] = Float(parameters[8 * index + lane]) }
      }
      let value = kernel.evaluate(&tables, sums: &expectations)
      for index in 0..<fitted {
        for lane in 0..<8 { sums[8 * index + lane] = Double(expectations[index][lane]) }
      }
      return value
    }
  }

  private func logistic(_ starts: [Int]) -> ConditionalObjective.Evaluate {
    var maskScores: [Float] = [0]
    if let mask {
      maskScores = (0..<mask.states).map { state in
        (mask.allowed[2 * state] ? 0 : -Self.impossibleOdds) + (mask.allowed[2 * state + 1] ? 0 : Self.impossibleOdds)
      }
    }
    let empty = Conditional(classes: 2, chunks: 1, offsets: starts, tables: [])
    let places = empty.places(keys: factors.map { $0.keys } + [mask?.keys], rows: rows)
    let kernel = LogisticKernel(factorCount: factors.count + 1, fittedCount: factors.count, places: places)
    let fitted = starts[factors.count]
    return { parameters, sums in
      var tables = parameters.map(Float.init) + maskScores
      var expectations = [Float](repeating: 0, count: fitted)
      let value = kernel.evaluate(&tables, sums: &expectations)
      for index in 0..<fitted { sums[index] = Double(expectations[index]) }
      return value
    }
  }

  /// The rows' table positions; rows that agree in all of them stand together where there are few combinations.
  private func merged(_ conditional: Conditional) -> (places: [Int32], weights: [Float]) {
    let sizes = factors.map(\.states) + [mask?.states ?? 1]
    let keys = factors.map { Optional($0.keys) } + [mask?.keys]
    var combinations = 1
    for size in sizes where combinations <= rows {
      combinations = combinations.multipliedReportingOverflow(by: size).partialValue
    }
    guard combinations <= rows else {
      return (conditional.places(keys: keys, rows: rows), [Float](repeating: 1, count: rows))
    }
    var states = [Int](repeating: 0, count: rows)
    for (size, keys) in zip(sizes, keys) where size > 1 {
      guard let keys else { continue }
      for row in 0..<rows { states[row] = states[row] * size + Int(keys[row]) }
    }
    var counts = [Int](repeating: 0, count: combinations)
    for state in states { counts[state] += 1 }
    var places: [Int32] = []
    var weights: [Float] = []
    for state in 0..<combinations where counts[state] > 0 {
      var rest = state
      var digits = [Int](repeating: 0, count: sizes.count)
      for position in sizes.indices.reversed() where sizes[position] > 1 {
        digits[position] = rest % sizes[position]
        rest /= sizes[position]
      }
      for (position, digit) in digits.enumerated() {
        places.append(Int32(conditional.offsets[position] + digit * conditional.chunks))
      }
      weights.append(Float(counts[state]))
    }
    return (places, weights)
  }

  private func conditional(_ parameters: [Double], _ starts: [Int]) -> Conditional {
    var tables: [SoftmaxKernel.Lane] = []
    if isLogistic {
      tables = parameters.map { parameter in
        var lane = SoftmaxKernel.Lane(repeating: 0)
        lane[1] = Float(parameter)
        return lane
      }
    } else {
      for index in 0..<parameters.count / 8 {
        var lane = SoftmaxKernel.Lane(repeating: 0)
        for position in 0..<8 { lane[position] = Float(parameters[8 * index + position]) }
        tables.append(lane)
      }
    }
    return Conditional(
      classes: classes, chunks: chunks, offsets: starts.map { isLogistic ? $0 : $0 / 8 },
      tables: tables + Self.maskTable(mask, classes: classes))
  }
}
