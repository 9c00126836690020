import Foundation
import Sundog

/// Other tools' ways to describe tables.
public enum SchemaNotation: String, Sendable, Hashable, CaseIterable {
  /// Metadata of the Synthetic Data Vault, of one table or of several ("V1", "SINGLE_TABLE_V1").
  case sdv
  /// A JSON Schema of one flat object.
  case jsonSchema = "json-schema"
  /// A JSON object with the number of values of each attribute, as private-pgm reads it.
  case domain

  /// What was read, and what it does not say.
  public struct Reading: Sendable {
    public var schema: Schema
    /// What a person must fill in or confirm.
    public var notes: [String]
  }

  /// Reads a description.
  /// - Parameters:
  ///   - name: the schema's name, and that of its table where the description has none.
  ///   - file: the name that errors speak of.
  /// - Throws: `SchemaErrors`.
  public func read(_ text: String, name: String, file: String) throws(SchemaErrors) -> Reading {
    do throws(SchemaProblem) {
      let root = try JSONText.parse(text).json
      guard case .object(let members) = root else {
        throw SchemaProblem(path: "$", found: "no object", expected: "a JSON object", mend: "Check the path.")
      }
      var notes: [String] = []
      let resources: [Resource]
      switch self {
      case .sdv: resources = try SDVMetadata.read(members, name: name, notes: &notes)
      case .jsonSchema: resources = [try FlatJSONSchema.read(members, name: name, notes: &notes)]
      case .domain: resources = [try AttributeDomain.read(members, name: name)]
      }
      let schema = Schema(
        name: name, resources: resources,
        otherProperties: ["$schema": .string("https://datapackage.org/profiles/2.0/datapackage.json")])
      if let problem = schema.problems.first { throw problem }
      return Reading(schema: schema, notes: notes)
    } catch {
      throw SchemaErrors(file: file, problems: [error])
    }
  }

  /// Writes a schema, and says what the notation cannot hold.
  /// - Throws: `SchemaErrors` where the notation holds one table and the schema has several, or a column does not fit.
  public func write(_ schema: Schema) throws -> (text: String, notes: [String]) {
    var notes: [String] = []
    let value: JSONValue
    switch self {
    case .sdv: value = SDVMetadata.write(schema, notes: &notes)
    case .jsonSchema: value = try FlatJSONSchema.write(try Self.only(schema), notes: &notes)
    case .domain: value = try AttributeDomain.write(try Self.only(schema), notes: &notes)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", notes)
  }

  private static func only(_ schema: Schema) throws(SchemaErrors) -> Resource {
    guard schema.resources.count == 1 else {
      throw SchemaErrors(
        file: nil,
        problems: [
          SchemaProblem(
            path: "$.resources", found: "\(schema.resources.count) tables", expected: "one: the notation holds no more",
            mend: "Convert to sdv, or take one table into a schema of its own.")
        ])
    }
    return schema.resources[0]
  }

  static func text(_ value: JSONValue?) -> String? {
    if case .string(let text)? = value { return text }
    return nil
  }

  static func members(_ value: JSONValue?) -> [String: JSONValue]? {
    if case .object(let members)? = value { return members }
    return nil
  }
}
