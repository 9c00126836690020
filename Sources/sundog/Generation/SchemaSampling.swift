import ArgumentParser
import Foundation
import SchemaGenerators
import Sundog

extension TableFormat: ExpressibleByArgument {}

/// `sample` where a schema stands in place of a model: tables without any data.
struct SchemaSampling {
  let path: String
  let rows: Int?
  let start: Int
  let seed: UInt64
  let shard: Manifest.Shard?
  let format: TableFormat
  let resource: String?
  let output: String
  let header: Bool
  let options: RunOptions

  /// Whether a file that is no model is meant as a schema.
  static func isSchema(_ path: String) -> Bool {
    [".json", ".yaml", ".yml"].contains { path.lowercased().hasSuffix($0) }
  }

  func run() throws {
    let schema = try Schema(contentsOfFile: path)
    let sampler = try SchemaSampler(
      schema, file: path, rows: rows, start: start, seed: seed, threads: options.threadCount)
    let bar = ProgressBar(quiet: options.quiet || output == "-" && isatty(STDOUT_FILENO) == 1)
    defer { bar.finish() }
    var digest = ""
    if FileManager.default.fileExists(atPath: path) { digest = try FileDigest.sha256(of: path) }
    let lineage = Lineage(
      inputs: digest.isEmpty ? [:] : [URL(fileURLWithPath: path).lastPathComponent: digest],
      command: CommandLine.spelling, seed: seed)
    if output == "-" || resource != nil || isDevice {
      try writeTable(sampler, lineage, bar)
    } else {
      let manifest = try sampler.write(
        as: format, toFolder: output, shard: shard, lineage: lineage, threads: options.threadCount
      ) { bar.update($0, $1) }
      bar.finish()
      try report(manifest, place: output)
    }
  }

  /// One table to one place.
  private func writeTable(_ sampler: SchemaSampler, _ lineage: Lineage, _ bar: ProgressBar) throws {
    let named = try sampler.schema.resource(named: resource, file: path)
    guard let table = sampler.tables.first(where: { $0.name == named.name }) else { return }
    let count = Double(max(1, SchemaSampler.part(table.rows, shard).count))
    let file = try sampler.write(
      table, as: format, to: output, shard: shard, header: header, threads: options.threadCount
    ) { bar.update(Double($0) / count, table.name) }
    bar.finish()
    guard isRegularFile else { return }
    let manifest = TableManifest(
      schema: sampler.schema, seed: seed, shard: shard, files: [file], lineage: lineage)
    try manifest.write(to: Manifest.path(for: output))
    try report(manifest, place: output)
  }

  private func report(_ manifest: TableManifest, place: String) throws {
    if options.json {
      try Console.writeJSON(manifest)
    } else if !options.quiet {
      let rows = manifest.files.reduce(0) { $0 + $1.rows }
      let bytes = manifest.files.reduce(0) { $0 + $1.bytes }
      let files = manifest.files.count == 1 ? "1 file" : "\(manifest.files.count) files"
      Console.writeLine("\(place): \(rows) rows in \(files), \(PlanText.bytes(bytes))")
    }
  }

  private var type: FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: output))?[.type] as? FileAttributeType
  }
  private var isDevice: Bool {
    type.map { $0 != .typeDirectory && $0 != .typeRegular && $0 != .typeSymbolicLink } ?? false
  }
  private var isRegularFile: Bool { type == .typeRegular || type == .typeSymbolicLink }
}
