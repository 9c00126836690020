import Foundation
import SchemaGenerators
import Sundog
import Testing

@Suite("The same seed gives the same bytes")
struct DeterminismTests {
  static let names = ["hospital", "payments", "sensors", "shop"]

  private func schema(_ name: String) throws -> Schema {
    try Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/\(name).json")
  }

  @Test("Any shards, in their order, are the whole, on any number of threads", arguments: names)
  func shards(name: String) throws {
    let sampler = try SchemaSampler(schema(name), rows: 60, seed: 7, threads: 2)
    for table in sampler.tables {
      let whole = try Fixture.text(sampler, table.name, .csv)
      #expect(try Fixture.text(sampler, table.name, .csv, threads: 3) == whole)
      var parts = Data()
      for index in 0..<3 {
        // A part is made by a sampler of its own, as on another machine.
        let other = try SchemaSampler(schema(name), rows: 60, seed: 7, threads: 1)
        parts += try Fixture.text(other, table.name, .csv, shard: Manifest.Shard(index: index, count: 3))
      }
      #expect(parts == whole)
      #expect(!whole.isEmpty)
    }
  }

  @Test("Another seed gives other rows")
  func seeds() throws {
    let one = try Fixture.text(Fixture.sampler(schema("shop"), rows: 50, seed: 1), "customers", .csv)
    let two = try Fixture.text(Fixture.sampler(schema("shop"), rows: 50, seed: 2), "customers", .csv)
    #expect(one != two)
  }

  @Test("Rows from a later start go on where the first ones ended, children too")
  func start() throws {
    let schema = try schema("sensors")
    let whole = try Fixture.rows(Fixture.sampler(schema, rows: 6), "readings")
    let first = try Fixture.rows(Fixture.sampler(schema, rows: 4), "readings")
    let rest = try Fixture.rows(Fixture.sampler(schema, rows: 2, start: 4), "readings")
    #expect(whole == first + rest)
    #expect(rest.count == 2 * 720)
  }

  @Test("A column keeps its values when another one is added")
  func columns() throws {
    let one = try Fixture.table(Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#))
    let two = try Fixture.table(
      Fixture.field("y", "string", #"{ "uuid": {} }"#),
      Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#))
    let (a, b) = (try Fixture.rows(Fixture.sampler(one, rows: 20)), try Fixture.rows(Fixture.sampler(two, rows: 20)))
    #expect(a.map { $0[0] } == b.map { $0[1] })
  }

  @Test("The bytes are those of every machine and version: a golden sample")
  func golden() throws {
    let schema = try Fixture.table(
      Fixture.field("id", "string", #"{ "pattern": "[A-Z]{3}[0-9]{4}" }"#, constraints: #""unique": true"#),
      Fixture.field("x", "number", #"{ "gamma": { "shape": 2.5, "scale": 3 } }"#),
      Fixture.field("n", "integer", #"{ "poisson": { "mean": 4 } }"#),
      Fixture.field(
        "at", "datetime",
        #"{ "datetime": { "min": "2024-01-01T00:00:00Z", "max": "2024-12-31T23:59:59Z", "growth": 0.5 } }"#),
      Fixture.field(
        "y", "number",
        #"{ "series": { "noise": 1, "correlation": 0.5, "seasons": [ { "period": 7, "amplitude": 2 } ] } }"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 3, seed: 42))
    #expect(rows.map { $0.joined(separator: " ") } == Self.goldenRows)
  }

  static let goldenRows = [
    "NUK1221 4.990899049778021 2 2024-01-26T09:33:14Z 0.3353708003938167",
    "IRY6527 3.1495841597738146 4 2024-08-05T18:13:30Z 1.2899850785170557",
    "CAP7582 3.39706252121146 4 2024-08-26T06:33:43Z 1.0611308042716376",
  ]
}
