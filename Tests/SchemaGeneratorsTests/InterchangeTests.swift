import Foundation
import GRDB
import SchemaGenerators
import Sundog
import Testing

@Suite("Drafts from data, and other tools' notations")
struct InterchangeTests {
  private func file(_ name: String, _ text: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sundog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: path)
    try body(path.path)
  }

  @Test(
    "A draft of a table finds types, bounds, categories and keys, and every bound says that it was read off the data")
  func draft() throws {
    var text = "id;age;height;color;zip;born;seen;member;note;empty\r\n"
    for row in 0..<60 {
      let color = ["red", "\"dark \"\"blue\"\"\"", "green"][row % 3]
      text += "\(row + 100);\(row % 7 == 0 ? "NA" : String(20 + row % 50));1.\(row + 10);\(color);0\(1000 + row % 40);"
      text +=
        "\(10 + row % 19).0\(1 + row % 9).19\(50 + row % 40);2024-01-\(10 + row % 20)T08:00:00Z;\(row % 2 == 0);text \(row * 7 % 60)\(row);\r\n"
    }
    try file("people.csv", text) { path in
      let draft = try SchemaDraft(path: path)
      let resource = draft.schema.resources[0]
      func field(_ name: String) -> Field? { resource.field(named: name) }
      #expect(field("id")?.kind == .integer && field("id")?.learn == false)
      let age = try #require(field("age"))
      #expect(age.kind == .integer && age.missingValues == ["NA"] && !age.constraints.required)
      #expect(age.constraints.minimum == .integer(20) && age.constraints.maximum == .integer(68))
      #expect(field("height")?.kind == .number && field("height")?.decimals == 2)
      #expect(field("color")?.categories == ["dark \"blue\"", "green", "red"])
      // Zip codes with leading zeros are texts.
      #expect(field("zip")?.kind == .string)
      #expect(field("born")?.kind == .date && field("born")?.format == "%d.%m.%Y")
      #expect(field("seen")?.kind == .datetime && field("seen")?.constraints.minimum == .string("2024-01-10T08:00:00Z"))
      #expect(field("member")?.kind == .boolean)
      #expect(field("note")?.learn == false && field("empty")?.learn == false)
      #expect(resource.learnedFields.allSatisfy { $0.boundSource == .data || $0.kind == .boolean })
      #expect(draft.reasons.count == 10 && draft.reasons[1].hasPrefix("people.age: integer: "))
      // Refused by a private fit, column by column; and the file fits its own draft.
      #expect(resource.privateFitProblems().count == resource.learnedFields.count(where: { $0.boundSource == .data }))
      #expect(try Dataset.read(path: path, resource: resource).rowCount == 60)
    }
  }

  @Test(
    "Files that are no tables are refused with the line",
    arguments: [
      ("", "empty"), ("a,b\n", "no row"), ("a,a\n1,2\n", "twice"), ("a,b\n1,2\n3\n", ":3"), ("a,b\n\"x,2\n", "quote"),
    ])
  func refused(text: String, says: String) throws {
    try file("t.csv", text) { path in
      let error = #expect(throws: SchemaErrors.self) { try SchemaDraft(path: path) }
      #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
  }

  @Test("A draft of a database takes its keys over")
  func database() throws {
    try file("shop.sqlite", "") { path in
      try FileManager.default.removeItem(atPath: path)
      let queue = try DatabaseQueue(path: path)
      try queue.write { database in
        try database.execute(
          sql: """
            CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE visits (person INTEGER REFERENCES people, n INTEGER);
            INSERT INTO people VALUES (1, 'a'), (2, 'b'); INSERT INTO visits VALUES (1, 5), (1, 9), (2, NULL);
            """)
      }
      try queue.close()
      let schema = try SchemaDraft(path: path).schema
      #expect(schema.resources.map(\.name) == ["people", "visits"])
      #expect(schema.resources[0].primaryKey == ["id"])
      #expect(
        schema.resources[1].foreignKeys == [
          ForeignKey(fields: ["person"], resource: "people", referencedFields: ["id"])
        ])
      #expect(schema.resources[1].field(named: "n")?.constraints.maximum == .integer(9))
    }
  }

  @Test("Metadata of the Synthetic Data Vault becomes tables that can be sampled, and comes back")
  func sdv() throws {
    let text = """
      { "METADATA_SPEC_VERSION": "V1", "relationships": [ { "parent_table_name": "guests", "parent_primary_key": "id",
        "child_table_name": "stays", "child_foreign_key": "guest" } ],
        "tables": {
          "guests": { "primary_key": "id", "columns": { "id": { "sdtype": "id", "regex_format": "G-[0-9]{6}" },
            "mail": { "sdtype": "email", "pii": true }, "vip": { "sdtype": "boolean" } } },
          "stays": { "primary_key": "number", "columns": { "number": { "sdtype": "id" }, "guest": { "sdtype": "id" },
            "start": { "sdtype": "datetime", "datetime_format": "%d/%m/%Y" }, "nights": { "sdtype": "numerical", "computer_representation": "Int64" } } } } }
      """
    let reading = try SchemaNotation.sdv.read(text, name: "hotel", file: "metadata.json")
    #expect(reading.notes.contains { $0.contains("stays.nights") })
    var schema = reading.schema
    for index in schema.resources[1].fields.indices {
      switch schema.resources[1].fields[index].name {
      case "nights": schema.resources[1].fields[index].generator = .object(["poisson": .object(["mean": .integer(2)])])
      case "start":
        schema.resources[1].fields[index].generator = .object([
          "date": .object(["min": .string("01/02/2024"), "max": .string("28/02/2024")])
        ])
      default: break
      }
    }
    let sampler = try Fixture.sampler(schema, rows: 40)
    let guests = Set(try Fixture.rows(sampler, "guests").map { $0[0] })
    #expect(guests.count == 40)
    // Columns come in the order of their names: guest, nights, number, start.
    for row in try Fixture.rows(sampler, "stays") { #expect(guests.contains(row[0]) && row[3].hasSuffix("/02/2024")) }
    let back = try SchemaNotation.sdv.read(SchemaNotation.sdv.write(reading.schema).text, name: "hotel", file: "")
      .schema
    #expect(
      back.resources.map(\.primaryKey) == [["id"], ["number"]]
        && back.resources[1].foreignKeys == reading.schema.resources[1].foreignKeys)
    #expect(back.resources[0].field(named: "mail")?.generator == .object(["person": .string("email")]))
  }

  @Test("A flat JSON Schema becomes a table and comes back")
  func jsonSchema() throws {
    let text = """
      { "type": "object", "required": ["age", "size"], "properties": { "age": { "type": "integer", "minimum": 0, "exclusiveMaximum": 121 },
        "size": { "enum": ["S", "M"] }, "when": { "type": "string", "format": "date" }, "code": { "type": "string", "pattern": "[A-Z]{4}" },
        "score": { "type": ["number", "null"], "minimum": 0, "maximum": 1 } } }
      """
    let schema = try SchemaNotation.jsonSchema.read(text, name: "people", file: "s.json").schema
    let resource = schema.resources[0]
    #expect(
      resource.field(named: "age")?.constraints.maximum == .integer(120)
        && resource.field(named: "age")?.boundSource == .public)
    #expect(resource.field(named: "size")?.categories == ["S", "M"] && resource.field(named: "when")?.kind == .date)
    #expect(resource.field(named: "score")?.constraints.required == false)
    let back = try SchemaNotation.jsonSchema.read(
      SchemaNotation.jsonSchema.write(schema).text, name: "people", file: ""
    ).schema
    #expect(back.resources[0].fields.map(\.constraints) == resource.fields.map(\.constraints))
    #expect(throws: SchemaErrors.self) {
      try SchemaNotation.jsonSchema.read(#"{ "properties": { "a": { "type": "object" } } }"#, name: "x", file: "x")
    }
  }

  @Test("Sizes of attributes become columns and come back")
  func domain() throws {
    let schema = try SchemaNotation.domain.read(#"{ "age": 85, "sex": 2 }"#, name: "adult", file: "d.json").schema
    #expect(schema.resources[0].field(named: "age")?.constraints.maximum == .integer(84))
    let text = try SchemaNotation.domain.write(schema).text
    #expect(try SchemaNotation.domain.read(text, name: "adult", file: "").schema == schema)
    #expect(throws: SchemaErrors.self) { try SchemaNotation.domain.read(#"{ "age": -1 }"#, name: "x", file: "x") }
  }
}
