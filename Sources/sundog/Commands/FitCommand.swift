import ArgumentParser
import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy
import TabularGenerators

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Learn a table, pictures or sounds under differential privacy, and charge the ledger.",
    discussion: """
      Examples:
        sundog fit --schema people.json --data people.csv --epsilon 1 --delta 1e-7 --ledger ledger.sqlite -o people.sundog
        sundog fit --schema people.json --data people.csv --epsilon 0.5 --delta 1e-7 --mechanism independent \\
          --ledger ledger.sqlite -o people.sundog
        sundog fit --schema fashion-mnist.json --data pictures --epsilon 10 --delta 1e-5 --time 10 \\
          --ledger ledger.sqlite -o fashion.sundog

      Sets of pictures and sounds may be IDX files, folders with metadata.csv, a folder a class, FSDD's file names or
      .tar archives; of a set that keeps train and test apart only the training part is read.

      The model holds released values only and may be shipped; the ledger stays with the data. The total that all fits
      on the data may spend is the one opened with `sundog ledger open`, else the schema's budget, else the first fit's.
      """)

  @OptionGroup var schema: SchemaOptions
  @Option(help: "The private data: a CSV file, or a folder or .tar of pictures or sounds; - for standard input.")
  var data: String
  @OptionGroup var spending: BudgetOptions
  @OptionGroup var choice: MechanismOptions
  @OptionGroup var reading: MediaFitOptions
  @Option(help: "The ledger to charge; made if there is none. It stays with the data.")
  var ledger: String
  @Option(name: [.short, .long], help: "The model file to write.")
  var output: String
  @Flag(inversion: .prefixedNo, help: "Write the privacy label beside the model.")
  var label = true
  @OptionGroup var options: RunOptions

  func validate() throws {
    if output == "-" { throw ValidationError("a model goes into a file: give its name with -o.") }
  }

  func run() throws {
    let (schema, loaded) = try schema.load()
    let resource = choice.declared(loaded)
    let budget = try spending.budget(default: schema.privacy?.budget)
    if MediaResource.describes(resource) {
      return try MediaFitting(
        schema: schema, resource: resource, schemaPath: self.schema.schema, data: data, budget: budget, choice: choice,
        reading: reading, ledger: ledger, output: output, writesLabel: label, options: options
      ).run()
    }
    try choice.requireTable()
    try reading.requireTable()
    let synthesizer = try choice.synthesizer(for: resource).synthesizer
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }

    // What would make the fit fail after it has spent is found before it spends.
    let planned = try synthesizer.plan(task(schema, resource, budget, dataset: Self.unread(resource), bar))
    guard planned.refusals.isEmpty else { throw TableFitError.refused(planned.refusals) }
    let reserved = try AtomicFile(path: output)

    bar.update(0, "reading \(data)")
    let table = try PrivateTable(path: data, schema: schema, resource: resource)
    table.warnings.forEach(options.note)
    planned.warnings.forEach(options.note)

    var book = try BudgetLedger(path: ledger)
    let dataset = DatasetIdentity(path: data, schema: schema, resource: resource, sha256: table.sha256)
    let model = try synthesizer.fit(
      task(schema, resource, budget, dataset: dataset, bar),
      source: CodedTableSource(table.dataset, threads: options.threadCount), ledger: &book)
    let lineage = Lineage(
      inputs: [
        "schema": try FileDigest.sha256(of: self.schema.schema),
        "data": "committed to by the ledger's entry \(model.statement.ledgerEntry)",
      ], parents: [model.statement.ledgerEntry], command: CommandLine.spelling)
    try ModelFile.write(model, schema: schema, resource: resource.name, lineage: lineage, to: reserved)
    if label {
      try PrivacyLabel(schema: schema, resource: resource, statement: model.statement, lineage: lineage)
        .write(page: PrivacyLabel.page(of: output))
    }
    bar.finish()
    try FitReport(model: output, ledger: ledger, fitted: model).write(options)
  }

  private func task(
    _ schema: Schema, _ resource: Resource, _ budget: PrivacyBudget, dataset: DatasetIdentity, _ bar: ProgressBar
  ) -> TableTask {
    TableTask(
      schema: schema, resource: resource, budget: budget, dataset: dataset, accountant: choice.accountant,
      threads: options.threadCount, cellLimit: choice.cellLimit, progress: { bar.update($0, $1) })
  }

  private static func unread(_ resource: Resource) -> DatasetIdentity {
    DatasetIdentity(name: resource.name, fingerprint: "")
  }
}
