import ArgumentParser
import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Show, verify and open privacy budgets.",
    subcommands: [LedgerShowCommand.self, LedgerVerifyCommand.self, LedgerOpenCommand.self])
}

struct LedgerShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "What has been spent on each data set, and what remains.",
    discussion: """
      Example:
        sundog ledger show ledger.sqlite --entries
      """)

  @Argument(help: "The ledger's file.")
  var ledger: String
  @Flag(help: "Also list every entry.")
  var entries = false
  @OptionGroup var options: RunOptions

  private struct Shown: Encodable {
    var summary: LedgerSummary
    var entries: [HashedLedgerEntry]?
  }

  func run() throws {
    let book = try BudgetLedger(readingAt: ledger)
    let shown = Shown(summary: try book.summary(), entries: entries ? try book.entries() : nil)
    if options.json { return try Console.writeJSON(shown) }
    var table = TextTable(
      header: ["data", "protects", "neighbours", "budget", "delta", "spent", "remaining", "fits"],
      rightAligned: [3, 4, 5, 6, 7])
    for account in shown.summary.accounts {
      table.add([
        account.dataset.name, account.unit.phrase, account.neighbors.rawValue, Self.figure(account.budget.epsilon),
        String(format: "%g", account.budget.delta), Self.figure(account.spentEpsilon),
        Self.figure(account.remainingEpsilon), "\(account.reservations)",
      ])
    }
    Console.writeLine(table.text)
    for entry in shown.entries ?? [] {
      Console.writeLine(
        "\(entry.entry.sequence)  \(entry.entry.time)  \(entry.entry.kind.rawValue)  \(entry.entry.dataset.name)  "
          + "\(entry.entry.purpose ?? "")  \(entry.hash.prefix(16))")
    }
  }

  private static func figure(_ epsilon: Double?) -> String {
    epsilon.map { String(format: "%.4f", $0) } ?? "unbounded"
  }
}

struct LedgerVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that no entry was changed, removed or put in between.",
    discussion: """
      Example:
        sundog ledger verify ledger.sqlite

      Exits with 1 where the chain of hashes is broken.
      """)

  @Argument(help: "The ledger's file.")
  var ledger: String
  @OptionGroup var options: RunOptions

  func run() throws {
    let verification = try BudgetLedger(readingAt: ledger).verify()
    if options.json {
      try Console.writeJSON(verification)
    } else if verification.isIntact {
      Console.writeLine("\(ledger): intact, \(verification.entries) entries, head \(verification.head)")
    } else {
      for problem in verification.problems { Console.writeLine("\(ledger): \(problem)") }
    }
    if !verification.isIntact { throw ExitCode(ExitStatus.gateFailed.rawValue) }
  }
}

struct LedgerOpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Set the total that all fits on a data set may spend together.",
    discussion: """
      Example:
        sundog ledger open ledger.sqlite --schema people.json --data people.csv --epsilon 3 --delta 1e-7

      Setting it again replaces the total. That is a decision of whoever answers for the data: what has been spent
      stays spent, and the people in the data are protected by the new total only.
      """)

  @Argument(help: "The ledger's file; made if there is none.")
  var ledger: String
  @OptionGroup var schema: SchemaOptions
  @Option(help: "The private data: a CSV file, or a folder or .tar of pictures or sounds; - for standard input.")
  var data: String
  @OptionGroup var reading: MediaFitOptions
  @OptionGroup var spending: BudgetOptions
  @Flag(help: "The data are new data about other people, under the same name.")
  var newData = false

  func run() throws {
    let (schema, resource) = try schema.load()
    if !MediaResource.describes(resource) { try reading.requireTable() }
    let budget = try spending.budget(default: schema.privacy?.budget)
    let dataset =
      MediaResource.describes(resource)
      ? try PrivateMedia(
        path: data, schema: schema, media: MediaResource(resource), options: reading,
        threads: Parallel.defaultThreadCount
      ).identity
      : DatasetIdentity(path: data, schema: schema, resource: resource, sha256: try FileDigest.sha256(of: data))
    var book = try BudgetLedger(path: ledger)
    let entry = try book.open(
      dataset, unit: schema.privacy?.unit ?? .row, neighbors: schema.privacy?.neighbors ?? .addRemove, budget: budget,
      isNewData: newData, purpose: "opened on the command line")
    Console.writeLine(
      "\(ledger): \(dataset.name) may spend epsilon \(budget.epsilon) at delta \(budget.delta) in all; entry "
        + "\(entry.hash.prefix(16))")
  }
}
