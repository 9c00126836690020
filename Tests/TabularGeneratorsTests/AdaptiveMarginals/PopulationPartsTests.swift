import Foundation
import SundogNumerics
import TabularGenerators
import Testing

@Suite("The parts of adaptive marginals")
struct PopulationPartsTests {
  @Test("the vector exponential agrees with the library's to five digits, and vanishes far below")
  func exponential() {
    for x in stride(from: Float(-86), through: 79, by: 0.37) {
      let found = SoftmaxKernel.exponential(.init(repeating: x))[3]
      #expect(abs(found / exp(x) - 1) < 1e-5, "at \(x)")
    }
    #expect(SoftmaxKernel.exponential(.init(repeating: -10_000))[0] < 1e-37)
  }

  @Test(
    "a keyed permutation visits every row once, and another key in another order", arguments: [1, 2, 3, 17, 256, 1000])
  func permutation(count: Int) {
    let permutation = RowPermutation(count: count)
    let first = (0..<count).map { permutation.image(of: $0, key: 7) }
    #expect(first.sorted() == Array(0..<count))
    if count >= 256 { #expect(first != (0..<count).map { permutation.image(of: $0, key: 8) }) }
  }

  @Test("selection takes what stands out, all of it where noise is nil, and nothing where it drowns")
  func selection() {
    let scores = [900.0, 120, 500, 100]
    func chosen(_ deviation: Double) -> [Int] {
      PairSelection(
        scores: scores, sampling: [100, 100, 100, 100], cells: [25, 25, 25, 25], deviation: deviation
      ).chosen
    }
    #expect(chosen(0) == [0, 2, 1])
    #expect(chosen(10) == [0, 2])
    #expect(chosen(1000) == [])
  }

  /// Two columns drawn before a third of five classes; the tables come from a known conditional.
  private func problem(rows: Int, classes: Int) -> (keys: [[Int32]], tables: [[Double]], masses: [Double]) {
    var random = SeededRandom(seed: 3)
    let keys = (0..<2).map { _ in (0..<rows).map { _ in Int32(random.next() % 4) } }
    var tables = [[Double]](repeating: [Double](repeating: 0, count: 4 * classes), count: 2)
    var masses = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      let scores = (0..<classes).map { exp(0.5 * Double((Int(keys[0][row]) * $0 + Int(keys[1][row])) % 5)) }
      let sum = scores.reduce(0, +)
      for value in 0..<classes {
        for factor in 0..<2 { tables[factor][Int(keys[factor][row]) * classes + value] += scores[value] / sum }
        masses[value] += scores[value] / sum
      }
    }
    return (keys, tables, masses)
  }

  private func fitted(rows: Int, classes: Int, mask: ConditionalMask? = nil) -> (Conditional, [[Int32]], [[Double]]) {
    let (keys, tables, masses) = problem(rows: rows, classes: classes)
    let bias = ConditionalFactor(
      keys: [Int32](repeating: 0, count: rows), states: 1, counts: masses, deviation: 0, expected: masses, ridge: 0,
      isOrdered: false)
    let factors = zip(keys, tables).map {
      ConditionalFactor(
        keys: $0, states: 4, counts: $1, deviation: 0, expected: $1, ridge: 1e-6, isOrdered: false)
    }
    let fit = ConditionalFit(
      classes: classes, rows: rows, factors: [bias] + factors, mask: mask, smoothness: 0, iterations: 200)
    return (fit.fitted(), keys, tables)
  }

  @Test(
    "a conditional without noise reproduces the tables it was fitted to, for two classes and for more",
    arguments: [2, 5, 11])
  func momentMatching(classes: Int) {
    let rows = 2000
    let (conditional, keys, tables) = fitted(rows: rows, classes: classes)
    var random = SeededRandom(seed: 5)
    let draw = BalancedDraw(
      conditional: conditional,
      places: conditional.places(keys: [nil] + keys.map { Optional($0) } + [nil], rows: rows),
      keys: [[Int32](repeating: 0, count: rows)] + keys, states: [1, 4, 4])
    let drawn = draw.classes(rows: rows, random: &random)
    for factor in 0..<2 {
      var counts = [Double](repeating: 0, count: 4 * classes)
      for row in 0..<rows { counts[Int(keys[factor][row]) * classes + Int(drawn[row])] += 1 }
      // Balanced draws leave a cell within a few rows; independent ones of about 100 rows scatter by 9 and reach 20.
      for cell in counts.indices { #expect(abs(counts[cell] - tables[factor][cell]) < 8) }
    }
  }

  @Test("what a mask excludes is never drawn")
  func maskedDraw() {
    let rows = 3000
    let keys = (0..<rows).map { Int32($0 % 2) }
    // State 0 allows classes 0 and 1, state 1 only 2 of three.
    let mask = ConditionalMask(keys: keys, states: 2, allowed: [true, true, false, false, false, true])
    let (conditional, others, _) = fitted(rows: rows, classes: 3, mask: mask)
    var random = SeededRandom(seed: 6)
    let draw = BalancedDraw(
      conditional: conditional,
      places: conditional.places(keys: [nil] + others.map { Optional($0) } + [keys], rows: rows),
      keys: others, states: [4, 4])
    let drawn = draw.classes(rows: rows, random: &random)
    #expect(drawn.indices.allSatisfy { keys[$0] == 1 ? drawn[$0] == 2 : drawn[$0] != 2 })
    #expect(Set(drawn).count == 3)
  }

  @Test("walking along masks meets exactly the combinations that all rules allow")
  func masks() throws {
    let shape = [3, 2, 4, 3]
    var random = SeededRandom(seed: 9)
    for _ in 0..<20 {
      let scopes = [[0, 1], [1, 2], [0, 2, 3]]
      let zeros = scopes.map { scope in
        StructuralZeros(
          variables: scope,
          allowed: (0..<scope.reduce(1) { $0 * shape[$1] }).map { _ in random.next() % 3 != 0 })
      }
      func index(_ values: [Int], _ scope: [Int]) -> Int { scope.reduce(0) { $0 * shape[$1] + values[$1] } }
      let all = (0..<72).map { code in [code / 24, code / 12 % 2, code / 3 % 4, code % 3] }
      let expected = Set(all.filter { row in zeros.allSatisfy { $0.allowed[index(row, $0.variables)] } })
      guard !expected.isEmpty else { continue }
      let order = [2, 0, 3, 1]
      let masks = try RuleMasks(
        zeros, order: order, shape: shape, names: ["a", "b", "c", "d"], cellLimit: 1000
      ).masks
      var walks: [[Int]] = [[0, 0, 0, 0]]
      for column in order {
        let before = walks.count
        walks = walks.flatMap { row in
          (0..<shape[column]).compactMap { value in
            let mask = masks[column]
            let state = mask.map { index(row, $0.parents) } ?? 0
            guard mask?.allowed[state * shape[column] + value] ?? true else { return nil }
            var row = row
            row[column] = value
            return row
          }
        }
        #expect(walks.count >= before, "no walk ends early")
      }
      #expect(Set(walks) == expected)
    }
  }
}
