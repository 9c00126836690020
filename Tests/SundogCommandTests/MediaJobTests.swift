import Foundation
import Sundog
import SundogTestSupport
import Testing

@Suite("The main job, on small pictures")
struct MediaJobTests {
  /// A folder with a schema and pictures.
  private func prepared(
    height: Int = 8, count: Int = 300, change: ([MediaExample]) -> [MediaExample] = { $0 }
  ) throws -> CommandRunner {
    let runner = try CommandRunner()
    let fixture = try MediaFixture.pictures(height: height, width: 8, count: count)
    try runner.write(try MediaFixture.pictures(height: 8, width: 8, count: 300).schema.json(), to: "files.json")
    guard case .images(let set) = fixture.data else { return runner }
    let examples = (0..<set.count).map { position in
      MediaExample(
        key: "\(position)", media: .image(set[position]), label: set.classes[Int(set.labels[position])])
    }
    let writer = try MediaWriter(path: runner.folder.appendingPathComponent("pictures").path)
    try writer.write(change(examples))
    _ = try writer.finish()
    return runner
  }

  private func fit(
    _ runner: CommandRunner, epsilon: String = "2", data: String = "pictures", _ more: [String] = []
  ) throws -> CommandRunner.Outcome {
    try runner.run(
      [
        "fit", "--schema", "files.json", "--data", data, "--epsilon", epsilon, "--delta", "1e-6", "--mechanism",
        "class-means", "--ledger", "ledger", "-o", "files.sundog",
      ] + more)
  }

  @Test("Schema check, plan, fit, sample into a folder, an archive and a pipe, show and label all end well")
  func wholeWay() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let check = try runner.run(["schema", "check", "files.json", "--data", "pictures"])
    #expect(check.status == 0 && check.output.contains("300 rows"), "\(check.error)")
    let plan = try runner.run(["plan", "--schema", "files.json", "--epsilon", "2", "--delta", "1e-6", "--time", "1"])
    #expect(plan.status == 0 && plan.output.contains("epsilon"), "\(plan.error)")
    let fitted = try fit(runner)
    #expect(fitted.status == 0, "\(fitted.error)")
    #expect(runner.exists("files.sundog.label.html"))

    for place in ["synthetic", "synthetic.tar"] {
      let sampled = try runner.run(["sample", "files.sundog", "--rows", "40", "--seed", "7", "-o", place])
      #expect(sampled.status == 0, "\(sampled.error)")
      let shown = try runner.run(["show", place])
      #expect(shown.status == 0 && shown.output.contains("epsilon 2.0"), "\(shown.error)")
      #expect(!shown.output.contains("CHANGED"))
      let again = try runner.run(["schema", "check", "files.json", "--data", place])
      #expect(again.status == 0 && again.output.contains("40 rows"), "\(again.error)")
    }
    #expect(try runner.read("synthetic/metadata.csv").hasPrefix("file_name,label\n00000000.png,"))
    try runner.write("tampered", to: "synthetic/00000003.png")
    #expect(try runner.run(["show", "synthetic"]).output.contains("CHANGED"))

    let label = try runner.run(["label", "files.sundog", "--json"])
    #expect(label.status == 0 && label.output.contains("\"epsilon\" : 2"), "\(label.error)")
    #expect(try runner.run(["ledger", "verify", "ledger"]).status == 0)
    // A second fit is beyond the total, also from a copy in another layout.
    #expect(try fit(runner).status == 3)
  }

  @Test("Shards, starts and threads give the examples of the whole")
  func sharding() throws {
    let runner = try prepared()
    defer { runner.remove() }
    #expect(try fit(runner).status == 0)
    func sample(_ place: String, _ arguments: [String]) throws {
      let outcome = try runner.run(["sample", "files.sundog", "--seed", "9", "-o", place] + arguments)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    try sample("whole", ["--rows", "31", "--threads", "1"])
    try sample("many", ["--rows", "31", "--threads", "3"])
    try sample("part", ["--rows", "31", "--shard", "1/3"])
    try sample("rest", ["--rows", "11", "--start", "20"])
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: runner.folder.appendingPathComponent(name))
    }
    #expect(try bytes("whole/metadata.csv") == bytes("many/metadata.csv"))
    for row in [10, 15, 19] {
      #expect(try bytes("whole/000000\(row).png") == bytes("part/000000\(row).png"))
    }
    #expect(!runner.exists("part/00000009.png") && !runner.exists("part/00000020.png"))
    #expect(try bytes("whole/00000025.png") == bytes("rest/00000025.png"))
  }

  @Test("Pictures of another or of mixed size are refused, and brought to the schema's on request")
  func sizes() throws {
    let runner = try prepared(height: 9)
    defer { runner.remove() }
    let other = try fit(runner)
    #expect(other.status == 2 && other.error.contains("9 × 8") && other.error.contains("8 × 8"), "\(other.error)")
    #expect(!runner.exists("files.sundog") && !runner.exists("ledger"))
    #expect(try fit(runner, ["--mixed", "resample"]).status == 0)

    let mixed = try prepared { examples in
      examples.enumerated().map { index, example in
        var example = example
        if index == 7 { example.media = .image(Image(height: 9, width: 9, channels: 1)) }
        return example
      }
    }
    defer { mixed.remove() }
    let refused = try fit(mixed)
    #expect(refused.status == 2 && refused.error.contains("7.png"), "\(refused.error)")
  }

  @Test("Missing and unknown labels are refused; a class without an example is not")
  func labels() throws {
    let missing = try prepared { $0.map { MediaExample(key: $0.key, media: $0.media) } }
    defer { missing.remove() }
    let unlabelled = try fit(missing)
    #expect(unlabelled.status == 2 && unlabelled.error.contains("label"), "\(unlabelled.error)")
    let unknown = try prepared { examples in
      examples.map { MediaExample(key: $0.key, media: $0.media, label: $0.key == "5" ? "z" : $0.label) }
    }
    defer { unknown.remove() }
    #expect(try fit(unknown).status == 2)
    let lonely = try prepared { $0.filter { $0.label == "a" } }
    defer { lonely.remove() }
    #expect(try fit(lonely).status == 0)
  }

  @Test("A hopeless budget is called useless by the plan and the label, and still gives files")
  func hopeless() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let plan = try runner.run([
      "plan", "--schema", "files.json", "--epsilon", "0.01", "--delta", "1e-6", "--mechanism", "class-means",
    ])
    #expect(plan.status == 0 && plan.output.contains("useless"), "\(plan.output)")
    #expect(try fit(runner, epsilon: "0.01").status == 0)
    #expect(try runner.read("files.sundog.label.html").contains("useless"))
    #expect(try runner.run(["sample", "files.sundog", "--rows", "5", "-o", "s"]).status == 0)
  }

  @Test("Options of one kind of data are refused with the other")
  func strayOptions() throws {
    let runner = try prepared()
    defer { runner.remove() }
    try runner.write(SmallTable.schema(), to: "small.json")
    try runner.write(SmallTable.csv(rows: 10), to: "people.csv")
    for stray in [["--time", "1"], ["--mixed", "resample"], ["--on-damage", "skip"]] {
      let outcome = try runner.run(
        [
          "fit", "--schema", "small.json", "--data", "people.csv", "--epsilon", "1", "--delta", "1e-6", "--ledger", "l",
          "-o", "m",
        ] + stray)
      #expect(outcome.status == 64, "\(stray): \(outcome.status) \(outcome.error)")
    }
    #expect(try fit(runner).status == 0)
    #expect(try runner.run(["sample", "files.sundog", "--no-header", "-o", "x.tar"]).status == 64)
    #expect(
      try runner.run([
        "ledger", "open", "l2", "--schema", "files.json", "--data", "pictures",
        "--epsilon", "3", "--delta", "1e-6",
      ]).status == 0)
  }
}
