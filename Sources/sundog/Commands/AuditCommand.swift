import ArgumentParser
import Foundation
import SundogPrivacy

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Attack what claims to be private.",
    subcommands: [AuditMechanismsCommand.self, AuditTrainingCommand.self])
}

struct AuditMechanismsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mechanisms",
    abstract: "Attack Sundog's own mechanisms and compare what leaks with what is claimed.",
    discussion: """
      Example:
        sundog audit mechanisms --runs 200000

      Each target runs many times on neighbouring data sets; a proven lower bound on its epsilon above its claim is a
      bug. Tight targets must also come close to their claim, which shows that the attack can see: 0.7 of it from 100,000
      runs on, 0.4 of it with fewer. Needs no data.
      Exits with 1 where a claim is refuted or the attack is blind.
      """)

  @Option(help: "Runs on each side of each pair of neighbours; at least 100. More make the bounds closer.")
  var runs = 20_000

  @Option(help: "The probability with which a mechanism that keeps its claim is accused, over the whole table.")
  var significance = 1e-6

  @OptionGroup var options: RunOptions

  func run() throws {
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    let targets = try MechanismAudit.standardTargets()
    var rows: [MechanismAudit.Row] = []
    for (index, target) in targets.enumerated() {
      bar.update(Double(index) / Double(targets.count), target.name)
      rows += try MechanismAudit.run(
        [target], runs: runs, significance: significance / Double(targets.count),
        tightShare: runs >= 100_000 ? 0.7 : 0.4
      ).rows
    }
    bar.finish()
    let report = MechanismAudit.Report(rows: rows, significance: significance)
    if options.json { try Console.writeJSON(report) } else { Console.writeLine(Self.text(of: report)) }
    if !report.passes { throw ExitCode(ExitStatus.gateFailed.rawValue) }
  }

  private static func text(of report: MechanismAudit.Report) -> String {
    var table = TextTable(
      header: ["target", "claim", "delta", "lower bound", "tight", "pairs", "runs", "verdict"],
      rightAligned: [1, 2, 3, 5, 6])
    for row in report.rows {
      table.add([
        row.target, String(format: "%.3f", row.claim.epsilon), String(format: "%g", row.claim.delta),
        String(format: "%.3f", row.lowerBound), row.isTight ? "yes" : "no", "\(row.pairs)", "\(row.runs)",
        row.verdict.rawValue,
      ])
    }
    return table.text
  }
}
