import Foundation
import SchemaGenerators
import Sundog
import Testing

struct FormulaCase: Sendable, CustomTestStringConvertible {
  var formula: String
  var type = "string"
  var result: String
  var testDescription: String { formula }

  init(_ formula: String, _ type: String = "string", _ result: String) {
    self.formula = formula
    self.type = type
    self.result = result
  }
}

@Suite("Formulas")
struct FormulaTests {
  static let values: [FormulaCase] = [
    FormulaCase("1 + 2 * 3", "integer", "7"), FormulaCase("(1 + 2) * 3", "integer", "9"),
    FormulaCase("-2 - -3", "integer", "1"), FormulaCase("7 / 2", "number", "3.5"),
    FormulaCase("-7 % 3", "integer", "2"),
    FormulaCase("d + 9223372036854700000", "date", ""),
    FormulaCase("substring('abc', -9223372036854775807, 2)", "string", "ab"), FormulaCase("1 / 0", "number", ""),
    FormulaCase("9223372036854775807 + 1", "integer", ""),
    FormulaCase("9223372036854775807 * 2", "integer", ""), FormulaCase("5 % 0", "integer", ""),
    FormulaCase("sqrt(2) * sqrt(2)", "number", "2.0000000000000004"), FormulaCase("sqrt(-1)", "number", ""),
    FormulaCase("log(0)", "number", ""), FormulaCase("round(2.346, 2)", "number", "2.35"),
    FormulaCase("round(2.5)", "integer", "3"), FormulaCase("floor(-2.5)", "integer", "-3"),
    FormulaCase("ceil(2.1)", "integer", "3"), FormulaCase("round(power(2, 10))", "integer", "1024"),
    FormulaCase("exp(0)", "number", "1"), FormulaCase("abs(-3)", "integer", "3"),
    FormulaCase("min(3, 1.5, 2)", "number", "1.5"),
    FormulaCase("if(n > 4, 'big', 'small')", "string", "big"),
    FormulaCase("if(n = 5 and not (s = 'b'), 1, 0)", "integer", "1"),
    FormulaCase("n != 5 or s < 'b'", "boolean", "true"), FormulaCase("gap > 3", "boolean", ""),
    FormulaCase("gap > 3 or true", "boolean", "true"), FormulaCase("gap > 3 and false", "boolean", "false"),
    FormulaCase("coalesce(gap, 8)", "integer", "8"), FormulaCase("isMissing(gap)", "boolean", "true"),
    FormulaCase("s + '-' + n", "string", "aé-5"), FormulaCase("'it''s'", "string", "it's"),
    FormulaCase("upper(s)", "string", "AÉ"), FormulaCase("length(s)", "integer", "2"),
    FormulaCase("substring('abcdef', 2, 3)", "string", "bcd"), FormulaCase("pad(n, 4)", "string", "0005"),
    FormulaCase("startsWith(s, 'a')", "boolean", "true"), FormulaCase("contains(s, 'z')", "boolean", "false"),
    FormulaCase("d + days(30)", "date", "2024-03-30"), FormulaCase("d - date('2024-01-01')", "integer", "59"),
    FormulaCase("d < '2024-03-01'", "boolean", "true"), FormulaCase("year(d) * 100 + month(d)", "integer", "202402"),
    FormulaCase("weekday(d)", "integer", "4"),
    FormulaCase("datetime(d) + hours(25) + minutes(1)", "datetime", "2024-03-01T01:01:00Z"),
    FormulaCase("date(datetime('1969-12-31T23:59:59Z'))", "date", "1969-12-31"),
    FormulaCase("hour(datetime('2024-01-01T17:05:00Z'))", "integer", "17"), FormulaCase("row", "integer", "0"),
    FormulaCase("`odd name` * 2", "integer", "14"), FormulaCase("1e3 + 0.5", "number", "1000.5"),
  ]

  private func schema(_ formula: String, _ type: String, _ generator: String = "formula") throws -> Schema {
    let escaped = formula.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return try Fixture.table(
      Fixture.field("x", type, #"{ "\#(generator)": "\#(escaped)" }"#),
      Fixture.field("n", "integer", #"{ "constant": 5 }"#),
      Fixture.field("s", "string", #"{ "constant": "aé" }"#),
      Fixture.field("d", "date", #"{ "constant": "2024-02-29" }"#),
      Fixture.field("gap", "integer", #"{ "constant": 1 }"#, extra: #""missingRate": 1"#),
      Fixture.field("odd name", "integer", #"{ "constant": 7 }"#))
  }

  @Test("Formulas give what they should", arguments: values)
  func value(example: FormulaCase) throws {
    let rows = try Fixture.rows(Fixture.sampler(schema(example.formula, example.type), rows: 1))
    #expect(rows[0][0] == example.result)
  }

  @Test("A template joins texts and formulas")
  func template() throws {
    let rows = try Fixture.rows(
      Fixture.sampler(schema("IN-{year(d)}/{pad(n, 3)} {{x}}", "string", "template"), rows: 1))
    #expect(rows[0][0] == "IN-2024/005 {x}")
  }

  @Test(
    "What is wrong in a formula is said with its column",
    arguments: [
      ("1 +", "column 4"), ("n ** 2", "column 4"), ("nn + 1", "\"nn\" at column 1"), ("1 + 'a' * 2", "column 9"),
      ("uper(s)", "\"uper\" at column 1"), ("if(n, 1, 2)", "column 1"), ("t.n", "\"t\" at column 1"),
      ("'open", "column 1"),
      ("n + s = 3", "column 7"), ("sum(n)", "column 1"), ("99999999999999999999999999999x", "column 30"),
      ("(1", "column 3"), ("n # 1", "column 3"),
    ])
  func wrong(formula: String, says: String) throws {
    let problem = try #require(Fixture.problems(schema(formula, "string")).first)
    #expect(problem.path == "$.resources[0].schema.fields[0].sundog.generator.formula")
    #expect(problem.found.contains(says), "\(problem)")
    #expect(!problem.expected.isEmpty && !problem.mend.isEmpty)
  }

  @Test("Deep nesting is refused, not a crash")
  func deep() throws {
    let formula = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
    #expect(Fixture.problems(try schema(formula, "integer")).first?.found.contains("nested") == true)
  }

  @Test("Columns that need each other are reported with the way around")
  func cycle() throws {
    let schema = try Fixture.table(
      Fixture.field("a", "integer", #"{ "formula": "b + 1" }"#),
      Fixture.field("b", "integer", #"{ "formula": "c + 1" }"#),
      Fixture.field("c", "integer", #"{ "formula": "a + 1" }"#))
    let problem = try #require(Fixture.problems(schema).first)
    #expect(problem.found == "a cycle: t.a needs t.b needs t.c needs t.a")
  }

  @Test("A computed value outside of its constraints stops the sampling with its row, or is clipped where that is said")
  func bounds() throws {
    func schema(_ extra: String) throws -> Schema {
      try Fixture.table(
        Fixture.field("x", "integer", #"{ "formula": "row * 10" }"#, constraints: #""maximum": 25"#, extra: extra))
    }
    #expect(throws: SamplingError.self) { try Fixture.rows(Fixture.sampler(schema(""), rows: 5)) }
    let clipped = try Fixture.rows(Fixture.sampler(schema(#""outOfRange": "clip""#), rows: 5))
    #expect(clipped.map { $0[0] } == ["0", "10", "20", "25", "25"])
  }
}
