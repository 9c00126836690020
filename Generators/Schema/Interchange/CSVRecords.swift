import Foundation
import Sundog

/// The records of a delimited file of which nothing is known: RFC 4180, the delimiter found in its first line. (What reads
/// files by a schema is `CSVReader`.)
struct CSVRecords {
  let path: String
  let delimiter: UInt8
  private let bytes: Data

  /// - Throws: `FileError`; `SchemaErrors` for a file that is empty or not UTF-8.
  init(path: String) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else { throw FileError.notFound(path: path) }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
      throw FileError.permissionDenied(path: path)
    }
    let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    guard !bytes.isEmpty else {
      throw Self.refused(path, found: "an empty file", expected: "a header and rows", mend: "Check the path.")
    }
    self.bytes = bytes
    let line = bytes.prefix { $0 != 0x0A }
    let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
    delimiter = candidates.max { a, b in line.filter { $0 == a }.count < line.filter { $0 == b }.count } ?? 0x2C
  }

  static func refused(_ path: String, line: Int? = nil, found: String, expected: String, mend: String) -> SchemaErrors {
    SchemaErrors(
      file: path, problems: [SchemaProblem(path: "$", found: found, expected: expected, mend: mend, line: line)])
  }

  /// Calls `body` with the fields of each record, without blanks around them, and the line that it begins in.
  /// - Throws: `SchemaErrors` for text that is not UTF-8 or a quote that does not end; what `body` throws.
  func read(_ body: (_ fields: [String], _ line: Int) throws -> Void) throws {
    try bytes.withUnsafeBytes { raw in
      var (place, line) = (0, 1)
      var (fields, field) = ([String](), [UInt8]())
      func text(_ bytes: [UInt8], _ line: Int) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw Self.refused(
            path, line: line, found: "bytes that are not UTF-8", expected: "a text file in UTF-8",
            mend: "Convert the file.")
        }
        return text.trimmingCharacters(in: .whitespaces)
      }
      while place < raw.count {
        let start = line
        while true {
          field.removeAll(keepingCapacity: true)
          if place < raw.count, raw[place] == 0x22 {
            place += 1
            while true {
              guard place < raw.count else {
                throw Self.refused(
                  path, line: start, found: "a quote that does not end", expected: "a closing quote", mend: "Close it.")
              }
              if raw[place] == 0x22 {
                place += 1
                // A quote within a text is doubled.
                guard place < raw.count, raw[place] == 0x22 else { break }
              }
              if raw[place] == 0x0A { line += 1 }
              field.append(raw[place])
              place += 1
            }
          }
          while place < raw.count, raw[place] != delimiter, raw[place] != 0x0A {
            field.append(raw[place])
            place += 1
          }
          if field.last == 0x0D, place >= raw.count || raw[place] == 0x0A { field.removeLast() }
          fields.append(try text(field, start))
          guard place < raw.count, raw[place] == delimiter else { break }
          place += 1
        }
        place += 1
        line += 1
        if fields != [""] { try body(fields, start) }
        fields.removeAll(keepingCapacity: true)
      }
    }
  }
}
