import Foundation
import Testing

/// What goes wrong says what, where and how to mend it, ends with the documented code, and leaves nothing behind.
@Suite("Bad input on the command line")
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var data: String
    var status: Int32
    /// All of these stand in the message.
    var says: [String]
  }

  static let tables: [Case] = [
    Case(testDescription: "a missing column", data: "age,colour,hours\n20,red,3\n", status: 2, says: ["income"]),
    Case(
      testDescription: "an unknown category", data: "\(SmallTable.header)\n20,mauve,3,low\n", status: 2,
      says: ["people.csv:2:2", "colour", "mauve", "red"]),
    Case(
      testDescription: "a number out of bounds", data: "\(SmallTable.header)\n20,red,300,low\n", status: 2,
      says: ["people.csv:2:3", "hours", "99"]),
    Case(
      testDescription: "text for a number", data: "\(SmallTable.header)\n20,red,3,low\n20,red,many,low\n", status: 2,
      says: ["people.csv:3:3", "hours", "many"]),
    Case(
      testDescription: "a ragged row", data: "\(SmallTable.header)\n20,red,3,low\n20,red\n", status: 2,
      says: ["people.csv:3"]),
    Case(testDescription: "an empty file", data: "", status: 2, says: ["people.csv", "empty"]),
    Case(
      testDescription: "a header only", data: "\(SmallTable.header)\n", status: 2, says: ["people.csv", "no row"]),
    Case(
      testDescription: "duplicate columns", data: "age,age,colour,hours,income\n20,20,red,3,low\n", status: 2,
      says: ["age", "people.csv"]),
    Case(
      testDescription: "a line without end",
      data: "\(SmallTable.header)\n20,\(String(repeating: "x", count: 20 << 20))",
      status: 2, says: ["people.csv:2"]),
  ]

  /// Schema and command of a fit; what the fit may leave is only what `expected` names.
  private func fit(_ runner: CommandRunner, _ changes: [String: String?] = [:]) throws -> CommandRunner.Outcome {
    var options: [String: String?] = [
      "--schema": "small.json", "--data": "people.csv", "--epsilon": "1", "--delta": "1e-6", "--ledger": "ledger",
      "-o": "model",
    ]
    for (name, value) in changes { options[name] = value }
    return try runner.run(
      ["fit"]
        + options.sorted { $0.key < $1.key }.flatMap { name, value in
          value.map { ["\(name)=\($0)".replacingOccurrences(of: "-o=", with: "--output=")] } ?? []
        })
  }

  @Test("A bad table is refused before anything is charged or written", arguments: tables)
  func badTable(_ example: Case) throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(example.data, to: "people.csv")
    for outcome in [
      try fit(runner), try runner.run(["schema", "check", "small.json", "--data", "people.csv"]),
    ] {
      #expect(outcome.status == example.status, "\(outcome.error)")
      for words in example.says { #expect(outcome.error.contains(words), "\(words) in: \(outcome.error)") }
      #expect(outcome.output.isEmpty)
    }
    #expect(try runner.names() == ["people.csv", "small.json"])
  }

  @Test(
    "An impossible budget is wrong usage",
    arguments: [
      ["--epsilon": "0"], ["--epsilon": "-1"], ["--epsilon": "nan"], ["--epsilon": "inf"], ["--epsilon": nil],
      ["--delta": "1"], ["--delta": "-0.1"], ["--delta": "nan"], ["--delta": nil], ["--epsilon": "many"],
    ] as [[String: String?]])
  func badBudget(changes: [String: String?]) throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 20), to: "people.csv")
    let outcome = try fit(runner, changes)
    #expect(outcome.status == 64, "\(outcome.error)")
    let name = try #require(changes.keys.first).dropFirst(2)
    #expect(outcome.error.contains(name), "\(outcome.error)")
    #expect(try runner.names() == ["people.csv", "small.json"])
  }

  @Test("A second fit on the same data is refused, and the ledger says what is left")
  func overspending() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(
      SmallTable.schema(extra: #", "privacy": { "unit": "row", "budget": { "epsilon": 1.2, "delta": 1e-6 } }"#),
      to: "small.json")
    try runner.write(SmallTable.csv(rows: 200), to: "people.csv")
    #expect(try fit(runner).status == 0)
    let before = try runner.run(["ledger", "show", "ledger", "--json"]).output
    let second = try fit(runner, ["-o": "model2"])
    #expect(second.status == 3, "\(second.error)")
    for words in ["requested", "remaining", "1.2"] { #expect(second.error.contains(words), "\(second.error)") }
    #expect(!runner.exists("model2"))
    #expect(try runner.run(["ledger", "show", "ledger", "--json"]).output == before)

    // The same bytes under another name have no second budget.
    try runner.write(SmallTable.csv(rows: 200), to: "copy.csv")
    #expect(try fit(runner, ["--data": "copy.csv", "-o": "model2"]).status == 3)

    // A decision of whoever answers for the data raises the total.
    let opened = try runner.run([
      "ledger", "open", "ledger", "--schema", "small.json", "--data", "people.csv", "--epsilon", "4", "--delta", "1e-6",
    ])
    #expect(opened.status == 0, "\(opened.error)")
    #expect(try fit(runner, ["-o": "model2"]).status == 0)
  }

  @Test("Data that changed since their budget was opened are noticed")
  func changedData() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 200), to: "people.csv")
    #expect(try fit(runner).status == 0)
    try runner.write(SmallTable.csv(rows: 201), to: "people.csv")
    let outcome = try fit(runner, ["-o": "model2"])
    #expect(outcome.status == 3 && outcome.error.contains("changed"), "\(outcome.error)")
  }

  @Test("Bounds read off the data are refused for a private fit")
  func dataBounds() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(
      SmallTable.schema().replacingOccurrences(
        of: #""boundSource": "public", "outOfRange""#, with: #""boundSource": "data", "outOfRange""#),
      to: "small.json")
    try runner.write(SmallTable.csv(rows: 200), to: "people.csv")
    let outcome = try fit(runner)
    #expect(outcome.status == 3, "\(outcome.error)")
    #expect(outcome.error.contains("age") && outcome.error.contains("public"), "\(outcome.error)")
    #expect(!runner.exists("model") && !runner.exists("ledger"))
  }

  @Test("A clique that would need a terabyte is refused by the plan and by the fit")
  func hugeClique() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    let names = (0..<6).map { "c\($0)" }
    let values = (0..<100).map { "\"v\($0)\"" }.joined(separator: ",")
    let fields = names.map {
      #"{"name":"\#($0)","type":"string","categories":[\#(values)],"constraints":{"required":true,"enum":[\#(values)]},"sundog":{"boundSource":"public"}}"#
    }.joined(separator: ",")
    // Each value is named by a rule, so that none can be pooled with another: 100⁶ cells of 8 bytes.
    let rules = (0..<100).map { value in
      "{\"impossible\": {" + names.map { "\"\($0)\": [\"v\(value)\"]" }.joined(separator: ", ") + "}}"
    }.joined(separator: ",")
    try runner.write(
      """
      { "name": "wide", "sundog": { "schemaVersion": 1 }, "resources": [ { "name": "t", "type": "table",
        "sundog": { "rules": [ \(rules) ] }, "schema": { "fields": [\(fields)] } } ] }
      """, to: "small.json")
    try runner.write(
      names.joined(separator: ",") + "\n" + names.map { _ in "v3" }.joined(separator: ",") + "\n", to: "people.csv")
    let plan = try runner.run(["plan", "--schema", "small.json", "--epsilon", "1", "--delta", "1e-6"])
    #expect(plan.status == 3, "\(plan.error)")
    #expect(plan.output.contains("8 TB"), "\(plan.output)")
    let outcome = try fit(runner)
    #expect(outcome.status == 3, "\(outcome.error)")
    #expect(try runner.names() == ["people.csv", "small.json"])
  }

  @Test("Files that are not there, are folders, or cannot be written are input and output errors")
  func files() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 50), to: "people.csv")
    #expect(try fit(runner, ["--data": "nowhere.csv"]).status == 5)
    #expect(try fit(runner, ["--data": "."]).status == 5)
    #expect(try fit(runner, ["--schema": "nowhere.json"]).status == 5)
    #expect(try fit(runner, ["--ledger": "."]).status == 5)
    #expect(try fit(runner, ["-o": "nowhere/model"]).status == 5)
    #expect(try runner.names() == ["people.csv", "small.json"])
    #expect(try fit(runner).status == 0)
    let full = try runner.run(["sample", "model", "--rows", "100000", "-o", "/dev/full"])
    #expect(full.status == 5 && full.error.contains("full"), "\(full.error)")
    #expect(try runner.run(["sample", "people.csv", "--rows", "5"]).status == 2)
    #expect(try runner.run(["ledger", "show", "nowhere"]).status == 5)
    #expect(try runner.run(["ledger", "show", "people.csv"]).status == 2)
  }

  @Test("A damaged model is refused")
  func damagedModel() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 50), to: "people.csv")
    #expect(try fit(runner).status == 0)
    let path = runner.folder.appendingPathComponent("model")
    let whole = try Data(contentsOf: path)
    for (name, bytes) in [
      ("cut", whole.prefix(whole.count / 2)), ("empty", Data()),
      ("flipped", Data(whole.enumerated().map { $0 == whole.count / 2 ? $1 ^ 1 : $1 })),
    ] {
      try Data(bytes).write(to: path)
      let outcome = try runner.run(["sample", "model", "--rows", "5"])
      #expect(outcome.status == 2, "\(name): \(outcome.error)")
    }
  }

  @Test("An interrupted run ends with 130 and leaves no file")
  func interrupted() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 50), to: "people.csv")
    #expect(try fit(runner).status == 0)
    let before = try runner.names()
    let process = try runner.start(
      ["sample", "model", "--rows", "2000000000", "-o", "big.csv"], output: FileHandle.nullDevice,
      error: FileHandle.nullDevice)
    // Wait until it writes, however slow the machine is.
    let deadline = Date().addingTimeInterval(20)
    while try runner.names() == before, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try runner.names() == before)
  }

  @Test("A pipe that closes early ends the command quietly")
  func closedPipe() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 50), to: "people.csv")
    #expect(try fit(runner).status == 0)
    let (output, error) = (Pipe(), Pipe())
    let process = try runner.start(["sample", "model", "--rows", "2000000000"], output: output, error: error)
    _ = try output.fileHandleForReading.read(upToCount: 100)
    try output.fileHandleForReading.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try error.fileHandleForReading.readToEnd() ?? Data() == Data())
  }

  @Test("Wrong usage names what is wrong", arguments: [["fit"], ["nothing"], ["sample", "m", "--shard", "3/3"]])
  func usage(arguments: [String]) throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    let outcome = try runner.run(arguments)
    #expect(outcome.status == 64, "\(outcome.error)")
    #expect(!outcome.error.isEmpty)
  }

  @Test(
    "Every command has help with an example",
    arguments: [
      "schema check", "schema convert", "plan", "fit", "sample", "evaluate", "ledger show", "ledger verify",
      "ledger open", "audit mechanisms", "show",
    ])
  func help(command: String) throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    let outcome = try runner.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Example"), "\(outcome.output)")
  }
}
