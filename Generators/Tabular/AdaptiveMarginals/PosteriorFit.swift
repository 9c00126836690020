import Foundation
import SundogNumerics

/// The most probable log-linear conditional given noisy tables, with as much shrinkage in each table as the tables
/// themselves call for.
///
/// With m(W) the expected tables on the rows made so far, t the released ones and σ their noise,
///
///     F(W) = ½ Σ (t − m(W))² / σ² + ½ Σ_f Wᵀ Q_f W / τ_f²
///
/// is minimised by Gauss–Newton: the slope of m is a matrix J of one row and column a parameter, small enough to be
/// kept. Columns that say the same (marital status and relationship) share their evidence, which a ridge on each cell
/// alone cannot do. Q_f draws the states of a table to 0 and, where states are ordered, neighbours to each other. τ_f is
/// estimated with the table: τ² ← (Wᵀ Q W + tr(Q Σ)) / states, Σ being the posterior covariance, so a column that says
/// nothing falls silent while a strong one is hardly held back.
///
/// Source: MacKay, "Bayesian interpolation" (1992), for the evidence of τ; Tipping, "Sparse Bayesian learning and the
/// relevance vector machine" (2001).
package struct PosteriorFit {
  /// Parameters up to which the matrices are small beside the rows.
  package static let parameterLimit = 1200
  private static let rounds = 3
  private static let steps = 5
  /// The longest step of a score, in which Gauss–Newton may be trusted.
  private static let longestStep = 2.0
  /// Weight of differences between neighbours, where states are ordered, beside the states themselves.
  private static let tie = 0.5
  /// States that are assumed to have been seen with a deviation of ½, before a table is looked at.
  private static let priorStates = 1.0
  /// Variance, in rows², of what the rows at hand add to the noise of a table.
  private static let roundingVariance = 1.0

  let classes: Int
  let rows: Int
  /// The first has one state, the column's own distribution.
  let factors: [ConditionalFactor]
  let mask: ConditionalMask?

  package init(classes: Int, rows: Int, factors: [ConditionalFactor], mask: ConditionalMask?) {
    self.classes = classes
    self.rows = rows
    self.factors = factors
    self.mask = mask
  }

  /// Scores a state needs: with two classes, the second's over the first's.
  private var width: Int { classes == 2 ? 1 : classes }
  private var firstClass: Int { classes - width }
  private var parameters: Int { factors.reduce(0) { $0 + $1.states } * width }

  /// Whether the matrices are small enough to be worth their while.
  package var isFeasible: Bool { classes >= 2 && parameters <= Self.parameterLimit }

  /// Rows that suffice for tables of so many columns: each costs (columns × scores)² / 2 additions.
  package static func rows(factors: Int, classes: Int, available: Int) -> Int {
    let width = classes == 2 ? 1 : classes
    let pairs = Double(factors * factors) / 2 * Double(width * width)
    return min(available, max(4096, Int(2e7 / max(pairs, 1))))
  }

  /// The conditional at the minimum. Complexity: O(rows × (factors × classes)² + parameters³), some fifteen times.
  package func fitted() -> Conditional {
    var targets: [Double] = []
    var variances: [Double] = []
    for factor in factors {
      for state in 0..<factor.states {
        for column in 0..<width {
          targets.append(factor.counts[state * classes + firstClass + column])
          variances.append(factor.deviation * factor.deviation)
        }
      }
    }
    return conditional(solved(targets: targets, variances: variances))
  }

  private var starts: [Int] { factors.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.states * width) } }

  private var evaluation: ExpectedTables {
    let starts = starts
    return ExpectedTables(
      places: places(starts), masks: maskScores(), rows: rows, factors: factors.count, width: width,
      count: starts[factors.count])
  }

  private func solved(targets: [Double], variances: [Double]) -> [Double] {
    let starts = starts
    let count = starts[factors.count]
    let evaluation = evaluation
    let weights = variances.map { 1 / ($0 + Self.roundingVariance) }
    var deviations = [Double](repeating: 1, count: factors.count)
    var point = start(count)
    for round in 0..<Self.rounds {
      let precision = prior(starts, deviations: deviations)
      let hessian = minimize(&point, evaluation, targets: targets, weights: weights, precision: precision)
      guard round + 1 < Self.rounds, let covariance = CholeskyFactor(hessian, order: count)?.inverse else { break }
      for factor in 1..<factors.count {
        let range = starts[factor]..<starts[factor + 1]
        let scale = deviations[factor] * deviations[factor]
        var sum = 0.0
        for row in range {
          for column in range {
            sum +=
              precision[row * count + column] * scale
              * (point[row] * point[column] + covariance[row * count + column])
          }
        }
        deviations[factor] =
          ((sum + 0.25 * Self.priorStates) / (Double(range.count) + Self.priorStates)).squareRoot()
      }
    }
    return point
  }

  private func start(_ count: Int) -> [Double] {
    var point = [Double](repeating: 0, count: count)
    let counts = factors[0].counts.map { log(max($0, 0.5)) }
    for column in 0..<width { point[column] = counts[firstClass + column] - (width == 1 ? counts[0] : 0) }
    return point
  }

  /// Walks to the minimum and returns the Gauss–Newton matrix there.
  private func minimize(
    _ point: inout [Double], _ evaluation: ExpectedTables, targets: [Double], weights: [Double], precision: [Double]
  ) -> [Double] {
    let count = point.count
    var hessian = precision
    var slope = [Double](repeating: 0, count: count)
    var best = (value: Double.infinity, point: point)
    var step = slope
    for _ in 0..<Self.steps {
      var length = 1.0
      var value = value(point, evaluation.evaluate(point, slopes: false).expected, targets, weights, precision)
      while value > best.value, length > 0.1 {
        // The step was too long for a straight line: half of it.
        length /= 2
        point = zip(best.point, step).map { $0 + length * $1 }
        value = self.value(point, evaluation.evaluate(point, slopes: false).expected, targets, weights, precision)
      }
      best = (value, point)
      let tables = evaluation.evaluate(point, slopes: true)
      let residuals = zip(zip(targets, tables.expected), weights).map { ($0.0 - $0.1) * $1 }
      hessian = precision
      Self.accumulate(tables.slopes, weights: weights, count: count, into: &hessian)
      slope = Self.product(tables.slopes, residuals)
      let pull = Self.product(precision, point)
      guard let factor = CholeskyFactor(hessian, order: count) else { break }
      step = factor.solve(zip(slope, pull).map { $0 - $1 })
      let longest = step.map(\.magnitude).max() ?? 0
      if longest > Self.longestStep { step = step.map { $0 * Self.longestStep / longest } }
      point = zip(point, step).map { $0 + $1 }
      if longest < 1e-3 { break }
    }
    return hessian
  }

  private func value(
    _ point: [Double], _ expected: [Double], _ targets: [Double], _ weights: [Double], _ precision: [Double]
  ) -> Double {
    var sum = Vector.dot(point, Self.product(precision, point))
    for index in expected.indices {
      let difference = targets[index] - expected[index]
      sum += weights[index] * difference * difference
    }
    return sum / 2
  }

  /// `matrix` += Jᵀ diag(weights) J.
  private static func accumulate(_ slopes: [Double], weights: [Double], count: Int, into matrix: inout [Double]) {
    var scaled = slopes
    for row in 0..<count {
      for column in 0..<count { scaled[row * count + column] *= weights[row] }
    }
    var product = [Double](repeating: 0, count: count * count)
    slopes.withUnsafeBufferPointer { slopes in
      scaled.withUnsafeBufferPointer { scaled in
        product.withUnsafeMutableBufferPointer { product in
          LinearAlgebra.multiply(
            slopes, scaled, transposingA: true, rows: count, columns: count, inner: count, into: product)
        }
      }
    }
    for index in matrix.indices { matrix[index] += product[index] }
  }

  /// A symmetric matrix times a vector.
  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let count = vector.count
    var result = [Double](repeating: 0, count: count)
    matrix.withUnsafeBufferPointer { matrix in
      vector.withUnsafeBufferPointer { vector in
        for row in 0..<count {
          let base = matrix.baseAddress! + row * count
          var sum = 0.0
          for column in 0..<count { sum += base[column] * vector[column] }
          result[row] = sum
        }
      }
    }
    return result
  }

  // MARK: Prior

  /// Q / τ², block-diagonal; the column's own distribution is almost free.
  private func prior(_ starts: [Int], deviations: [Double]) -> [Double] {
    let count = starts[factors.count]
    var matrix = [Double](repeating: 0, count: count * count)
    for index in 0..<width { matrix[index * count + index] = 1e-6 }
    for (factor, start) in zip(factors, starts).dropFirst() {
      let index = factors.indices.first { starts[$0] == start } ?? 0
      let precision = 1 / (deviations[index] * deviations[index])
      let isOrdered = factor.isOrdered && factor.states > 2
      for state in 0..<factor.states {
        for column in 0..<width {
          let own = start + state * width + column
          matrix[own * count + own] += precision
          guard isOrdered, state > 0 else { continue }
          let before = own - width
          let tie = precision * Self.tie
          matrix[own * count + own] += tie
          matrix[before * count + before] += tie
          matrix[own * count + before] -= tie
          matrix[before * count + own] -= tie
        }
      }
    }
    return matrix
  }

  // MARK: Layout

  /// Row-major over (row, factor): where the scores of the row's state begin.
  private func places(_ starts: [Int]) -> [Int32] {
    let count = factors.count
    var places = [Int32](repeating: 0, count: rows * count)
    places.withUnsafeMutableBufferPointer { places in
      for (index, factor) in factors.enumerated() {
        factor.keys.withUnsafeBufferPointer { keys in
          for row in 0..<rows {
            places[row * count + index] = Int32(starts[index]) + keys[row] * Int32(width)
          }
        }
      }
    }
    return places
  }

  /// What rules add to each row's scores, row-major over (row, score); empty where there are no rules.
  private func maskScores() -> [Double] {
    guard let mask else { return [] }
    return (0..<rows).flatMap { row -> [Double] in
      let allowed = (0..<classes).map { mask.allowed[Int(mask.keys[row]) * classes + $0] }
      if width == 1 { return [allowed[1] ? (allowed[0] ? 0 : 1e4) : -1e4] }
      return allowed.map { $0 ? 0 : -1e4 }
    }
  }

  /// The scores in the form that classes are drawn from.
  private func conditional(_ point: [Double]) -> Conditional {
    let starts = starts
    let chunks = (classes + 7) / 8
    var tables: [SoftmaxKernel.Lane] = []
    for state in 0..<point.count / width {
      for chunk in 0..<chunks {
        var lane = SoftmaxKernel.Lane(repeating: 0)
        for position in 0..<8 {
          let column = 8 * chunk + position - firstClass
          if column >= 0, column < width { lane[position] = Float(point[state * width + column]) }
        }
        tables.append(lane)
      }
    }
    return Conditional(
      classes: classes, chunks: chunks, offsets: starts.map { $0 / width * chunks },
      tables: tables + ConditionalFit.maskTable(mask, classes: classes))
  }
}

/// The tables that a log-linear conditional leads one to expect on given rows, and their slopes.
private struct ExpectedTables {
  let places: [Int32]
  let masks: [Double]
  let rows: Int
  let factors: Int
  let width: Int
  let count: Int

  /// - Returns: the expected count of each parameter's cell, and J: ∂ expected / ∂ parameter, symmetric.
  func evaluate(_ point: [Double], slopes: Bool) -> (expected: [Double], slopes: [Double]) {
    var expected = [Double](repeating: 0, count: count)
    var matrix = [Double](repeating: 0, count: slopes ? count * count : 0)
    var shares = [Double](repeating: 0, count: width)
    let (factors, width, count, rows) = (factors, width, count, rows)
    point.withUnsafeBufferPointer { point in
      places.withUnsafeBufferPointer { places in
        masks.withUnsafeBufferPointer { masks in
          expected.withUnsafeMutableBufferPointer { expected in
            matrix.withUnsafeMutableBufferPointer { matrix in
              shares.withUnsafeMutableBufferPointer { shares in
                for row in 0..<rows {
                  let place = places.baseAddress! + row * factors
                  for column in 0..<width {
                    var score = masks.isEmpty ? 0 : masks[row * width + column]
                    for factor in 0..<factors { score += point[Int(place[factor]) + column] }
                    shares[column] = score
                  }
                  Self.normalize(shares)
                  for factor in 0..<factors {
                    for column in 0..<width { expected[Int(place[factor]) + column] += shares[column] }
                  }
                  guard slopes else { continue }
                  for column in 0..<width {
                    for other in 0..<width {
                      let curvature = shares[column] * ((column == other ? 1 : 0) - shares[other])
                      if curvature == 0 { continue }
                      for first in 0..<factors {
                        let line = matrix.baseAddress! + (Int(place[first]) + column) * count + other
                        for second in 0...first { line[Int(place[second])] += curvature }
                      }
                    }
                  }
                }
                // Factors stand in order, so what was left out is the upper triangle of blocks.
                for row in 0..<(slopes ? count : 0) {
                  for column in 0..<row { matrix[column * count + row] = matrix[row * count + column] }
                }
              }
            }
          }
        }
      }
    }
    return (expected, matrix)
  }

  /// Scores to probabilities.
  @inline(__always)
  private static func normalize(_ scores: UnsafeMutableBufferPointer<Double>) {
    if scores.count == 1 {
      scores[0] = 1 / (1 + exp(-scores[0]))
      return
    }
    let highest = scores.max() ?? 0
    var sum = 0.0
    for column in scores.indices {
      scores[column] = exp(scores[column] - highest)
      sum += scores[column]
    }
    for column in scores.indices { scores[column] /= sum }
  }
}
