/// The table beside the files of a folder: `metadata.csv`, RFC 4180 with a header.
///
/// Columns: `file_name`, relative to the folder; `label`; `boxes`, `key_points` and `class_shares`, JSON as in `RecordJSON`; `mask_file_name`, `mask1_file_name`, …. Others are left out.
struct MetadataFile {
  static let name = "metadata.csv"
  private static let recordLimit = 16 << 20

  private let path: String
  private let buffer: RecordBuffer
  private let scanner = FieldScanner(CSVDialect())

  /// - Throws: `FileError`.
  init(folder: String) throws {
    path = folder + "/" + Self.name
    buffer = try RecordBuffer(path: path)
    while !buffer.isAtEnd { try buffer.fill() }
  }

  /// The files in the order of their rows.
  /// - Throws: `MediaError.Kind.metadata` with the line.
  func entries() throws(MediaError) -> [MediaList.Entry] {
    var position = UnsafePointer(buffer.base)
    let end = position + buffer.end
    if buffer.end >= 3, position[0] == 0xEF, position[1] == 0xBB, position[2] == 0xBF { position += 3 }
    var line = 1
    guard let header = try record(&position, end, &line) else {
      throw problem(
        1, "an empty file", "a header and a row for each file", "Write file_name,label into the first line.")
    }
    guard let nameColumn = header.firstIndex(of: "file_name") else {
      throw problem(
        1, "the columns \(header.joined(separator: ", "))", "a column file_name", "Name the column of the files so.")
    }
    let columns = Columns(header: header, name: nameColumn)
    var entries: [MediaList.Entry] = []
    while true {
      let start = line
      guard let row = try record(&position, end, &line) else { return entries }
      guard row.count == header.count else {
        throw problem(
          start, "\(row.count) fields", "\(header.count), as in the header",
          "Quote fields that hold a comma; complete short rows.")
      }
      entries.append(try entry(row, columns, line: start))
    }
  }

  /// Where the known columns stand.
  private struct Columns {
    let name: Int
    let label: Int?
    let boxes: Int?
    let keyPoints: Int?
    let classShares: Int?
    let masks: [Int]

    init(header: [String], name: Int) {
      self.name = name
      label = header.firstIndex(of: "label")
      boxes = header.firstIndex(of: "boxes")
      keyPoints = header.firstIndex(of: "key_points")
      classShares = header.firstIndex(of: "class_shares")
      masks = header.indices.filter { header[$0].hasPrefix("mask") && header[$0].hasSuffix("_file_name") }
        .sorted { NaturalOrder.precedes(String(header[$0].dropLast(10)), String(header[$1].dropLast(10))) }
    }
  }

  private func entry(_ row: [String], _ columns: Columns, line: Int) throws(MediaError) -> MediaList.Entry {
    var entry = MediaList.Entry(path: try checked(row[columns.name], line: line), label: nil)
    if let label = columns.label, !row[label].isEmpty { entry.label = row[label] }
    for column in columns.masks where !row[column].isEmpty {
      entry.masks.append(try checked(row[column], line: line))
    }
    let lists = [
      ("boxes", columns.boxes), ("keyPoints", columns.keyPoints), ("classShares", columns.classShares),
    ].compactMap { name, column in
      column.map { row[$0] }.flatMap { $0.isEmpty ? nil : "\"\(name)\":\($0)" }
    }
    if !lists.isEmpty { entry.json = Array("{\(lists.joined(separator: ","))}".utf8) }
    return entry
  }

  private func checked(_ name: String, line: Int) throws(MediaError) -> String {
    guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw problem(
        line, name.isEmpty ? "no file name" : "the file name \"\(name)\"", "a path within the folder",
        "Write it relative to the folder of \(Self.name).")
    }
    return name
  }

  private func problem(_ line: Int, _ found: String, _ expected: String, _ mend: String) -> MediaError {
    MediaError(.metadata, file: "\(path):\(line)", found: found, expected: expected, mend: mend)
  }

  /// The next record that is not blank; `nil` at the end.
  private func record(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ line: inout Int
  ) throws(MediaError) -> [String]? {
    var fields: [String] = []
    while position < end {
      let field = scanner.field(at: position, end: end, buffer: buffer)
      guard field.status == .complete else {
        throw problem(
          line, field.status == .needsMore ? "a quote that is never closed" : "text after a closing quote",
          "fields as in RFC 4180", "Close the quote, and double quotes within the text.")
      }
      let bytes = UnsafeBufferPointer(start: field.content, count: field.count)
      guard UTF8Check.firstInvalid(bytes) == nil else {
        throw problem(line, "bytes that are not UTF-8", "UTF-8", "Convert the file to UTF-8.")
      }
      fields.append(String(decoding: bytes, as: UTF8.self))
      line += field.lines + (field.endsRecord ? 1 : 0)
      position = field.next
      guard field.endsRecord else { continue }
      if fields == [""] { fields.removeAll() } else { return fields }
    }
    return nil
  }
}
