import ArgumentParser
import Foundation
import SchemaGenerators
import Sundog
import SundogPrivacy
import TabularGenerators

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw rows, pictures or sounds from a model, or make tables from a schema alone. Costs no privacy.",
    discussion: """
      Examples:
        sundog sample people.sundog --rows 50000 --seed 1 -o synthetic.csv
        sundog sample people.sundog --rows 1000000 --seed 1 --shard 0/4 -o part-0.csv
        sundog sample people.sundog --rows 10 --seed 1 --start 40 -o -
        sundog sample fashion.sundog --rows 60000 --seed 1 -o pictures      (a folder with metadata.csv)
        sundog sample fashion.sundog --rows 60000 --seed 1 -o - > pictures.tar
        sundog sample shop.json --rows 10000 --seed 1 -o shop
        sundog sample shop.json --rows 10000 --seed 1 --format arrow --shard 0/4 -o shop-0
        sundog sample shop.json --rows 10000 --seed 1 --resource orders --format ndjson -o - | head

      Row i depends on the model, the seed and i alone: any sharding and any number of threads give the same rows.
      Shards are numbered from 0; the rows of shards 0/4, 1/4, 2/4 and 3/4 in that order are the rows of the whole.

      A schema (.json, .yaml) whose columns say how they are generated needs no model: --rows counts the rows of its root
      tables, and -o names a folder, which gets a file a table, a manifest and descriptions for other tools.
      """)

  @Argument(help: "The model file that `fit` wrote, or a schema.")
  var model: String

  @Option(help: "How many rows. Default: the model's estimate of the number of private rows.")
  var rows: Int?

  @Option(help: "The seed: the same seed gives the same rows.")
  var seed: UInt64 = 0

  @Option(help: "Draw only part i of n equal parts, written i/n with i from 0.")
  var shard: Shard?

  @Option(help: "The number of the first row.")
  var start = 0

  @Option(help: "What tables of a schema are written as: csv, ndjson, arrow, npz, sqlite or pg (COPY).")
  var format = TableFormat.csv

  @Option(help: "One table of a schema, to be written to one file or to standard output.")
  var resource: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The CSV file to write, or the folder or .tar of pictures or sounds, with a manifest beside it; the folder for "
        + "tables of a schema; - for standard output."))
  var output = "-"

  @Flag(inversion: .prefixedNo, help: "Write the names of the columns first.")
  var header = true

  @OptionGroup var options: RunOptions

  func validate() throws {
    if let rows, rows < 0 { throw ValidationError("--rows is \(rows); expected 0 or more.") }
    if start < 0 { throw ValidationError("--start is \(start); expected 0 or more.") }
    if options.json, output == "-" {
      throw ValidationError("--json with the rows on standard output; give a file with -o.")
    }
  }

  func run() throws {
    let file: ModelFile
    do {
      file = try ModelFile(contentsOfFile: model)
    } catch ModelFileError.notAnArtefact where SchemaSampling.isSchema(model) {
      return try sampleSchema()
    }
    guard format == .csv, resource == nil else {
      throw ValidationError("--format and --resource are for schemas; a model writes one table as csv.")
    }
    if MediaCatalogs.holds(kind: file.kind) {
      guard header else { throw ValidationError("--no-header is for tables; \(model) is of pictures or sounds.") }
      let media = try MediaCatalogs.model(in: file)
      return try MediaSampling(
        file: file, model: media, rows: rowRange(rows ?? media.rowEstimate), seed: seed, shard: shard?.value,
        output: output, options: options
      ).run()
    }
    let table = try TabularCatalog.model(in: file)
    let range = try rowRange(rows ?? table.rowEstimate)
    let bar = ProgressBar(quiet: options.quiet || output == "-" && isatty(STDOUT_FILENO) == 1)
    defer { bar.finish() }
    // As the schema's own files are written, so that what is made reads back with it.
    var dialect = try file.schema.resource(named: file.resource, file: model).dialect
    dialect.hasHeader = dialect.hasHeader && header
    let writer = try CSVWriter(
      path: output, released: table.released, columns: table.columns, seed: seed, dialect: dialect)
    let seed = seed
    try writer.write(
      rows: range, threads: options.threadCount,
      progress: { bar.update(Double($0) / Double(max(1, range.count)), "sampling") },
      make: { table.sample(rows: $0, seed: seed) })
    let summary = try writer.finish()
    bar.finish()
    // Only a file has something beside it; a pipe or a device has not.
    guard Self.isRegularFile(output) else { return }
    let manifest = Manifest(
      file: URL(fileURLWithPath: output).lastPathComponent, sha256: summary.sha256, rows: summary.rows,
      firstRow: range.lowerBound, seed: seed, shard: shard?.value, statement: table.statement,
      lineage: Lineage(
        inputs: ["model": file.sha256], parents: [file.sha256], command: CommandLine.spelling, seed: seed))
    try manifest.write(to: Manifest.path(for: output))
    if options.json {
      try Console.writeJSON(manifest)
    } else if !options.quiet {
      Console.writeLine(
        "\(output): \(summary.rows) rows, \(PlanText.bytes(summary.bytes)); what it is: \(Manifest.path(for: output))")
    }
  }

  private func sampleSchema() throws {
    guard (rows ?? 0) <= Int(Int32.max) * 1024, start <= Int.max / 4 else {
      throw ValidationError("--rows or --start is too large.")
    }
    try SchemaSampling(
      path: model, rows: rows, start: start, seed: seed, shard: shard?.value, format: format, resource: resource,
      output: output, header: header, options: options
    ).run()
  }

  private static func isRegularFile(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type == .typeRegular || type == .typeSymbolicLink
  }

  /// The rows of this shard.
  private func rowRange(_ count: Int) throws -> Range<Int> {
    guard count <= Int(Int32.max) * 1024, start <= Int.max / 4 else {
      throw ValidationError("--rows or --start is too large.")
    }
    guard let shard = shard?.value else { return start..<start + count }
    return start + count * shard.index / shard.count..<start + count * (shard.index + 1) / shard.count
  }
}

/// `i/n` on the command line.
struct Shard: ExpressibleByArgument {
  let value: Manifest.Shard

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count > 0, count <= 1_000_000,
      (0..<count).contains(index)
    else { return nil }
    value = Manifest.Shard(index: index, count: count)
  }
}
