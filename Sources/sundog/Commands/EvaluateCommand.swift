import ArgumentParser
import Foundation
import Sundog
import SundogEvaluation
import SundogPrivacy

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how useful and faithful synthetic data is, against the real one.",
    discussion: """
      Examples:
        sundog evaluate --schema people.json --real-train people.csv --real-test held-out.csv \\
          --synthetic synthetic.csv -o report
        sundog evaluate --real-train pictures --real-test held-out --synthetic synthetic.tar --model-networks lenet -o report

      Writes report.html and report.json into the folder. They are computed on real data and are NOT private: keep them
      where the real data may be. The synthetic table may come from anywhere; where a manifest of Sundog lies beside it,
      the report shows its privacy statement.
      """)

  @Option(help: "The schema of a table: a Data Package descriptor, JSON or YAML. Pictures and sounds need none.")
  var schema: String?
  @Option(help: "The table, where the schema has several.")
  var resource: String?
  @Option(
    help: "The real data that the synthetic was made from: a CSV file, or a folder or .tar of pictures or sounds.")
  var realTrain: String
  @Option(
    help: "Real data that the generator never saw, likewise. Default: the test part of --real-train, if it has one.")
  var realTest: String?
  @Option(help: "The synthetic data, likewise; - for standard input.")
  var synthetic: String
  @OptionGroup var networks: NetworkOptions
  @Option(help: "The model that the synthetic rows came from, for its privacy statement. Default: the manifest's.")
  var model: String?
  @Option(help: "The seed of models and resamples.")
  var seed: UInt64 = 0
  @Option(help: "Resamples behind every confidence interval; at least 200.")
  var resamples = 400
  @Option(name: [.short, .long], help: "The folder to write the report into.")
  var output: String
  @OptionGroup var options: RunOptions

  func validate() throws {
    if resamples < 200 { throw ValidationError("--resamples is \(resamples); expected at least 200.") }
  }

  func run() throws {
    if NetworkOptions.isMedia(realTrain) { return try evaluateMedia() }
    guard let realTest else { throw ValidationError("--real-test is missing: real rows that the generator never saw.") }
    guard let path = self.schema else { throw ValidationError("--schema is missing: tables need one.") }
    let schema = try Schema(contentsOfFile: path)
    let resource = try schema.resource(named: self.resource, file: path)
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    try ReportFolder.prepare(output)
    bar.update(0, "reading")
    let origin = try Origin(synthetic: synthetic, model: model)
    let task = EvaluationTask(
      schema: schema, resource: resource,
      realTrain: try EvaluationTable(realFile: realTrain, resource: resource),
      realTest: try EvaluationTable(realFile: realTest, resource: resource),
      synthetic: try EvaluationTable(file: synthetic, resource: resource),
      statement: origin.statement,
      lineage: ReportLineage(
        command: CommandLine.spelling, version: Version.current, parents: origin.parents),
      options: EvaluationOptions(
        seed: seed, threads: options.threadCount, resamples: resamples, created: Date().formatted(.iso8601),
        progress: { bar.update($0, $1) }))
    try write(try Evaluator.evaluate(task), bar)
  }

  private func evaluateMedia() throws {
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    try ReportFolder.prepare(output)
    bar.update(0, "reading")
    let origin = try Origin(synthetic: synthetic, model: model)
    let task = try networks.task(
      realTrain: realTrain, realTest: realTest, synthetic: synthetic, statement: origin.statement,
      lineage: ReportLineage(command: CommandLine.spelling, version: Version.current, parents: origin.parents),
      options: EvaluationOptions(
        seed: seed, threads: options.threadCount, resamples: resamples, created: Date().formatted(.iso8601),
        progress: { bar.update($0, $1) }))
    try write(try MediaEvaluator.evaluate(task), bar)
  }

  private func write(_ report: UtilityReport, _ bar: ProgressBar) throws {
    let page = output + "/report.html"
    try AtomicFile.write([UInt8](try report.encodedJSON()), to: output + "/report.json")
    try AtomicFile.write(Array(HTMLReport.render(report).utf8), to: page)
    bar.finish()
    if options.json {
      Console.write(String(decoding: try report.encodedJSON(), as: UTF8.self))
    } else if !options.quiet {
      for headline in report.headlines {
        Console.writeLine("\(headline.family.rawValue): \(headline.figure). \(headline.sentence)")
      }
      for warning in report.warnings { Console.writeLine("warning: \(warning)") }
      Console.writeLine("\(page) (computed on real data, not private)")
    }
  }
}

/// What made the synthetic rows, where that is known.
private struct Origin {
  var statement: PrivacyStatement?
  var parents: [ReportLineage.Parent] = []

  init(synthetic: String, model: String?) throws {
    let path = Manifest.path(for: synthetic)
    if synthetic != "-", FileManager.default.fileExists(atPath: path) {
      let manifest = try Manifest(contentsOfFile: path)
      statement = manifest.statement
      parents += manifest.lineage.parents.map { ReportLineage.Parent(name: "model", sha256: $0) }
    }
    if let model {
      let file = try ModelFile(contentsOfFile: model)
      statement = file.statement
      parents = [ReportLineage.Parent(name: "model", sha256: file.sha256)]
    }
    if let statement { parents.append(ReportLineage.Parent(name: "ledger entry", sha256: statement.ledgerEntry)) }
  }
}

extension EvaluationTable {
  /// A table of anyone's making: values that the schema does not allow are counted, not refused.
  /// - Throws: `FileError`, `DataErrors`.
  fileprivate init(file: String, resource: Resource) throws {
    self.init(reading: try TableReading(path: file, resource: resource.readingLeniently), file: file)
  }

  /// Real rows, which must follow the schema; read the way the synthetic ones are, so that the domains agree.
  /// - Throws: `FileError`, `DataErrors`.
  fileprivate init(realFile file: String, resource: Resource) throws {
    try CSVReader(path: file, resource: resource).readChunks { _ in }
    try self.init(file: file, resource: resource)
  }
}

/// A folder for a report: made if there is none.
enum ReportFolder {
  static func prepare(_ path: String) throws {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else { throw Failure.Input("\(path): is a file; expected a folder for the report.") }
      return
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure.Input("\(path): the folder cannot be made. Check the path and its permissions.")
    }
  }
}
