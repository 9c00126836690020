import Foundation
import Testing

@Suite("The main job, on a small table")
struct MainJobTests {
  /// A folder with schema and data.
  private func prepared(rows: Int = 3000) throws -> CommandRunner {
    let runner = try CommandRunner()
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: rows), to: "people.csv")
    try runner.write(SmallTable.csv(rows: 1000, seed: 2), to: "held-out.csv")
    return runner
  }

  private func fit(_ runner: CommandRunner, mechanism: String, ledger: String, model: String) throws
    -> CommandRunner.Outcome
  {
    try runner.run([
      "fit", "--schema", "small.json", "--data", "people.csv", "--epsilon", "2", "--delta", "1e-6", "--mechanism",
      mechanism, "--ledger", ledger, "-o", model,
    ])
  }

  @Test("Where no mechanism is named, the plan says which one was chosen, and why")
  func automaticMechanism() throws {
    let runner = try prepared(rows: 10)
    defer { runner.remove() }
    let budget = ["--schema", "small.json", "--epsilon", "2", "--delta", "1e-6"]
    let plan = try json(try runner.run(["plan"] + budget + ["--json"]).output)
    #expect(plan["mechanism"] as? String == "adaptive-marginals")
    #expect((plan["reason"] as? String)?.isEmpty == false)
    #expect(try runner.run(["plan"] + budget).output.contains("chosen because"))
    let named = try json(try runner.run(["plan"] + budget + ["--json", "--mechanism", "independent"]).output)
    #expect(named["reason"] == nil)
    let unknown = try runner.run(["plan"] + budget + ["--mechanism", "no-such"])
    #expect(unknown.status != 0 && unknown.error.contains("auto"))
  }

  @Test(
    "Schema check, plan, fit, sample, evaluate and show all end well",
    arguments: ["independent", "marginal-tree", "adaptive-marginals"])
  func wholeWay(mechanism: String) throws {
    let runner = try prepared()
    defer { runner.remove() }
    let check = try runner.run(["schema", "check", "small.json", "--data", "people.csv"])
    #expect(check.status == 0, "\(check.error)")
    #expect(check.output.contains("3000 rows"))

    let plan = try runner.run([
      "plan", "--schema", "small.json", "--epsilon", "2", "--delta", "1e-6", "--mechanism", mechanism, "--json",
    ])
    #expect(plan.status == 0, "\(plan.error)")
    let steps = try #require(try json(plan.output)["steps"] as? [[String: Any]])
    // Exactly 1 in the plan itself, which the conformance suite checks; the test's JSON reader rounds anew.
    #expect(abs(steps.compactMap { $0["share"] as? Double }.reduce(0, +) - 1) < 1e-12)

    let fitted = try fit(runner, mechanism: mechanism, ledger: "ledger.sqlite", model: "small.sundog")
    #expect(fitted.status == 0, "\(fitted.error)")

    let sampled = try runner.run(["sample", "small.sundog", "--rows", "2000", "--seed", "7", "-o", "synthetic.csv"])
    #expect(sampled.status == 0, "\(sampled.error)")
    let valid = try runner.run(["schema", "check", "small.json", "--data", "synthetic.csv"])
    #expect(valid.status == 0, "\(valid.error)")

    let evaluated = try runner.run([
      "evaluate", "--schema", "small.json", "--real-train", "people.csv", "--real-test", "held-out.csv",
      "--synthetic", "synthetic.csv", "-o", "report",
    ])
    #expect(evaluated.status == 0, "\(evaluated.error)")
    #expect(try runner.read("report/report.html").contains("not private"))
    let report = try json(try runner.read("report/report.json"))
    let statement = try #require(report["statement"] as? [String: Any], "the manifest's statement is found")
    #expect(statement["mechanism"] as? String == mechanism)

    for file in ["small.sundog", "synthetic.csv", "synthetic.csv.manifest.json", "report/report.json"] {
      let shown = try runner.run(["show", file])
      #expect(shown.status == 0, "\(shown.error)")
      #expect(shown.output.contains("epsilon 2.0"), "\(file): \(shown.output)")
    }
    let ledger = try runner.run(["ledger", "show", "ledger.sqlite"])
    #expect(ledger.status == 0 && ledger.output.contains("people.csv"), "\(ledger.error)")
    #expect(try runner.run(["ledger", "verify", "ledger.sqlite"]).status == 0)
  }

  @Test("Shards, starts and threads give the bytes of the whole")
  func sharding() throws {
    let runner = try prepared(rows: 500)
    defer { runner.remove() }
    #expect(try fit(runner, mechanism: "marginal-tree", ledger: "l", model: "m").status == 0)
    func rows(_ arguments: [String]) throws -> String {
      let outcome = try runner.run(["sample", "m", "--seed", "9", "--no-header", "-o", "-"] + arguments)
      #expect(outcome.status == 0, "\(outcome.error)")
      return outcome.output
    }
    let whole = try rows(["--rows", "20001", "--threads", "1"])
    #expect(whole.split(separator: "\n").count == 20001)
    #expect(try rows(["--rows", "20001", "--threads", "4"]) == whole)
    let parts = try (0..<3).map { try rows(["--rows", "20001", "--shard", "\($0)/3"]) }
    #expect(parts.joined() == whole)
    #expect(try rows(["--rows", "5000"]) + rows(["--rows", "15001", "--start", "5000"]) == whole)
    #expect(try rows(["--rows", "20001", "--seed", "10"]) != whole)
  }

  @Test("Two fits draw other noise: it is never seeded")
  func freshNoise() throws {
    let runner = try prepared(rows: 500)
    defer { runner.remove() }
    #expect(try fit(runner, mechanism: "independent", ledger: "l1", model: "m1").status == 0)
    #expect(try fit(runner, mechanism: "independent", ledger: "l2", model: "m2").status == 0)
    let rows = try ["m1", "m2"].map { try runner.run(["sample", $0, "--rows", "500", "--seed", "1"]).output }
    #expect(rows[0] != rows[1])
  }

  @Test("Cells outside the schema are counted in synthetic rows and refused in real ones")
  func violations() throws {
    let runner = try prepared(rows: 400)
    defer { runner.remove() }
    try runner.write(SmallTable.csv(rows: 400, seed: 3).replacing("red", with: "mauve"), to: "synthetic.csv")
    func evaluate(_ train: String) throws -> CommandRunner.Outcome {
      try runner.run([
        "evaluate", "--schema", "small.json", "--real-train", train, "--real-test", "held-out.csv", "--synthetic",
        "synthetic.csv", "-o", "report",
      ])
    }
    let counted = try evaluate("people.csv")
    #expect(counted.status == 0, "\(counted.error)")
    #expect(
      counted.output.contains("validity") && !counted.output.contains("validity: 0 violations"), "\(counted.output)")
    #expect(try evaluate("synthetic.csv").status == 2)
  }

  @Test("A table is read from standard input")
  func standardInput() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let csv = SmallTable.csv(rows: 50)
    #expect(try runner.run(["schema", "check", "small.json", "--data", "-"], input: csv).status == 0)
    let fitted = try runner.run(
      [
        "fit", "--schema", "small.json", "--data", "-", "--epsilon", "1", "--delta", "1e-6", "--ledger", "l", "-o", "m",
      ], input: csv)
    #expect(fitted.status == 0, "\(fitted.error)")
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
