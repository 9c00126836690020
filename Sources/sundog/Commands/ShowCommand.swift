import ArgumentParser
import Foundation
import Sundog
import SundogEvaluation
import SundogPrivacy

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Say what a model, a manifest or a report is, what it promises and what made it.",
    discussion: """
      Examples:
        sundog show people.sundog
        sundog show synthetic.csv.manifest.json
        sundog show report/report.json
        sundog show synthetic.csv          (reads the manifest beside it; likewise a folder or .tar)
      """)

  @Argument(help: "The file.")
  var file: String
  @OptionGroup var options: RunOptions

  private struct Shown: Encodable {
    var file: String
    var artefact: String
    var sha256: String
    var statement: PrivacyStatement?
    var lineage: Lineage?
    var reportLineage: ReportLineage?
  }

  func run() throws {
    let shown = try read()
    if options.json { return try Console.writeJSON(shown) }
    var lines = ["\(shown.file): \(shown.artefact)", "sha256      \(shown.sha256)"]
    if let statement = shown.statement { lines += Self.lines(of: statement) }
    if let lineage = shown.lineage {
      lines += [
        "made by     \(lineage.command)", "version     \(lineage.version)", "created     \(lineage.created)",
      ]
      if let seed = lineage.seed { lines.append("seed        \(seed)") }
      lines += lineage.inputs.sorted { $0.key < $1.key }.map { "input       \($0.key): \($0.value)" }
      lines += lineage.parents.map { "parent      \($0)" }
    }
    if let lineage = shown.reportLineage {
      lines += ["made by     \(lineage.command)", "version     \(lineage.version)"]
      lines += lineage.parents.map { "parent      \($0.name): \($0.sha256)" }
    }
    Console.writeLine(lines.joined(separator: "\n"))
  }

  private func read() throws -> Shown {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
    if exists, isFolder.boolValue { return try readFolder() }
    let digest = try FileDigest.sha256(of: file)
    if let manifest = try? Manifest(contentsOfFile: file) {
      return Shown(
        file: file, artefact: "manifest of \(manifest.file), \(manifest.rows) synthetic rows", sha256: digest,
        statement: manifest.statement, lineage: manifest.lineage)
    }
    if let report = try? UtilityReport(json: Data(contentsOf: URL(fileURLWithPath: file))) {
      return Shown(
        file: file, artefact: "evaluation of \(report.resourceName); computed on real data, not private",
        sha256: digest, statement: report.statement, reportLineage: report.lineage)
    }
    let beside = Manifest.path(for: file)
    if FileManager.default.fileExists(atPath: beside) { return try synthetic(beside, what: "rows", digest: digest) }
    let model = try ModelFile(contentsOfFile: file)
    return Shown(
      file: file, artefact: "model of kind \(model.kind), schema \(model.schema.name), resource \(model.resource)",
      sha256: digest, statement: model.statement, lineage: model.lineage)
  }

  /// A folder of pictures or sounds with its manifest.
  private func readFolder() throws -> Shown {
    let place = file.count > 1 && file.hasSuffix("/") ? String(file.dropLast()) : file
    let beside = Manifest.path(for: place)
    guard FileManager.default.fileExists(atPath: beside) else {
      throw Failure.Input("\(file): is a folder without a manifest beside it; expected one that `sundog sample` wrote.")
    }
    return try synthetic(beside, what: "examples", digest: try FolderDigest.sha256(of: place))
  }

  private func synthetic(_ beside: String, what: String, digest: String) throws -> Shown {
    let manifest = try Manifest(contentsOfFile: beside)
    let same = manifest.sha256 == digest
    return Shown(
      file: file,
      artefact: "\(manifest.rows) synthetic \(what)" + (same ? "" : ", CHANGED since its manifest was written"),
      sha256: digest, statement: manifest.statement, lineage: manifest.lineage)
  }

  private static func lines(of statement: PrivacyStatement) -> [String] {
    [
      "private     \(statement.isPrivate ? "yes" : "NO: its noise was not secret")",
      "guarantee   epsilon \(statement.guarantee.epsilon), delta \(statement.guarantee.delta)",
      "protects    \(statement.unit.phrase), \(statement.neighbors.rawValue) neighbours",
      "mechanism   \(statement.mechanism), accounted by \(statement.accountant)",
      "randomness  \(statement.randomness)",
      "ledger      \(statement.ledgerEntry)",
    ]
  }
}
