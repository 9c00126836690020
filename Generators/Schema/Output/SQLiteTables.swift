import Foundation
import GRDB
import Sundog

/// All tables as one SQLite file, with their keys.
struct SQLiteTables {
  let sampler: SchemaSampler
  let shard: Manifest.Shard?

  /// - Throws: `SamplingError`; `FileError` where the file cannot be written.
  func write(to path: String, name: String, progress: (Int, String) -> Void) throws -> SampledFile {
    var rows = 0
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { database in
        // Nothing is lost if this is interrupted: the file is thrown away then.
        try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
      }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        for table in sampler.tables {
          try database.execute(sql: SQLNames.create(table, sampler: sampler, isSQLite: true))
        }
        for table in sampler.tables {
          try database.inTransaction {
            let part = SchemaSampler.part(table.rows, shard)
            let marks = Array(repeating: "?", count: table.fields.count).joined(separator: ", ")
            let insert = try database.makeStatement(sql: "INSERT INTO \(SQLNames.quoted(table.name)) VALUES (\(marks))")
            for first in stride(from: part.lowerBound, to: part.upperBound, by: TableStream.blockRows) {
              let range = first..<min(part.upperBound, first + TableStream.blockRows)
              try insertRows(try sampler.block(of: table, rows: range), insert)
              progress(rows + range.upperBound - part.lowerBound, table.name)
            }
            rows += part.count
            return .commit
          }
        }
      }
      try queue.close()
    } catch let error as DatabaseError {
      // The disk is full, or the file cannot be written.
      if error.resultCode == .SQLITE_FULL { throw FileError.diskFull(path: name) }
      throw FileError.system(path: name, operation: "write", code: EIO)
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return SampledFile(
      file: name, table: nil, rows: rows, firstRow: 0, bytes: size ?? 0, sha256: try FileDigest.sha256(of: path))
  }

  private func insertRows(_ block: Block, _ insert: Statement) throws {
    // SQLite has no dates: the texts of ISO 8601 sort and compute as it expects.
    let texts = zip(block.columns, block.plans).map { cells, plan -> Texts? in
      switch plan.type {
      case .date, .datetime, .time: CellText(type: plan.type).texts(cells).texts
      default: nil
      }
    }
    for row in 0..<block.count {
      let values = block.columns.indices.map { column -> (any DatabaseValueConvertible)? in
        let cells = block.columns[column]
        if cells.isMissing(row) { return nil }
        if let texts = texts[column] { return texts.string(row) }
        switch cells.values {
        case .integers(let values): return Int64(values[row])
        case .numbers(let values): return values[row]
        case .texts(let texts): return texts.string(row)
        }
      }
      try insert.execute(arguments: StatementArguments(values))
    }
  }
}
