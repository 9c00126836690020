import Sundog
import SundogAugment
import SundogNumerics
import Testing

@Suite("Augmented tables")
struct TableAugmenterTests {
  /// 600 rows: a number of 50 steps that follows the class, a category that does, and one that may be missing.
  private let table: Dataset = {
    var generator = SeededRandom(seed: 9)
    var (labels, numbers, colors, towns): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for _ in 0..<600 {
      let label = generator.uniform() < 0.3 ? 1 : 0
      labels.append(label)
      numbers.append(label * 25 + Int(generator.next() % 25))
      colors.append(generator.uniform() < 0.9 ? label : 2)
      towns.append(Int(generator.next() % 4))
    }
    func categories(_ names: [String], hasMissing: Bool = false) -> Domain {
      Domain(values: .categories(names), hasMissing: hasMissing)
    }
    let grid = Domain(values: .grid(lower: 0, step: 1, count: 50, rendering: .integer), hasMissing: true)
    return Dataset(
      columns: [
        .init(name: "label", domain: categories(["no", "yes"]), codes: CodeStorage(labels, cardinality: 2)),
        .init(name: "number", domain: grid, codes: CodeStorage(numbers, cardinality: 51)),
        .init(name: "color", domain: categories(["red", "blue", "green"]), codes: CodeStorage(colors, cardinality: 3)),
        .init(
          name: "town", domain: categories(["a", "b", "c"], hasMissing: true),
          codes: CodeStorage(towns, cardinality: 4)),
      ], rowCount: 600)
  }()

  private func augment(_ text: String, epoch: Int = 0, threads: Int = 2) throws -> Dataset {
    try TableAugmenter(TablePipeline(text: text), table: table, seed: 7).rows(epoch: epoch, threads: threads)
  }

  private func codes(_ data: Dataset, _ name: String) -> [Int] { data[name]?.codes.widened.map(Int.init) ?? [] }

  @Test func jitterStaysWithinBins() throws {
    let changed = codes(try augment("[{\"op\": \"binJitter\", \"steps\": 8}]"), "number")
    let before = codes(table, "number")
    #expect(zip(changed, before).allSatisfy { $0 / 8 == $1 / 8 && $0 < 50 })
    // Each moves with probability 7/8 (1/2 in the last bin of two): of 600, fewer than 400 would be 10 deviations off.
    #expect(zip(changed, before).count { $0 != $1 } > 400)
  }

  @Test func swapsFollowTheGivenFrequencies() throws {
    let text = """
      [{"op": "categorySwap", "column": "color", "frequencies": [0, 1, 3], "share": 1}]
      """
    let changed = codes(try augment(text), "color")
    // Of 600, 450 ± 10.6: six deviations are 64.
    #expect(abs(changed.count { $0 == 2 } - 450) < 64 && !changed.contains(0))
    #expect(codes(try augment(text), "town") == codes(table, "town"))
  }

  @Test func missingValuesHaveTheGivenShare() throws {
    let changed = try augment("[{\"op\": \"missingness\", \"share\": 0.25}]")
    // Of 600, 150 ± 10.6; the label knows no missing value.
    #expect(abs(codes(changed, "number").count { $0 == 50 } - 150) < 64)
    #expect(codes(changed, "label") == codes(table, "label"))
  }

  @Test func newRowsLieBetweenRowsOfTheirClass() throws {
    let changed = try augment("[{\"op\": \"smoteNC\", \"target\": \"label\"}]")
    #expect(codes(changed, "label") == codes(table, "label"))
    for (label, number) in zip(codes(changed, "label"), codes(changed, "number")) {
      #expect((label * 25..<label * 25 + 25).contains(number))
    }
    // Another color is as far as a number's standard deviation, and rows of the class's own color lie far closer
    // together: all their neighbors have it, and so has the new row.
    let colors = zip(codes(table, "color"), codes(changed, "color"))
    for (label, (before, after)) in zip(codes(table, "label"), colors) where before == label {
      #expect(after == label)
    }
    #expect(codes(changed, "number") != codes(table, "number"))
  }

  @Test func isTheSameForAnyThreadsAndOtherForOtherEpochs() throws {
    let text = """
      [{"op": "binJitter", "probability": 0.7}, {"op": "smoteNC", "target": "label", "probability": 0.5},
       {"op": "missingness"}]
      """
    let first = try augment(text, threads: 1)
    #expect(try augment(text, threads: 3) == first)
    #expect(try augment(text, epoch: 1) != first)
  }

  @Test(arguments: [
    ("[{\"op\": \"smoteNC\"}]", "no column \"\""),
    ("[{\"op\": \"categorySwap\", \"column\": \"number\"}]", "holds numbers"),
    ("[{\"op\": \"categorySwap\", \"column\": \"color\", \"frequencies\": [1, 2]}]", "has 3 categories"),
    ("[{\"op\": \"missingness\", \"column\": \"label\"}]", "knows no missing value"),
  ])
  func refusesColumnsThatDoNotFit(text: String, expected: String) {
    do {
      _ = try augment(text)
      Issue.record("not refused")
    } catch { #expect("\(error)".contains(expected)) }
  }
}
