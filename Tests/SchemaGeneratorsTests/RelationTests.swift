import Foundation
import SchemaGenerators
import Sundog
import Testing

@Suite("Tables that refer to each other")
struct RelationTests {
  private func table(_ sampler: SchemaSampler, _ name: String) throws -> [[String: String]] {
    let names = try #require(sampler.tables.first { $0.name == name }).fields.map(\.name)
    return try Fixture.rows(sampler, name).map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
  }

  @Test(
    "Every foreign key of the shipped schemas finds its row, and no key comes twice", arguments: DeterminismTests.names)
  func integrity(name: String) throws {
    let sampler = try Fixture.sampler(Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/\(name).json"), rows: 80)
    var tables: [String: [[String: String]]] = [:]
    for item in sampler.tables { tables[item.name] = try table(sampler, item.name) }
    for item in sampler.tables {
      let rows = try #require(tables[item.name])
      #expect(!rows.isEmpty)
      for field in item.fields where field.constraints.unique {
        #expect(Set(rows.map { $0[field.name] }).count == rows.count)
      }
      let keys = rows.map { row in item.resource.primaryKey.map { row[$0] } }
      #expect(Set(keys).count == rows.count)
      for key in item.resource.foreignKeys {
        let known = Set(try #require(tables[key.resource]).map { row in key.referencedFields.map { row[$0] } })
        #expect(rows.allSatisfy { row in known.contains(key.fields.map { row[$0] }) })
      }
    }
  }

  @Test("The shop adds up: totals are the sums of items, prices are the products', shipments follow orders")
  func shop() throws {
    let sampler = try Fixture.sampler(Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/shop.json"), rows: 150)
    let prices = Dictionary(uniqueKeysWithValues: try table(sampler, "products").map { ($0["sku"], $0["price"]) })
    var sums: [String: Double] = [:]
    for item in try table(sampler, "order_items") {
      #expect(item["unit_price"] == prices[item["sku"]])
      sums[item["order_id"] ?? "", default: 0] += Double(item["amount"] ?? "") ?? .nan
    }
    let customers = Dictionary(uniqueKeysWithValues: try table(sampler, "customers").map { ($0["customer_id"], $0) })
    let orders = try table(sampler, "orders")
    for order in orders {
      let total = try #require(Double(order["total"] ?? ""))
      #expect(abs(total - (sums[order["order_id"] ?? ""] ?? 0)) < 0.005)
      #expect(try #require(order["placed_at"]) >= #require(customers[order["customer_id"]]?["signed_up"]))
    }
    let placed = Dictionary(uniqueKeysWithValues: orders.map { ($0["order_id"], $0) })
    let shipments = try table(sampler, "shipments")
    #expect(shipments.count == orders.filter { $0["status"] != "cancelled" }.count)
    for shipment in shipments {
      #expect(try #require(shipment["shipped_at"]) >= #require(placed[shipment["order_id"]]?["placed_at"]))
    }
  }

  @Test("The number of children follows its distribution, also where owners have none")
  func children() throws {
    let schema = try Fixture.schema(
      (name: "parents", generate: "", table: "", fields: [Fixture.field("id", "integer", #"{ "sequence": {} }"#)]),
      (
        name: "children", generate: #"{ "children": { "of": "parents", "count": { "poisson": { "mean": 0.7 } } } }"#,
        table: "",
        fields: [
          Fixture.field("parent", "integer", #"{ "parent": "id" }"#),
          Fixture.field("number", "integer", #"{ "position": {} }"#),
        ]
      ))
    let sampler = try Fixture.sampler(schema, rows: 20_000)
    var counts = [Int](repeating: 0, count: 20_001)
    for row in try table(sampler, "children") {
      let parent = try #require(Int(row["parent"] ?? ""))
      counts[parent] += 1
      #expect(row["number"] == String(counts[parent]))
    }
    let limit = (log(2e7) / 40_000).squareRoot()
    let distance = DistributionTests.distance(counts.dropFirst().map(Double.init)) { x in
      x < 0 ? 0 : (0...Int(x)).reduce(0) { $0 + exp(Double($1) * log(0.7) - 0.7 - lgamma(Double($1) + 1)) }
    }
    #expect(distance < limit)
  }

  @Test("A tree refers to earlier rows only, and to none at its roots")
  func tree() throws {
    let schema = try Fixture.schema(
      (
        name: "staff", generate: "", table: #""primaryKey": ["id"], "#,
        fields: [
          Fixture.field("id", "integer", #"{ "sequence": {} }"#),
          Fixture.field(
            "manager", "integer", #"{ "reference": { "to": "staff", "earlier": true, "roots": 0.02, "as": "boss" } }"#),
          Fixture.field("boss_id", "integer", #"{ "formula": "boss.id" }"#),
        ]
      ))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 3000), "staff")
    #expect(rows[0][1].isEmpty)
    for row in rows where !row[1].isEmpty { #expect(try #require(Int(row[1])) < #require(Int(row[0]))) }
    #expect(rows.allSatisfy { $0[1] == $0[2] })
    let roots = Double(rows.filter { $0[1].isEmpty }.count)
    #expect(abs(roots - 61) < 5.5 * (3000 * 0.02 * 0.98).squareRoot() + 1)
  }

  @Test("Popular rows are referred to as often as Zipf's law says")
  func popularity() throws {
    let schema = try Fixture.schema(
      (
        name: "sales", generate: "", table: "",
        fields: [Fixture.field("item", "integer", #"{ "reference": { "to": "items", "column": "id", "zipf": 1 } }"#)]
      ),
      (
        name: "items", generate: #"{ "rows": 20 }"#, table: "",
        fields: [Fixture.field("id", "integer", #"{ "sequence": {} }"#)]
      ))
    let items = try Fixture.rows(Fixture.sampler(schema, rows: 20_000), "sales").compactMap { Double($0[0]) }
    let all = (1...20).reduce(0) { $0 + 1 / Double($1) }
    let distance = DistributionTests.distance(items) { x in
      x < 1 ? 0 : (1...min(20, Int(x))).reduce(0) { $0 + 1 / Double($1) } / all
    }
    #expect(distance < (log(2e7) / 40_000).squareRoot())
  }

  @Test("Unique columns use up their values to the last, and one row more is refused beforehand")
  func capacity() throws {
    for (type, generator, extra, count) in [
      ("string", #"{ "choice": { "values": ["a", "b", "c", "d", "e"] } }"#, "", 5),
      ("string", #"{ "pattern": "[ab]-[0-9](x|y)" }"#, "", 40),
      ("integer", #"{ "uniform": { "min": -3, "max": 333 } }"#, "", 337),
      ("number", #"{ "uniform": { "min": 0, "max": 1 } }"#, #""decimals": 2"#, 101),
      ("date", #"{ "date": { "min": "2024-02-01", "max": "2024-03-01" } }"#, "", 30),
    ] {
      let schema = try Fixture.table(
        Fixture.field("x", type, generator, constraints: #""unique": true"#, extra: extra))
      let rows = try Fixture.rows(Fixture.sampler(schema, rows: count))
      #expect(Set(rows.map { $0[0] }).count == count)
      let problem = try #require(Fixture.problems(schema, rows: count + 1).first)
      #expect(problem.found.contains("\(count + 1) rows") && problem.expected.contains("\(count)"))
    }
  }

  @Test("A key that runs out is refused before children are counted by it")
  func capacityFirst() throws {
    let schema = try Fixture.schema(
      (
        name: "owners", generate: "", table: "",
        fields: [
          Fixture.field("id", "integer", #"{ "uniform": { "min": 1, "max": 5 } }"#, constraints: #""unique": true"#)
        ]
      ),
      (
        name: "children", generate: #"{ "children": { "of": "owners", "count": { "formula": "id" } } }"#, table: "",
        fields: [Fixture.field("owner", "integer", #"{ "parent": "id" }"#)]
      ))
    #expect(Fixture.problems(schema, rows: 6).first?.found.contains("6 rows") == true)
    #expect(try Fixture.rows(Fixture.sampler(schema, rows: 5), "children").count == 15)
  }

  @Test("Distinct references of one owner differ, and are refused where there are too few rows")
  func distinct() throws {
    func schema(_ most: Int) throws -> Schema {
      try Fixture.schema(
        (name: "groups", generate: "", table: "", fields: [Fixture.field("id", "integer", #"{ "sequence": {} }"#)]),
        (
          name: "people", generate: #"{ "rows": 6 }"#, table: "",
          fields: [Fixture.field("id", "integer", #"{ "sequence": {} }"#)]
        ),
        (
          name: "members", generate: #"{ "children": { "of": "groups", "count": { "constant": \#(most) } } }"#,
          table: "",
          fields: [
            Fixture.field("group", "integer", #"{ "parent": "id" }"#),
            Fixture.field(
              "person", "integer", #"{ "reference": { "to": "people", "column": "id", "distinct": true } }"#),
          ]
        ))
    }
    let rows = try Fixture.rows(Fixture.sampler(schema(6), rows: 50), "members")
    #expect(rows.count == 300 && Set(rows).count == 300)
    #expect(Fixture.problems(try schema(7)).first?.found.contains("7 different rows") == true)
  }
}
