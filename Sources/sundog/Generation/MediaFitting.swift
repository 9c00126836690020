import Sundog
import SundogPrivacy

/// A fit of pictures or sounds, as the command line asks for it.
struct MediaFitting {
  let schema: Schema
  let resource: Resource
  let schemaPath: String
  let data: String
  let budget: PrivacyBudget
  let choice: MechanismOptions
  let reading: MediaFitOptions
  let ledger: String
  let output: String
  let writesLabel: Bool
  let options: RunOptions

  func run() throws {
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    var task = try choice.mediaTask(schema, resource, budget, threads: options.threadCount) { bar.update($0, $1) }
    let synthesizer = try choice.mediaSynthesizer(for: task).synthesizer

    // What would make the fit fail after it has spent is found before it spends.
    let planned = try synthesizer.plan(task)
    guard planned.refusals.isEmpty else { throw MediaFitError.refused(planned.refusals) }
    let reserved = try AtomicFile(path: output)

    bar.update(0, "reading \(data)")
    let read = try PrivateMedia(
      path: data, schema: schema, media: task.media, options: reading, threads: options.threadCount)
    task.dataset = read.identity
    planned.warnings.forEach(options.note)

    var book = try BudgetLedger(path: ledger)
    let model = try synthesizer.fit(task, data: read.set, ledger: &book)
    let lineage = Lineage(
      inputs: [
        "schema": try FileDigest.sha256(of: schemaPath),
        "data": "committed to by the ledger's entry \(model.statement.ledgerEntry)",
      ], parents: [model.statement.ledgerEntry], command: CommandLine.spelling)
    try ModelFile.write(model, schema: schema, resource: resource.name, lineage: lineage, to: reserved)
    if writesLabel {
      try PrivacyLabel(
        schema: schema, resource: resource, statement: model.statement, lineage: lineage, cautions: model.cautions
      ).write(page: PrivacyLabel.page(of: output))
    }
    bar.finish()
    try FitReport(model: output, ledger: ledger, fitted: model).write(options)
  }
}

extension MechanismOptions {
  /// What a plan or a fit of pictures or sounds is asked to do, before any data are named.
  func mediaTask(
    _ schema: Schema, _ resource: Resource, _ budget: PrivacyBudget, threads: Int,
    progress: @escaping @Sendable (Double, String) -> Void = { _, _ in }
  ) throws -> MediaTask {
    try MediaTask(
      schema: schema, resource: resource, budget: budget,
      dataset: DatasetIdentity(name: resource.name, fingerprint: ""), accountant: accountant, threads: threads,
      timeLimit: time.map { $0 * 60 }, progress: progress)
  }
}
