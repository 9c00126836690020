import Foundation
import SchemaGenerators
import Sundog
import SundogNumerics
import Testing

/// Schemas and rows for tests of generators.
enum Fixture {
  static var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .path
  }

  /// A schema of tables, each a name, its `generate` block and its fields.
  static func schema(_ tables: (name: String, generate: String, table: String, fields: [String])...) throws -> Schema {
    let resources = tables.map { table in
      """
      { "name": "\(table.name)", "sundog": { \(table.generate.isEmpty ? "" : "\"generate\": \(table.generate)") },
        "schema": { \(table.table) "fields": [ \(table.fields.joined(separator: ",\n")) ] } }
      """
    }
    return try Schema(text: "{ \"name\": \"fixture\", \"resources\": [ \(resources.joined(separator: ",\n")) ] }")
  }

  /// A field with a generator; `extra` stands in its sundog block.
  static func field(
    _ name: String, _ type: String, _ generator: String, constraints: String = "", extra: String = ""
  ) -> String {
    """
    { "name": "\(name)", "type": "\(type)", "constraints": { \(constraints) },
      "sundog": { "generator": \(generator) \(extra.isEmpty ? "" : ", " + extra) } }
    """
  }

  static func table(_ fields: String...) throws -> Schema {
    try schema((name: "t", generate: "", table: "", fields: fields))
  }

  static func sampler(_ schema: Schema, rows: Int, seed: UInt64 = 1, start: Int = 0) throws -> SchemaSampler {
    try SchemaSampler(schema, rows: rows, start: start, seed: seed, threads: 1)
  }

  /// The texts of a table's cells as CSV writes them, row by row.
  static func rows(
    _ sampler: SchemaSampler, _ name: String = "t", shard: Manifest.Shard? = nil, threads: Int = 1
  ) throws -> [[String]] {
    let text = try text(sampler, name, .csv, shard: shard, threads: threads)
    return String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// A table without its header.
  static func text(
    _ sampler: SchemaSampler, _ name: String, _ format: TableFormat, shard: Manifest.Shard? = nil, threads: Int = 1
  ) throws -> Data {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sundog-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let table = try #require(sampler.tables.first { $0.name == name })
    _ = try sampler.write(table, as: format, to: path, shard: shard, header: false, threads: threads)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// A column as numbers.
  static func numbers(_ schema: Schema, _ column: Int = 0, rows: Int, seed: UInt64 = 1) throws -> [Double] {
    try Fixture.rows(sampler(schema, rows: rows, seed: seed)).map { try #require(Double($0[column])) }
  }

  /// The problems that keep a schema from being sampled.
  static func problems(_ schema: Schema, rows: Int = 10) -> [SchemaProblem] {
    do {
      _ = try sampler(schema, rows: rows)
      return []
    } catch let error as SchemaErrors {
      return error.problems
    } catch {
      return []
    }
  }
}
