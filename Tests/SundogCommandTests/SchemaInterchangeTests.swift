import Foundation
import Testing

/// `schema infer` and `schema convert`.
@Suite("Schemas from data and from other tools, on the command line")
struct SchemaInterchangeTests {
  @Test("A draft loads, says why each column is what it is, and is refused by a private fit until it is confirmed")
  func infer() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.csv(rows: 200), to: "people.csv")
    let outcome = try runner.run(["schema", "infer", "people.csv", "-o", "people.json"])
    #expect(outcome.status == 0 && outcome.output.isEmpty)
    for text in [
      "people.age: integer: 200 whole numbers from", "people.colour: string: 3 different values", "boundSource",
    ] {
      #expect(outcome.error.contains(text), "\(outcome.error)")
    }
    #expect(try runner.run(["schema", "check", "people.json", "--data", "people.csv"]).status == 0)
    let fit = try runner.run(
      [
        "fit", "--schema", "people.json", "--data", "people.csv", "--epsilon", "1", "--delta", "1e-6", "--ledger", "l",
        "-o", "m",
      ])
    #expect(fit.status == 3 && fit.error.contains("data for \"age\""))
    #expect(!runner.exists("m"))
  }

  @Test(
    "What is no data is refused, and nothing is written", arguments: [("", Int32(2)), ("a,b\n", 2), ("a,b\n1\n", 2)])
  func refused(text: String, status: Int32) throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(text, to: "t.csv")
    let outcome = try runner.run(["schema", "infer", "t.csv", "-o", "t.json"])
    #expect(outcome.status == status && outcome.error.contains("t.csv"))
    #expect(try runner.names() == ["t.csv"])
    #expect(try runner.run(["schema", "infer", "none.csv"]).status == 5)
  }

  @Test("Other notations are read and written, and what they cannot say is noted")
  func convert() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    let written = try runner.run(["schema", "convert", "small.json", "--to", "json-schema", "-o", "flat.json"])
    #expect(written.status == 0)
    let read = try runner.run(["schema", "convert", "flat.json", "--from", "json-schema", "-o", "again.json"])
    #expect(read.status == 0, "\(read.error)")
    #expect(try runner.run(["schema", "check", "again.json"]).status == 0)
    let metadata = try runner.run(["schema", "convert", "small.json", "--to", "sdv"])
    #expect(metadata.status == 0 && metadata.output.contains("\"sdtype\"") && metadata.error.contains("note: bounds"))
    #expect(try runner.run(["schema", "convert", "small.json", "--from", "sdv"]).status == 2)
    #expect(try runner.run(["schema", "convert", "small.json", "--to", "xml"]).status == 64)
  }
}
