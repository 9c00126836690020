import Foundation
import GRDB
import Sundog

/// A first version of a schema, read off data: every bound says so, and a person must confirm each before a private fit
/// takes it.
///
/// Privacy: the draft tells what the data holds. It is for whoever may see the data.
public struct SchemaDraft: Sendable {
  public var schema: Schema
  /// Why each column is what it is: `table.column: reason`.
  public var reasons: [String]
  /// What must be confirmed or filled in.
  public static let notice =
    "bounds and categories were read off the data (\"boundSource\": \"data\"): a private fit refuses them until each is "
    + "replaced by what was known beforehand and says \"public\""

  /// Drafts a schema of a delimited file, a SQLite database, or a folder of pictures or sounds.
  /// - Parameter name: the schema's name; `nil` for that of the file.
  /// - Throws: `FileError`, `SchemaErrors`.
  public init(path: String, name: String? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError.notFound(path: path)
    }
    let stem = name ?? Self.name(of: path)
    var reasons: [String] = []
    let resources: [Resource]
    if isFolder.boolValue {
      resources = [try Self.media(in: path, name: stem, &reasons)]
    } else if Self.isSQLite(path) {
      resources = try Self.database(path, &reasons)
    } else {
      resources = [try Self.table(path, name: stem, &reasons)]
    }
    schema = Schema(
      name: stem, resources: resources,
      otherProperties: ["$schema": .string("https://datapackage.org/profiles/2.0/datapackage.json")])
    self.reasons = reasons
    let problems = schema.problems
    if !problems.isEmpty { throw SchemaErrors(file: path, problems: problems) }
  }

  private static func name(of path: String) -> String {
    let last = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent.lowercased()
    let plain = String(last.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." ? $0 : "-" })
    return plain.isEmpty ? "table" : plain
  }

  private static func isSQLite(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
  }

  // MARK: Delimited text

  private static func table(_ path: String, name: String, _ reasons: inout [String]) throws -> Resource {
    let records = try CSVRecords(path: path)
    var columns: [ColumnDraft] = []
    var rows = 0
    try records.read { fields, line in
      if columns.isEmpty {
        columns = fields.map { ColumnDraft(name: $0) }
        guard Set(fields).count == fields.count, !fields.contains("") else {
          throw CSVRecords.refused(
            path, line: line, found: "a header with a name twice or without one", expected: "a name for each column",
            mend: "Mend the header.")
        }
        return
      }
      guard fields.count == columns.count else {
        throw CSVRecords.refused(
          path, line: line, found: "\(fields.count) fields", expected: "\(columns.count), as in the header",
          mend: "Mend the row.")
      }
      for index in columns.indices { columns[index].add(fields[index]) }
      rows += 1
    }
    guard rows > 0 else {
      throw CSVRecords.refused(path, found: "no row", expected: "a header and rows", mend: "Check the file.")
    }
    var resource = resource(name, columns, &reasons)
    resource.path = URL(fileURLWithPath: path).lastPathComponent
    resource.dialect.delimiter = records.delimiter
    return resource
  }

  private static func resource(_ name: String, _ columns: [ColumnDraft], _ reasons: inout [String]) -> Resource {
    var resource = Resource(name: name, fields: [])
    for column in columns {
      let (field, reason) = column.field()
      resource.fields.append(field)
      reasons.append("\(name).\(column.name): \(reason)")
    }
    resource.otherProperties = ["type": .string("table")]
    return resource
  }

  // MARK: Databases

  /// The tables of a SQLite file with the keys that its catalogue names.
  private static func database(_ path: String, _ reasons: inout [String]) throws -> [Resource] {
    do {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      return try queue.read { database in
        let names = try String.fetchAll(
          database,
          sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        guard !names.isEmpty else {
          throw CSVRecords.refused(path, found: "no table", expected: "at least one", mend: "Check the file.")
        }
        return try names.map { try table($0, database, &reasons) }
      }
    } catch let error as DatabaseError {
      throw CSVRecords.refused(
        path, found: error.message ?? "a damaged database", expected: "a SQLite file", mend: "Check the file.")
    }
  }

  private static func table(_ name: String, _ database: Database, _ reasons: inout [String]) throws -> Resource {
    let catalogue = try Row.fetchAll(database, sql: "SELECT name, pk FROM pragma_table_info(?)", arguments: [name])
    var columns = catalogue.map { ColumnDraft(name: $0["name"]) }
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(SQLNames.quoted(name))")
    while let row = try rows.next() {
      for index in columns.indices { columns[index].add((row[index] as DatabaseValue).text) }
    }
    var resource = resource(name, columns, &reasons)
    resource.primaryKey = catalogue.filter { ($0["pk"] as Int) > 0 }.sorted { ($0["pk"] as Int) < ($1["pk"] as Int) }
      .map { $0["name"] }
    for key in try Row.fetchAll(
      database, sql: "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq",
      arguments: [name])
    {
      let target: String = key["table"]
      let keyOfTarget = try String.fetchAll(
        database, sql: "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", arguments: [target])
      // A key that names no column means the other table's own.
      let to: String = key["to"] ?? keyOfTarget.first ?? ""
      resource.foreignKeys.append(ForeignKey(fields: [key["from"]], resource: target, referencedFields: [to]))
    }
    return resource
  }

  // MARK: Pictures and sounds

  /// A folder of pictures or sounds, in folders by class.
  private static func media(in path: String, name: String, _ reasons: inout [String]) throws -> Resource {
    let files = (FileManager.default.subpaths(atPath: path) ?? []).sorted().filter { file in
      let parts = file.split(separator: "/")
      return !parts.contains { $0.hasPrefix(".") }
        && ["png", "jpg", "jpeg", "wav", "flac", "ogg"].contains(
          URL(fileURLWithPath: file).pathExtension.lowercased())
    }
    guard let first = files.first else {
      throw CSVRecords.refused(
        path, found: "no picture and no sound", expected: "png, jpg, wav, flac or ogg files", mend: "Check the path.")
    }
    let bytes = try FileError.contents(of: "\(path)/\(first)", limit: 1 << 30)
    let ending = URL(fileURLWithPath: first).pathExtension.lowercased()
    var file = Field(name: "file_name", kind: .string)
    if ["png", "jpg", "jpeg"].contains(ending) {
      let image = try Image(decoding: bytes, file: first)
      file.media = MediaSpecification(
        content: .image(height: image.height, width: image.width, channels: image.channels),
        format: ending == "png" ? "png" : "jpg")
      reasons.append(
        "\(name).file_name: \(files.count) pictures; the first is \(image.width) × \(image.height), \(image.channels) channels"
      )
    } else {
      let sound = try Sound(decoding: bytes, file: first)
      file.media = MediaSpecification(
        content: .audio(
          sampleRate: sound.sampleRate, channels: sound.channels, seconds: sound.seconds, fit: "pad-or-crop"),
        format: ending)
      reasons.append(
        "\(name).file_name: \(files.count) sounds; the first is \(ShortestNumber.text(sound.seconds)) s at \(sound.sampleRate) Hz"
      )
    }
    var resource = Resource(name: name, fields: [file])
    let classes = Set(files.compactMap { $0.contains("/") ? $0.split(separator: "/").first.map(String.init) : nil })
      .sorted()
    if !classes.isEmpty {
      var label = Field(name: "label", kind: .string)
      label.categories = classes
      label.constraints.required = true
      label.boundSource = .data
      label.role = .target
      resource.fields.append(label)
      reasons.append("\(name).label: string: the \(classes.count) folders that the files lie in")
    }
    return resource
  }
}

extension DatabaseValue {
  /// The value as a delimited file would hold it.
  fileprivate var text: String {
    switch storage {
    case .null: ""
    case .int64(let value): String(value)
    case .double(let value): ShortestNumber.text(value)
    case .string(let text): text.trimmingCharacters(in: .whitespaces)
    case .blob: "(bytes)"
    }
  }
}
