import Foundation
import SundogPrivacy

/// Checks what the form of a descriptor cannot say: that its facts agree with each other.
struct SchemaLint {
  let schema: Schema
  private(set) var problems: [SchemaProblem] = []

  init(_ schema: Schema) { self.schema = schema }

  static func problems(of schema: Schema) -> [SchemaProblem] {
    var lint = SchemaLint(schema)
    lint.checkPackage()
    for (index, resource) in schema.resources.enumerated() {
      lint.check(resource, at: JSONPath().key("resources").index(index))
    }
    return lint.problems
  }

  mutating func report(_ path: JSONPath, found: String, expected: String, mend: String) {
    problems.append(SchemaProblem(path: path.description, found: found, expected: expected, mend: mend))
  }

  private mutating func checkPackage() {
    let resources = JSONPath().key("resources")
    reportDuplicates(schema.resources.map(\.name), at: { resources.index($0).key("name") }, what: "table")
    guard let unit = schema.privacy?.unitColumn else { return }
    let path = JSONPath().key("sundog").key("privacy").key("unit")
    guard let resource = schema.resources.first(where: { $0.name == unit.resource }) else {
      report(
        path.key("resource"), found: "the unknown table \"\(unit.resource)\"",
        expected: "one of \(schema.resources.map(\.name).joined(separator: ", "))",
        mend: suggestion(unit.resource, schema.resources.map(\.name)))
      return
    }
    guard let field = resource.field(named: unit.column) else {
      report(
        path.key("column"), found: "the unknown column \"\(unit.column)\"",
        expected: "a column of \"\(resource.name)\"",
        mend: suggestion(unit.column, resource.fields.map(\.name)))
      return
    }
    if field.role != .privacyId {
      report(
        path.key("column"), found: "the column \"\(field.name)\" without the role privacyId",
        expected: "a column that names the person and never leaves",
        mend: "Add \"role\": \"privacyId\" to its sundog block.")
    }
    if unit.maxContributions < 1 {
      report(
        path.key("maxContributions"), found: "\(unit.maxContributions)", expected: "at least 1",
        mend: "Say how many rows of one person count.")
    }
  }

  private mutating func check(_ resource: Resource, at path: JSONPath) {
    let fields = path.key("schema").key("fields")
    reportDuplicates(resource.fields.map(\.name), at: { fields.index($0).key("name") }, what: "column")
    for (index, field) in resource.fields.enumerated() { check(field, of: resource, at: fields.index(index)) }
    let targets = resource.fields.filter { $0.role == .target }
    if targets.count > 1 {
      report(
        fields, found: "the targets \(targets.map { "\"\($0.name)\"" }.joined(separator: ", "))",
        expected: "one target a table", mend: "Keep \"role\": \"target\" on one column.")
    }
    checkMedia(resource, at: fields)
    checkIdentifiers(resource, at: fields)
    checkKeys(resource, at: path.key("schema"))
    if let rows = resource.rows, rows.count < 0 {
      report(
        path.key("sundog").key("rows").key("count"), found: "\(rows.count)", expected: "at least 0",
        mend: "Write the number of rows.")
    }
    checkRules(of: resource, at: path.key("sundog").key("rules"))
  }

  /// A column that names persons beside the privacy unit "row" would make the promise untrue.
  private mutating func checkIdentifiers(_ resource: Resource, at fields: JSONPath) {
    guard let privacy = schema.privacy else { return }
    for (index, field) in resource.fields.enumerated() where field.role == .privacyId && privacy.unitColumn == nil {
      report(
        fields.index(index).key("sundog").key("role"),
        found: "the column \"\(field.name)\" that names persons, but the privacy unit \"row\"",
        expected: "this column as the privacy unit",
        mend:
          "Set the unit to { \"resource\": \"\(resource.name)\", \"column\": \"\(field.name)\", \"maxContributions\": … }, or set \"learn\": false, \"release\": false instead of the role."
      )
    }
  }

  private mutating func checkKeys(_ resource: Resource, at path: JSONPath) {
    let names = resource.fields.map(\.name)
    for name in resource.primaryKey where !names.contains(name) {
      report(
        path.key("primaryKey"), found: "the unknown column \"\(name)\"", expected: "a column of \"\(resource.name)\"",
        mend: suggestion(name, names))
    }
    for (index, key) in resource.foreignKeys.enumerated() {
      let keyPath = path.key("foreignKeys").index(index)
      for name in key.fields where !names.contains(name) {
        report(
          keyPath.key("fields"), found: "the unknown column \"\(name)\"",
          expected: "a column of \"\(resource.name)\"", mend: suggestion(name, names))
      }
      let other = key.resource.isEmpty ? resource : schema.resources.first { $0.name == key.resource }
      guard let other else {
        report(
          keyPath.key("reference").key("resource"), found: "the unknown table \"\(key.resource)\"",
          expected: "one of \(schema.resources.map(\.name).joined(separator: ", "))",
          mend: suggestion(key.resource, schema.resources.map(\.name)))
        continue
      }
      for name in key.referencedFields where other.field(named: name) == nil {
        report(
          keyPath.key("reference").key("fields"), found: "the unknown column \"\(name)\"",
          expected: "a column of \"\(other.name)\"", mend: suggestion(name, other.fields.map(\.name)))
      }
      if key.fields.count != key.referencedFields.count {
        report(
          keyPath, found: "\(key.fields.count) columns for \(key.referencedFields.count)",
          expected: "as many columns as it refers to", mend: "Pair each column with one of the other table.")
      }
    }
  }

  mutating func reportDuplicates(_ names: [String], at path: (Int) -> JSONPath, what: String) {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() where !seen.insert(name).inserted {
      report(
        path(index), found: "the \(what) \"\(name)\" twice", expected: "each \(what) once",
        mend: "Rename or remove one of the two.")
    }
  }

  func suggestion(_ name: String, _ candidates: [String]) -> String {
    NearestName.find(name, in: candidates).map { "Did you mean \"\($0)\"?" } ?? "Name one that exists."
  }
}
