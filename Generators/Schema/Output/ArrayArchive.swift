import Sundog

/// A table as NumPy's archive: an array a column. Columns are made one after the other, so that none is held in memory.
struct ArrayArchive {
  let sampler: SchemaSampler
  let table: SchemaSampler.Table
  let rows: Range<Int>

  /// - Throws: `SchemaSampler.FormatError` for columns that such arrays cannot hold; `SamplingError`, `FileError`.
  func write(to path: String, name: String, progress: (Int) -> Void) throws -> SampledFile {
    if let text = table.fields.first(where: { $0.kind == .string }) {
      throw SchemaSampler.FormatError(
        description:
          "table \"\(table.name)\", column \"\(text.name)\": npz holds numbers, dates and truth values, no texts. "
          + "Use csv, ndjson or arrow, or set \"release\": false on the column.")
    }
    var archive = ZipArchive(file: try AtomicFile(path: path))
    for (position, field) in table.fields.enumerated() {
      try archive.begin("\(field.name).npy")
      try archive.write(header(CellType(field.kind)))
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: TableStream.blockRows) {
        let range = first..<min(rows.upperBound, first + TableStream.blockRows)
        try archive.write(try bytes(try sampler.column(position, of: table, rows: range), field, first))
      }
      try archive.endMember()
      progress(rows.count * (position + 1) / table.fields.count)
    }
    let (bytes, sha256) = try archive.finish()
    return SampledFile(
      file: name, table: table.name, rows: rows.count, firstRow: rows.lowerBound, bytes: bytes, sha256: sha256)
  }

  private func header(_ type: CellType) -> [UInt8] {
    let kind =
      switch type {
      case .number: "<f8"
      case .boolean: "|b1"
      case .date: "<M8[D]"
      case .datetime: "<M8[s]"
      case .time: "<m8[s]"
      default: "<i8"
      }
    let text = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(rows.count),), }"
    let padding = 63 - (10 + text.utf8.count) % 64
    let header = text + String(repeating: " ", count: padding) + "\n"
    let size = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)] + Array(header.utf8)
  }

  private func bytes(_ cells: Cells, _ field: Field, _ first: Int) throws -> [UInt8] {
    switch cells.values {
    case .numbers(var values):
      for index in values.indices where cells.isMissing(index) { values[index] = .nan }
      return values.withUnsafeBytes { Array($0) }
    case .integers(var values):
      let isTime = [.date, .datetime, .time].contains(field.kind)
      for index in values.indices where cells.isMissing(index) {
        guard isTime else {
          throw SchemaSampler.FormatError(
            description:
              "table \"\(table.name)\", row \(first + index): column \"\(field.name)\" has no value there, and whole "
              + "numbers of npz cannot say so. Set its \"type\" to \"number\", where it becomes NaN.")
        }
        // Not a time.
        values[index] = .min
      }
      if field.kind == .boolean { return values.map { UInt8(truncatingIfNeeded: $0) } }
      return values.withUnsafeBytes { Array($0) }
    case .texts: return []
    }
  }
}
