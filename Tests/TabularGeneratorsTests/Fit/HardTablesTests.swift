import Foundation
import Sundog
import SundogPrivacy
import SundogTestSupport
import TabularGenerators
import Testing

@Suite("Tables that are hard to fit")
struct HardTablesTests {
  private func fitAll(_ fixture: TableFixture, epsilon: Double) throws -> [any TableModel] {
    try TabularCatalog.entries.map { entry in
      var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 3))
      return try entry.fit(fixture.task(epsilon: epsilon), source: fixture.source, ledger: &ledger)
    }
  }

  @Test("no row, one row and a hopeless budget still give models", arguments: [0, 1, 400], [0.001, 1, 100])
  func smallTables(rows: Int, epsilon: Double) throws {
    for model in try fitAll(TableFixture.mixed(rows: rows), epsilon: epsilon) {
      #expect(model.rowEstimate >= 0)
      #expect(model.sample(rows: 0..<500, seed: 1).rowCount == 500)
      #expect(model.sample(rows: 7..<7, seed: 1).rowCount == 0)
    }
  }

  @Test("a constant column, an all-missing column and a single column are learned")
  func degenerateColumns() throws {
    let constant = TableFixture.categories("constant", ["only"])
    let missing = TableFixture.integer("missing", 0, 9, required: false)
    let fixture = try TableFixture(fields: [constant, missing], rows: 500) { _, column in column == "missing" ? 10 : 0 }
    for model in try fitAll(fixture, epsilon: 10) {
      let sample = model.sample(rows: 0..<8_192, seed: 1)
      #expect(sample["constant"]?.codes.widened.allSatisfy { $0 == 0 } == true)
      let missingShare = Double(sample["missing"]?.codes.widened.count { $0 == 10 } ?? 0) / 8_192
      // Noise of σ < 4 rows on ten empty cells; 0.8 leaves it far behind.
      #expect(missingShare > 0.8)
    }
    let single = try TableFixture(fields: [constant], rows: 10) { _, _ in 0 }
    #expect(try fitAll(single, epsilon: 1).allSatisfy { $0.sample(rows: 0..<10, seed: 1).rowCount == 10 })
  }

  @Test("a target with one value and one with more values than rows are learned")
  func degenerateTargets() throws {
    for categories in [["yes"], (0..<40).map { "v\($0)" }] {
      let target = TableFixture.categories("target", categories, extra: ", \"role\": \"target\"")
      let fixture = try TableFixture(fields: [TableFixture.integer("age", 0, 9), target], rows: 30) { row, column in
        column == "age" ? row % 10 : row % categories.count
      }
      for model in try fitAll(fixture, epsilon: 1) { #expect(model.sample(rows: 0..<100, seed: 1).rowCount == 100) }
    }
  }

  @Test("a column of a million distinct values is learned in little space")
  func manyValues() throws {
    let fixture = try TableFixture(
      fields: [TableFixture.integer("amount", 0, 99_999_999), TableFixture.integer("age", 0, 9)], rows: 1_000_000
    ) { row, column in column == "age" ? row % 10 : 97 * row % 100_000_000 }
    for model in try fitAll(fixture, epsilon: 1) {
      let codes = model.sample(rows: 0..<10_000, seed: 1)["amount"]?.codes.widened ?? []
      // Uniform on 0 ..< 97·10⁶: a quarter of 10,000 rows is 2500 ± 43.
      #expect(abs(Double(codes.count { $0 < 24_250_000 }) / 10_000 - 0.25) < 0.04)
    }
  }

  @Test("with an ample budget the pairs of a tree come out as they are")
  func accurate() throws {
    let fixture = try TableFixture.mixed(rows: 20_000)
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 5))
    let model = try MarginalTree().fit(fixture.task(epsilon: 1_000), source: fixture.source, ledger: &ledger)
    let sample = model.sample(rows: 0..<20_000, seed: 1)
    // Three of the six pairs are in the tree; the others follow from them here, since color and amount depend on the size alone.
    let pairs = [["color", "size"], ["size", "amount"], ["color", "amount"]]
    for pair in pairs {
      let distance = try totalVariation(fixture.dataset.selecting(pair), sample.selecting(pair))
      #expect(distance < 0.02, "\(pair)")
    }
    let ages = try totalVariation(fixture.dataset.selecting(["age"]), sample.selecting(["age"]))
    #expect(ages < 0.02)
    // The edge that matters most is found.
    #expect(model.edges.contains { Set($0) == ["color", "size"] })
  }

  @Test("values that hold much mass in a long range stand out, and nothing lands far from the data")
  func spikes() throws {
    let fixture = try TableFixture(fields: [TableFixture.integer("amount", 0, 1_499_999)], rows: 20_000) { row, _ in
      switch row % 10 {
      case 0: 1_499_999
      case 1: 15_024
      case 2, 3: 200_000 + 7 * row
      default: 0
      }
    }
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 8))
    let model = try Independent().fit(fixture.task(epsilon: 1), source: fixture.source, ledger: &ledger)
    let codes = model.sample(rows: 0..<81_920, seed: 1).columns[0].codes.widened
    func share(_ condition: (UInt32) -> Bool) -> Double { Double(codes.count(where: condition)) / 81_920 }
    // σ is below 30 of 20,000 rows at every level; 0.01 is more than six of them.
    #expect(abs(share { $0 == 0 } - 0.6) < 0.01)
    #expect(abs(share { $0 == 15_024 } - 0.1) < 0.01)
    #expect(abs(share { $0 == 1_499_999 } - 0.1) < 0.01)
    #expect(abs(share { (200_000..<340_000).contains($0) } - 0.2) < 0.03)
    // Within the flat region values differ: no midpoint stands for a bin.
    #expect(Set(codes.filter { (200_000..<340_000).contains($0) }).count > 8_000)
  }

  private func totalVariation(_ a: Dataset, _ b: Dataset) throws -> Double {
    let marginal = Marginal(
      columns: Array(a.columns.indices), groupings: a.columns.map { .identity(cardinality: $0.domain.cardinality) })
    let first = try CodedTableSource(a, threads: 1).counts(of: [marginal])[0]
    let second = try CodedTableSource(b, threads: 1).counts(of: [marginal])[0]
    return zip(first, second).reduce(0) {
      $0 + abs(Double($1.0) / Double(a.rowCount) - Double($1.1) / Double(b.rowCount))
    } / 2
  }
}
