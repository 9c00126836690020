import Foundation
import SundogNumerics
import TabularGenerators
import Testing

@Suite("The target's model")
struct PosteriorFitTests {
  private let rows = 4000

  /// Two columns of four states; the class follows the first (in steps of `effect`), never the second.
  private func problem(classes: Int, effect: Double, noise: Double, seed: UInt64) -> (
    keys: [[Int32]], factors: [ConditionalFactor]
  ) {
    var random = SeededRandom(seed: seed)
    let keys = (0..<2).map { _ in (0..<rows).map { _ in Int32(random.next() % 4) } }
    var tables = [[Double]](repeating: [Double](repeating: 0, count: 4 * classes), count: 2)
    var masses = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      let scores = (0..<classes).map { exp(effect * Double(keys[0][row]) * Double($0)) }
      let sum = scores.reduce(0, +)
      for value in 0..<classes {
        let share = scores[value] / sum
        for factor in 0..<2 { tables[factor][Int(keys[factor][row]) * classes + value] += share }
        masses[value] += share
      }
    }
    let bias = ConditionalFactor(
      keys: [Int32](repeating: 0, count: rows), states: 1, counts: masses, deviation: 1, expected: masses, ridge: 0,
      isOrdered: false)
    let factors = zip(keys, tables).map { keys, table in
      ConditionalFactor(
        keys: keys, states: 4, counts: table.map { $0 + noise * random.normal() }, deviation: noise, expected: table,
        ridge: 1, isOrdered: false)
    }
    return (keys, [bias] + factors)
  }

  private func drawn(_ conditional: Conditional, keys: [[Int32]], mask: [Int32]?) -> [Int32] {
    var random = SeededRandom(seed: 5)
    return BalancedDraw(
      conditional: conditional,
      places: conditional.places(keys: [nil] + keys.map { Optional($0) } + [mask], rows: rows),
      keys: [[Int32](repeating: 0, count: rows)] + keys, states: [1, 4, 4]
    ).classes(rows: rows, random: &random)
  }

  private func table(_ drawn: [Int32], _ keys: [Int32], classes: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: 4 * classes)
    for row in 0..<rows { counts[Int(keys[row]) * classes + Int(drawn[row])] += 1 }
    return counts
  }

  @Test("without noise it reproduces the tables, for two classes and for more", arguments: [2, 3, 5])
  func momentMatching(classes: Int) {
    let (keys, factors) = problem(classes: classes, effect: 0.4, noise: 0, seed: 3)
    let fit = PosteriorFit(classes: classes, rows: rows, factors: factors, mask: nil)
    #expect(fit.isFeasible)
    let result = drawn(fit.fitted(), keys: keys, mask: nil)
    // Balanced draws leave a cell within a few rows.
    let first = table(result, keys[0], classes: classes)
    let (_, exact) = problem(classes: classes, effect: 0.4, noise: 0, seed: 3)
    for (found, expected) in zip(first, exact[1].expected) { #expect(abs(found - expected) < 10) }
  }

  @Test("a column that says nothing is drawn back, one that says much keeps its say")
  func shrinkage() {
    var silent = 0.0
    for seed in 1...10 as ClosedRange<UInt64> {
      let (keys, factors) = problem(classes: 2, effect: 1, noise: 60, seed: seed)
      let fit = PosteriorFit(classes: 2, rows: rows, factors: factors, mask: nil)
      let result = drawn(fit.fitted(), keys: keys, mask: nil)
      silent += zip(table(result, keys[1], classes: 2), factors[2].expected).reduce(0) { $0 + abs($1.0 - $1.1) }
      // Steps of one a state: the last state's odds are e³ = 20 times the first's, less what noise takes.
      let strong = table(result, keys[0], classes: 2)
      #expect(strong[7] / strong[6] > 3 * strong[1] / strong[0])
    }
    // Eight cells of noise 60 are off by 8 · 60 · √(2/π) = 383 on average, were they believed.
    #expect(silent / 10 < 0.75 * 383)
  }

  @Test("what a mask excludes is never drawn", arguments: [2, 3])
  func masked(classes: Int) {
    let (keys, factors) = problem(classes: classes, effect: 0.4, noise: 5, seed: 9)
    var allowed = [Bool](repeating: true, count: 4 * classes)
    allowed[2 * classes] = false
    allowed[3 * classes + classes - 1] = false
    let mask = ConditionalMask(keys: keys[0], states: 4, allowed: allowed)
    let fit = PosteriorFit(classes: classes, rows: rows, factors: factors, mask: mask)
    let counts = table(drawn(fit.fitted(), keys: keys, mask: keys[0]), keys[0], classes: classes)
    #expect(counts[2 * classes] == 0 && counts[3 * classes + classes - 1] == 0)
    #expect(counts.filter { $0 > 0 }.count == 4 * classes - 2)
  }
}
