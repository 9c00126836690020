import ArgumentParser
import Foundation
import Sundog

/// The root of the command line: it parses, calls, prints and exits, and knows nothing else.
@main
struct SundogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sundog",
    abstract: "Differentially private synthetic data, and how useful it is.",
    discussion: """
      The main job, on a table:
        sundog schema check people.json --data people.csv
        sundog plan --schema people.json --epsilon 1 --delta 1e-7
        sundog fit --schema people.json --data people.csv --epsilon 1 --delta 1e-7 --ledger ledger.sqlite -o people.sundog
        sundog sample people.sundog --rows 50000 --seed 1 -o synthetic.csv
        sundog evaluate --schema people.json --real-train people.csv --real-test held-out.csv --synthetic synthetic.csv -o report

      Exit codes: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: ", ")).
      """,
    version: Version.current,
    subcommands: [
      SchemaCommand.self, PlanCommand.self, FitCommand.self, SampleCommand.self, EvaluateCommand.self,
      AugmentCommand.self, TrainCommand.self, LedgerCommand.self, AuditCommand.self, LabelCommand.self,
      ShowCommand.self,
    ])

  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch FileError.brokenPipe {
      // Whoever read our output has read enough.
      Foundation.exit(ExitStatus.ok.rawValue)
    } catch {
      guard let failure = Failure(error) else { Self.exit(withError: error) }
      Console.writeError("sundog: \(failure.message)\n")
      Foundation.exit(failure.status.rawValue)
    }
  }
}
