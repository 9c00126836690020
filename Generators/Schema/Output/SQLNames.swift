import Sundog

/// Tables in the language of databases.
enum SQLNames {
  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  static func create(_ table: SchemaSampler.Table, sampler: SchemaSampler, isSQLite: Bool) -> String {
    let released = Set(table.fields.map(\.name))
    var lines = table.fields.map { field -> String in
      let isRequired = field.constraints.required || table.resource.primaryKey.contains(field.name)
      let isUnique = field.constraints.unique && table.resource.primaryKey != [field.name]
      return "\(quoted(field.name)) \(type(field.kind, isSQLite: isSQLite))" + (isRequired ? " NOT NULL" : "")
        + (isUnique ? " UNIQUE" : "")
    }
    if !table.resource.primaryKey.isEmpty, released.isSuperset(of: table.resource.primaryKey) {
      lines.append("PRIMARY KEY (\(list(table.resource.primaryKey)))")
    }
    for key in table.resource.foreignKeys where released.isSuperset(of: key.fields) {
      let name = key.resource.isEmpty ? table.name : key.resource
      let target = sampler.tables.first { $0.name == name }
      // Databases want what is referred to to be a key, and to be there.
      guard let target, target.resource.primaryKey == key.referencedFields,
        Set(target.fields.map(\.name)).isSuperset(of: key.referencedFields)
      else { continue }
      lines.append("FOREIGN KEY (\(list(key.fields))) REFERENCES \(quoted(name)) (\(list(key.referencedFields)))")
    }
    return "CREATE TABLE \(quoted(table.name)) (\n  " + lines.joined(separator: ",\n  ") + "\n);\n"
  }

  private static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

  private static func type(_ kind: Field.Kind, isSQLite: Bool) -> String {
    switch kind {
    case .integer, .year: isSQLite ? "INTEGER" : "bigint"
    case .number: isSQLite ? "REAL" : "double precision"
    case .boolean: isSQLite ? "INTEGER" : "boolean"
    case .string: isSQLite ? "TEXT" : "text"
    case .date: isSQLite ? "TEXT" : "date"
    case .datetime: isSQLite ? "TEXT" : "timestamp with time zone"
    case .time: isSQLite ? "TEXT" : "time"
    }
  }

  /// A script for `psql` in the folder of the files: tables, then rows, parents before children.
  static func loadScript(_ sampler: SchemaSampler, _ manifest: TableManifest) -> String {
    var text = "-- Run in this folder: psql -v ON_ERROR_STOP=1 -f load.sql DATABASE\nBEGIN;\n"
    for table in ordered(sampler.tables) { text += create(table, sampler: sampler, isSQLite: false) }
    for table in ordered(sampler.tables) {
      guard let file = manifest.files.first(where: { $0.table == table.name }) else { continue }
      text += "\\copy \(quoted(table.name)) FROM '\(file.file.replacing("'", with: "''"))'\n"
    }
    return text + "COMMIT;\n"
  }

  /// Tables behind those that they refer to.
  static func ordered(_ tables: [SchemaSampler.Table]) -> [SchemaSampler.Table] {
    var left = tables
    var ordered: [SchemaSampler.Table] = []
    while !left.isEmpty {
      let names = Set(left.map(\.name))
      let next = left.firstIndex { table in
        table.resource.foreignKeys.allSatisfy {
          $0.resource.isEmpty || $0.resource == table.name || !names.contains($0.resource)
        }
      }
      ordered.append(left.remove(at: next ?? 0))
    }
    return ordered
  }
}
