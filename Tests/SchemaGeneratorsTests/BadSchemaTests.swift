import Foundation
import SchemaGenerators
import Sundog
import Testing

/// A schema that loads or not, and what must be said of it.
struct BadSchema: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var generator: String
  var type = "number"
  /// Behind `$.resources[0].schema.fields[0].sundog.generator`.
  var path: String
  var says: [String]
  var constraints = ""
}

@Suite("Schemas that cannot be sampled")
struct BadSchemaTests {
  static let cases: [BadSchema] = [
    BadSchema(
      testDescription: "an unknown generator", generator: #"{ "nromal": {} }"#, path: ".nromal",
      says: ["\"nromal\"", "\"normal\""]),
    BadSchema(
      testDescription: "two generators", generator: #"{ "uuid": {}, "sequence": {} }"#, path: "",
      says: ["one generator"]),
    BadSchema(
      testDescription: "an unknown option", generator: #"{ "normal": { "mean": 0, "deviatoin": 1 } }"#,
      path: ".normal.deviatoin",
      says: ["deviation"]),
    BadSchema(
      testDescription: "a negative deviation", generator: #"{ "normal": { "mean": 0, "deviation": -1 } }"#,
      path: ".normal.deviation", says: ["-1", "above 0"]),
    BadSchema(
      testDescription: "a probability above 1", generator: #"{ "bernoulli": 1.5 }"#, type: "boolean",
      path: ".bernoulli",
      says: ["[0, 1]"]),
    BadSchema(
      testDescription: "a missing option", generator: #"{ "gamma": { "shape": 1 } }"#, path: ".gamma.scale",
      says: ["above 0"]),
    BadSchema(
      testDescription: "weights of another number",
      generator: #"{ "choice": { "values": [1, 2], "weights": [1] } }"#, path: ".choice.weights",
      says: ["1 weights for 2"]),
    BadSchema(
      testDescription: "weights of nothing", generator: #"{ "choice": { "values": [1, 2], "weights": [0, 0] } }"#,
      path: ".choice.weights", says: ["above 0"]),
    BadSchema(
      testDescription: "a value of another type", generator: #"{ "constant": "x" }"#, path: ".constant",
      says: ["number"]),
    BadSchema(
      testDescription: "a distribution without mass within the constraints",
      generator: #"{ "uniform": { "min": 5, "max": 6 } }"#, path: ".uniform", says: ["no value"],
      constraints: #""maximum": 3"#),
    BadSchema(
      testDescription: "an exponential below 0", generator: #"{ "exponential": { "mean": 1, "max": -1 } }"#,
      path: ".exponential",
      says: ["without values"]),
    BadSchema(
      testDescription: "a shape without end", generator: #"{ "gamma": { "shape": 1e300, "scale": 1 } }"#,
      path: ".gamma.shape", says: ["10000"]),
    BadSchema(
      testDescription: "texts without end", generator: #"{ "pattern": "((a{1000}){1000}){1000}" }"#, type: "string",
      path: ".pattern", says: ["10000 characters"]),
    BadSchema(
      testDescription: "no bounds", generator: #"{ "uniform": {} }"#, path: ".uniform", says: ["\"min\" and \"max\""]),
    BadSchema(
      testDescription: "edges out of order", generator: #"{ "histogram": { "edges": [0, 2, 1], "weights": [1, 1] } }"#,
      path: ".histogram", says: ["ascending"]),
    BadSchema(
      testDescription: "an unknown table", generator: #"{ "reference": { "to": "pepole" } }"#, type: "string",
      path: ".reference.to", says: ["\"pepole\"", "\"people\""]),
    BadSchema(
      testDescription: "an unknown column", generator: #"{ "reference": { "to": "people", "column": "nane" } }"#,
      type: "string",
      path: ".reference.column", says: ["\"nane\"", "\"name\""]),
    BadSchema(
      testDescription: "a reference to itself", generator: #"{ "reference": { "to": "t", "column": "x" } }"#,
      path: ".reference", says: ["earlier"]),
    BadSchema(
      testDescription: "a parent without an owner", generator: #"{ "parent": "name" }"#, type: "string",
      path: ".parent", says: ["nobody owns"]),
    BadSchema(
      testDescription: "a pattern", generator: #"{ "pattern": "[a-z" }"#, type: "string", path: ".pattern",
      says: ["does not end", "column 5"]),
    BadSchema(
      testDescription: "an unknown locale", generator: #"{ "person": { "part": "name", "locale": "de_ED" } }"#,
      type: "string",
      path: ".person.locale", says: ["de_ED", "de_DE"]),
    BadSchema(
      testDescription: "an unknown part", generator: #"{ "person": "fristName" }"#, type: "string", path: ".person",
      says: ["firstName"]),
    BadSchema(
      testDescription: "no account numbers in that country",
      generator: #"{ "payment": { "part": "iban", "locale": "ja_JP" } }"#,
      type: "string", path: ".payment.part", says: ["ja_JP"]),
    BadSchema(
      testDescription: "a unique column whose values repeat",
      generator: #"{ "normal": { "mean": 0, "deviation": 1 } }"#,
      path: ".normal", says: ["once"], constraints: #""unique": true"#),
    BadSchema(
      testDescription: "a unique pattern that is ambiguous", generator: #"{ "pattern": "a?b*" }"#, type: "string",
      path: ".pattern",
      says: ["twice"], constraints: #""unique": true"#),
    BadSchema(
      testDescription: "a date that is none", generator: #"{ "date": { "min": "2024-02-30", "max": "2024-03-01" } }"#,
      type: "date",
      path: ".date.min", says: ["2024-02-30"]),
    BadSchema(
      testDescription: "no day that is possible",
      generator: #"{ "date": { "min": "2024-01-01", "max": "2024-01-03", "weekdays": [0, 0, 0, 1, 1, 1, 1] } }"#,
      type: "date",
      path: ".date", says: ["no day"]),
    BadSchema(
      testDescription: "a correlation too near to 1", generator: #"{ "series": { "noise": 1, "correlation": 1 } }"#,
      path: ".series.correlation", says: ["0.999"]),
    BadSchema(
      testDescription: "texts into numbers", generator: #"{ "formula": "'a'" }"#, path: "",
      says: ["text", "number"]),
    BadSchema(
      testDescription: "a case that is no condition",
      generator: #"{ "when": { "cases": [ { "if": "1", "then": { "constant": 1 } } ] } }"#, path: ".when.cases[0].if",
      says: ["condition"]),
  ]

  private func problems(_ example: BadSchema) -> [SchemaProblem] {
    do {
      let schema = try Fixture.schema(
        (
          name: "t", generate: "", table: "",
          fields: [Fixture.field("x", example.type, example.generator, constraints: example.constraints)]
        ),
        (
          name: "people", generate: #"{ "rows": 3 }"#, table: "",
          fields: [Fixture.field("name", "string", #"{ "person": "name" }"#)]
        ))
      return Fixture.problems(schema)
    } catch let error as SchemaErrors {
      return error.problems
    } catch {
      return []
    }
  }

  @Test("Each mistake is found where it is, with a mend", arguments: cases)
  func mistakes(example: BadSchema) throws {
    let problem = try #require(problems(example).first)
    #expect(problem.path == "$.resources[0].schema.fields[0].sundog.generator" + example.path)
    for text in example.says { #expect(problem.description.contains(text), "\(problem)") }
    #expect(!problem.mend.isEmpty)
  }

  @Test("Contradictory correlations, owners in a circle and keys that repeat are refused")
  func tables() throws {
    let x = Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#)
    let y = Fixture.field("y", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#)
    let correlated = try Fixture.schema(
      (
        name: "t", generate: #"{ "correlations": [ { "columns": ["x", "y"], "matrix": [[1, 1.2], [1.2, 1]] } ] }"#,
        table: "", fields: [x, y]
      ))
    #expect(Fixture.problems(correlated).first?.path == "$.resources[0].sundog.generate.correlations[0].matrix")
    let circle = try Fixture.schema(
      (name: "a", generate: #"{ "children": { "of": "b", "count": { "constant": 1 } } }"#, table: "", fields: [x]),
      (name: "b", generate: #"{ "children": { "of": "a", "count": { "constant": 1 } } }"#, table: "", fields: [x]))
    #expect(Fixture.problems(circle).first?.found == "a cycle: the rows of a needs the rows of b needs the rows of a")
    let key = try Fixture.schema((name: "t", generate: "", table: #""primaryKey": ["x", "y"], "#, fields: [x, y]))
    #expect(Fixture.problems(key).first?.path == "$.resources[0].schema.primaryKey")
    let empty = try Fixture.schema(
      (
        name: "t", generate: "", table: "",
        fields: [Fixture.field("x", "number", #"{ "reference": { "to": "u", "column": "x" } }"#)]
      ),
      (name: "u", generate: #"{ "rows": 0 }"#, table: "", fields: [x]))
    #expect(Fixture.problems(empty).first?.found.contains("\"u\", which has no row") == true)
  }

  @Test("A column of texts without a generator is named, others are drawn from their facts")
  func defaults() throws {
    let facts = """
      { "name": "a", "type": "integer", "constraints": { "minimum": 3, "maximum": 9 }, "sundog": { "boundSource": "public" } },
      { "name": "b", "type": "string", "categories": ["u", "v"], "sundog": { "boundSource": "public" } },
      { "name": "c", "type": "boolean" }
      """
    let rows = try Fixture.rows(Fixture.sampler(Fixture.table(facts), rows: 200))
    #expect(Set(rows.map { $0[0] }) == Set((3...9).map(String.init)))
    #expect(Set(rows.map { $0[1] }) == ["u", "v"] && Set(rows.map { $0[2] }) == ["true", "false"])
    let open = try Fixture.table(facts, #"{ "name": "d", "type": "string", "sundog": { "learn": false } }"#)
    #expect(Fixture.problems(open).map(\.path) == ["$.resources[0].schema.fields[3]"])
  }
}
