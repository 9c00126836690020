import Foundation
import Sundog
import SundogNumerics
import Testing

/// Small sets of pictures on disk.
enum SmallPictures {
  /// Pictures of two classes: bright upper halves and bright lower halves, with noise.
  static func write(count: Int, to path: String, seed: UInt64 = 1, side: Int = 12) throws {
    let writer = try MediaWriter(path: path)
    let examples = (0..<count).map { index in
      var random = SeededRandom(seed: seed, index: UInt64(index))
      let isUpper = index % 2 == 0
      let pixels = (0..<side * side).map { place in
        let isBright = (place / side < side / 2) == isUpper
        return UInt8(min(255, max(0, (isBright ? 170 : 80) + 40 * random.normal())))
      }
      return MediaExample(
        key: String(format: "%05d", index),
        media: .image(Image(height: side, width: side, channels: 1, pixels: pixels)),
        label: isUpper ? "upper" : "lower")
    }
    try writer.write(examples)
    _ = try writer.finish()
  }
}

@Suite("The train command")
struct TrainCommandTests {
  private struct Result: Decodable {
    struct Scores: Decodable { let accuracy: Double }
    struct Statement: Decodable {
      struct Guarantee: Decodable { let epsilon: Double }
      let guarantee: Guarantee
      let isPrivate: Bool
    }
    let notice: String
    let train: Scores?
    let test: Scores?
    let statement: Statement?
  }

  private static func folder() throws -> CommandRunner {
    let runner = try CommandRunner()
    try SmallPictures.write(count: 300, to: runner.folder.path + "/pictures")
    try SmallPictures.write(count: 80, to: runner.folder.path + "/held", seed: 2)
    return runner
  }

  private static func result(_ outcome: CommandRunner.Outcome) throws -> Result {
    try JSONDecoder().decode(Result.self, from: Data(outcome.output.utf8))
  }

  private static let arguments = [
    "train", "--data", "pictures", "--test", "held", "--model", "lenet", "--seed", "3", "--json",
  ]

  @Test("learns from a folder, leaves a checkpoint, a history and a curve, and tells the test accuracy")
  func trains() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    let outcome = try runner.run(Self.arguments + ["--epochs", "4", "-o", "run"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.isEmpty)
    let result = try Self.result(outcome)
    #expect(try #require(result.test).accuracy > 0.95)
    #expect(result.notice.contains("Not private"))
    for name in ["checkpoint.sundog", "history.csv", "learning-curve.svg", "result.json"] {
      #expect(runner.exists("run/" + name))
    }
    #expect(try runner.read("run/history.csv").split(separator: "\n").count == 5)
    // What is there is not written over by mistake.
    let again = try runner.run(Self.arguments + ["--epochs", "4", "-o", "run"])
    #expect(again.status == 5 && again.error.contains("--resume"))
  }

  @Test("goes on with an interrupted training to the same bytes")
  func resumes() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    let arguments = Self.arguments + ["--epochs", "60", "--batch-size", "16", "--quiet"]
    let whole = try runner.run(arguments + ["-o", "whole"])
    #expect(whole.status == 0)
    let process = try runner.start(
      arguments + ["-o", "part"], output: FileHandle.nullDevice, error: FileHandle.nullDevice)
    // Ended somewhere behind its first epoch, or at the very end.
    let deadline = Date().addingTimeInterval(60)
    while !runner.exists("part/checkpoint.sundog"), Date() < deadline { usleep(2_000) }
    process.terminate()
    process.waitUntilExit()
    #expect(try runner.names().filter { $0.contains(".part") }.isEmpty)
    let rest = try runner.run(arguments + ["-o", "part", "--resume"])
    #expect(rest.status == 0, "\(rest.error)")
    #expect(try Self.result(rest).test?.accuracy == Self.result(whole).test?.accuracy)
    // The header differs: it holds the command. The rest is the same but for wall times.
    let (one, other) = (try runner.read("whole/history.csv"), try runner.read("part/history.csv"))
    func figures(_ text: String) -> [[Substring]] {
      text.split(separator: "\n").map { Array($0.split(separator: ",", omittingEmptySubsequences: false).dropLast()) }
    }
    #expect(figures(one) == figures(other))
  }

  @Test("trains privately, charges the ledger, and shows no figure of the examples")
  func trainsPrivately() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    let arguments =
      Self.arguments + ["--epochs", "5", "--epsilon", "8", "--delta", "1e-4", "--sampling-rate", "0.25"]
    let refused = try runner.run(arguments + ["-o", "run"])
    #expect(refused.status == 3 && refused.error.contains("--classes"))
    #expect(!runner.exists("ledger.sqlite"))
    let outcome = try runner.run(arguments + ["--classes", "upper,lower", "-o", "run"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let result = try Self.result(outcome)
    #expect(result.train == nil && result.test != nil)
    #expect(result.statement?.isPrivate == true && result.statement?.guarantee.epsilon == 8)
    let ledger = try runner.run(["ledger", "show", "ledger.sqlite"])
    #expect(ledger.status == 0 && ledger.output.contains("8"))
    // The total of the first training is spent.
    let second = try runner.run(arguments + ["--classes", "upper,lower", "-o", "run-2"])
    #expect(second.status == 3)
  }

  @Test("reads a pipe, and says where one ends in the middle of a record")
  func pipes() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    try SmallPictures.write(count: 300, to: runner.folder.path + "/pictures.tar")
    let whole = try Data(contentsOf: runner.folder.appendingPathComponent("pictures.tar"))
    let arguments = ["train", "--data", "-", "--test", "held", "--model", "mlp", "--epochs", "2", "--json"]
    func run(_ bytes: Data, _ output: String) throws -> CommandRunner.Outcome {
      let input = runner.folder.appendingPathComponent("input")
      try bytes.write(to: input)
      let (standardOutput, standardError) = (
        runner.folder.appendingPathComponent("out"), runner.folder.appendingPathComponent("err")
      )
      try Data().write(to: standardOutput)
      try Data().write(to: standardError)
      let process = Process()
      process.executableURL = CommandRunner.binary
      process.arguments = arguments + ["-o", output]
      process.currentDirectoryURL = runner.folder
      process.standardInput = try FileHandle(forReadingFrom: input)
      process.standardOutput = try FileHandle(forWritingTo: standardOutput)
      process.standardError = try FileHandle(forWritingTo: standardError)
      try process.run()
      process.waitUntilExit()
      return CommandRunner.Outcome(
        status: process.terminationStatus, output: try runner.read("out"), error: try runner.read("err"))
    }
    #expect(try run(whole, "run").status == 0)
    let cut = try run(whole.prefix(whole.count / 2 + 100), "cut")
    #expect(cut.status == 2 && !cut.error.isEmpty)
    #expect(!runner.exists("cut/checkpoint.sundog"))
  }

  @Test("refuses what cannot be trained, and says how to mend it")
  func badInput() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    func expect(_ status: Int32, _ words: String, _ arguments: [String]) throws {
      let outcome = try runner.run(["train", "-o", "run"] + arguments)
      #expect(outcome.status == status, "\(outcome.error)")
      #expect(outcome.error.contains(words), "\(outcome.error)")
      #expect(!runner.exists("run/checkpoint.sundog"))
    }
    let base = ["--data", "pictures", "--model", "lenet"]
    try expect(64, "lenet", ["--data", "pictures", "--model", "lenett"])
    try expect(64, "epochs", base + ["--epochs", "0"])
    try expect(64, "--delta", base + ["--epsilon", "1"])
    try expect(64, "--epsilon", base + ["--views", "2"])
    try expect(64, "--epsilon", base + ["--resume", "--epsilon", "1", "--delta", "1e-5"])
    try expect(5, "resume", base + ["--resume"])
    try expect(5, "nothing", ["--data", "nothing", "--model", "lenet"])
    try expect(2, "middle", base + ["--classes", "upper,lower,middle"])
    try expect(2, "lower", base + ["--classes", "upper,left"])
    try expect(
      3, "epsilon", base + ["--classes", "upper,lower", "--epsilon", "1e-9", "--delta", "0", "--epochs", "1"])
    try runner.write("[{ \"op\": \"rotat\" }]", to: "pipeline.json")
    try expect(2, "rotate", base + ["--augment", "pipeline.json"])
    try SmallPictures.write(count: 10, to: runner.folder.path + "/larger", side: 20)
    try expect(2, "20", base + ["--test", "larger"])
  }

  @Test("plans a private training without any data, and says where it is useless")
  func plans() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    let arguments = ["train", "--data", "nothing", "--model", "lenet", "--delta", "1e-5", "-o", "run"]
    let usual = try runner.run(arguments + ["--epsilon", "3", "--plan", "60000"])
    #expect(usual.status == 0 && !usual.output.contains("useless"))
    let tight = try runner.run(arguments + ["--epsilon", "0.05", "--plan", "2000"])
    #expect(tight.status == 0 && tight.output.contains("useless"))
    #expect(!runner.exists("run"))
  }

  @Test("is measured by evaluate: trained on synthetic pictures, tested on real ones")
  func evaluates() throws {
    let runner = try Self.folder()
    defer { runner.remove() }
    try SmallPictures.write(count: 300, to: runner.folder.path + "/synthetic.tar", seed: 5)
    let outcome = try runner.run([
      "evaluate", "--real-train", "pictures", "--real-test", "held", "--synthetic", "synthetic.tar", "--epochs", "3",
      "-o", "report", "--json",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    struct Report: Decodable {
      struct Metric: Decodable {
        struct Measurement: Decodable { let value: Double }
        let name: String
        let measurement: Measurement?
        let baseline: Measurement?
      }
      let metrics: [Metric]
      let notice: String
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    let accuracy = try #require(report.metrics.first { $0.name == "utility.accuracy.lenet" })
    #expect(try #require(accuracy.measurement).value > 0.9 && #require(accuracy.baseline).value > 0.9)
    #expect(report.metrics.first { $0.name == "privacy.exact-copies" }?.measurement?.value == 0)
    #expect(report.notice.contains("not private"))
    #expect(try runner.read("report/report.html").contains("Network lenet"))
    let copies = try runner.run([
      "evaluate", "--real-train", "pictures", "--real-test", "held", "--synthetic", "pictures", "--epochs", "1",
      "-o", "copies", "--json",
    ])
    let copied = try JSONDecoder().decode(Report.self, from: Data(copies.output.utf8))
    #expect(copied.metrics.first { $0.name == "privacy.exact-copies" }?.measurement?.value == 1)
    #expect(try runner.read("copies/report.html").contains("ARE THE SAME"))
  }
}
