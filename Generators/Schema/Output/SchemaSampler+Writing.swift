import Foundation
import Sundog

extension SchemaSampler {
  /// Why tables cannot be written in a format.
  public struct FormatError: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Part `index` of `count` of a table's rows.
  public static func part(_ rows: Range<Int>, _ shard: Manifest.Shard?) -> Range<Int> {
    guard let shard else { return rows }
    func cut(_ index: Int) -> Int {
      rows.lowerBound + rows.count / shard.count * index + rows.count % shard.count * index / shard.count
    }
    return cut(shard.index)..<cut(shard.index + 1)
  }

  /// Writes one table to a file, a pipe or, for `-`, standard output.
  /// - Parameters:
  ///   - header: whether names of columns come first, where the format has such a line.
  ///   - progress: told the number of rows that are written.
  /// - Throws: `FormatError` for a format that is no stream, `SamplingError`, `FileError`.
  public func write(
    _ table: Table, as format: TableFormat, to path: String, shard: Manifest.Shard? = nil, header: Bool = true,
    threads: Int, progress: (Int) -> Void = { _ in }
  ) throws -> SampledFile {
    guard format.isStream else {
      throw FormatError(
        description:
          "\(format.rawValue) cannot be written to one file of one table; name a folder, or use csv, ndjson, "
          + "arrow or pg.")
    }
    let rows = Self.part(table.rows, shard)
    let file = try AtomicFile(path: path)
    let stream = TableStream(sampler: self, table: table, format: format, header: header)
    let (bytes, sha256) = try stream.write(rows: rows, to: file, threads: threads, progress: progress)
    try file.commit()
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    return SampledFile(
      file: name, table: table.name, rows: rows.count, firstRow: rows.lowerBound, bytes: bytes, sha256: sha256)
  }

  /// Writes all tables into a folder, which appears when it is complete: a file a table (one for all in SQLite), a
  /// manifest with the sum of each, and what other tools read of it (Data Package, Croissant, dataset card).
  /// - Parameters:
  ///   - lineage: what the manifest says of where the rows come from.
  ///   - progress: told the share that is done and the table at hand.
  /// - Throws: `FormatError`, `SamplingError`, `FileError`.
  public func write(
    as format: TableFormat, toFolder path: String, shard: Manifest.Shard? = nil, lineage: Lineage, threads: Int,
    progress: (Double, String) -> Void = { _, _ in }
  ) throws -> TableManifest {
    for name in tables.map(\.name) + [schema.name] where !Self.isFileName(name) {
      throw FormatError(
        description:
          "the name \"\(name)\" cannot be that of a file: expected no slash, no control character, no full stop at "
          + "its beginning, and at most 200 bytes. Rename the table or the schema.")
    }
    let folder = try AtomicFolder(path: path)
    let all = Double(max(1, tables.reduce(0) { $0 + Self.part($1.rows, shard).count }))
    var done = 0
    var files: [SampledFile] = []
    if format == .sqlite {
      let name = "\(schema.name).sqlite"
      files.append(
        try SQLiteTables(sampler: self, shard: shard).write(
          to: "\(folder.temporaryPath)/\(name)", name: name, progress: { progress(Double($0) / all, $1) }))
    } else {
      let suffix = shard.map { "-\(Self.padded($0.index))-of-\(Self.padded($0.count))" } ?? ""
      for table in tables {
        let name = "\(table.name)\(suffix).\(format.ending)"
        let place = "\(folder.temporaryPath)/\(name)"
        let before = done
        let tell = { (rows: Int) in progress(Double(before + rows) / all, table.name) }
        if format == .npz {
          files.append(
            try ArrayArchive(sampler: self, table: table, rows: Self.part(table.rows, shard)).write(
              to: place, name: name, progress: tell))
        } else {
          files.append(
            try write(table, as: format, to: place, shard: shard, threads: threads, progress: tell))
        }
        done += Self.part(table.rows, shard).count
      }
    }
    let manifest = TableManifest(schema: schema, seed: seed, shard: shard, files: files, lineage: lineage)
    for (name, text) in try Descriptions(sampler: self, format: format, manifest: manifest).files() {
      try folder.write(Array(text.utf8), to: name)
    }
    try folder.commit()
    return manifest
  }

  /// A name from a schema must not lead out of the folder.
  private static func isFileName(_ name: String) -> Bool {
    !name.hasPrefix(".") && name.utf8.count <= 200
      && name.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 >= 0x20 && $0 != 0x7F }
  }

  private static func padded(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}

/// What was made, in a file beside it: `manifest.json`.
public struct TableManifest: Codable, Sendable, Hashable {
  /// Always `sundog-tables`.
  public var format = "sundog-tables"
  public var formatVersion = 1
  /// Name of the schema.
  public var schema: String
  public var seed: UInt64
  public var shard: Manifest.Shard?
  public var files: [SampledFile]
  /// No private data was touched, and none is protected.
  public var privacy = "Made from a schema alone: no data was read."
  public var lineage: Lineage

  public init(schema: Schema, seed: UInt64, shard: Manifest.Shard?, files: [SampledFile], lineage: Lineage) {
    self.schema = schema.name
    self.seed = seed
    self.shard = shard
    self.files = files
    self.lineage = lineage
  }

  /// - Throws: `FileError`, or what encoding throws.
  public func write(to path: String) throws { try AtomicFile.write(Array(try text().utf8), to: path) }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
