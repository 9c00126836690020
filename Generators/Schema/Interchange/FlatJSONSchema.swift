import Sundog

/// A JSON Schema of one object without objects in it.
enum FlatJSONSchema {
  static func read(_ root: [String: JSONValue], name: String, notes: inout [String]) throws(SchemaProblem) -> Resource {
    guard let properties = SchemaNotation.members(root["properties"]), !properties.isEmpty else {
      throw SchemaProblem(
        path: "$.properties", found: "nothing", expected: "the properties of one object", mend: "Check the file.")
    }
    var required: Set<String> = []
    if case .array(let names)? = root["required"] { required = Set(names.compactMap { SchemaNotation.text($0) }) }
    var resource = Resource(name: name, fields: [])
    resource.title = SchemaNotation.text(root["title"])
    resource.description = SchemaNotation.text(root["description"])
    resource.path = "\(name).csv"
    for (column, value) in properties.sorted(by: { $0.key < $1.key }) {
      resource.fields.append(
        try field(column, SchemaNotation.members(value) ?? [:], isRequired: required.contains(column), notes: &notes))
    }
    return resource
  }

  private static func field(
    _ name: String, _ members: [String: JSONValue], isRequired: Bool, notes: inout [String]
  ) throws(SchemaProblem) -> Field {
    var types: [String] = []
    if let type = SchemaNotation.text(members["type"]) { types = [type] }
    if case .array(let list)? = members["type"] { types = list.compactMap { SchemaNotation.text($0) } }
    let canBeNull = types.contains("null")
    types.removeAll { $0 == "null" }
    var field = Field(name: name, kind: .string)
    field.title = SchemaNotation.text(members["title"])
    field.description = SchemaNotation.text(members["description"])
    field.constraints.required = isRequired && !canBeNull
    switch types.first ?? "string" {
    case "integer": field.kind = .integer
    case "number": field.kind = .number
    case "boolean": field.kind = .boolean
    case "string":
      switch SchemaNotation.text(members["format"]) {
      case "date"?: field.kind = .date
      case "date-time"?: field.kind = .datetime
      case "time"?: field.kind = .time
      case "email"?: field.generator = .object(["person": .string("email")])
      case "uuid"?: field.generator = .object(["uuid": .object([:])])
      case "ipv4"?: field.generator = .object(["internet": .string("ipv4")])
      case "ipv6"?: field.generator = .object(["internet": .string("ipv6")])
      case "uri"?: field.generator = .object(["internet": .string("url")])
      case "hostname"?: field.generator = .object(["internet": .string("domain")])
      default: break
      }
    default:
      throw SchemaProblem(
        path: "$.properties.\(name).type", found: types.joined(separator: ", "),
        expected: "string, integer, number or boolean: a table has no objects in its cells", mend: "Flatten the object."
      )
    }
    if case .array(let values)? = members["enum"] { field.categories = values.compactMap(\.cellText) }
    if let value = members["const"]?.cellText { field.categories = [value] }
    field.constraints.pattern = SchemaNotation.text(members["pattern"])
    if case .integer(let length)? = members["minLength"] { field.constraints.minLength = length }
    if case .integer(let length)? = members["maxLength"] { field.constraints.maxLength = length }
    if field.kind == .integer || field.kind == .number, field.categories.isEmpty {
      field.constraints.minimum = members["minimum"]
      field.constraints.maximum = members["maximum"]
      if field.kind == .integer {
        if case .integer(let bound)? = members["exclusiveMinimum"] { field.constraints.minimum = .integer(bound + 1) }
        if case .integer(let bound)? = members["exclusiveMaximum"] { field.constraints.maximum = .integer(bound - 1) }
      } else if members["exclusiveMinimum"] != nil || members["exclusiveMaximum"] != nil {
        notes.append("\(name): exclusive bounds of numbers are left out: give inclusive ones")
      }
    }
    let hasBounds = field.constraints.minimum != nil && field.constraints.maximum != nil
    if field.kind == .boolean {
      // Both values are known.
    } else if !field.categories.isEmpty || hasBounds {
      // What a published schema says was known beforehand.
      field.boundSource = .public
    } else {
      field.learn = false
      if field.kind == .string, field.generator == nil, let pattern = field.constraints.pattern,
        (try? TextPattern(pattern)) != nil
      {
        field.generator = .object(["pattern": .string(pattern)])
      }
      if field.generator == nil { notes.append("\(name): neither bounds nor values are known; it is not learned") }
    }
    return field
  }

  static func write(_ resource: Resource, notes: inout [String]) throws -> JSONValue {
    var properties: [String: JSONValue] = [:]
    var required: [JSONValue] = []
    for field in resource.fields where field.isReleased {
      var members: [String: JSONValue] = [:]
      switch field.kind {
      case .integer, .year: members["type"] = .string("integer")
      case .number: members["type"] = .string("number")
      case .boolean: members["type"] = .string("boolean")
      case .string: members["type"] = .string("string")
      case .date, .datetime, .time:
        members["type"] = .string("string")
        if field.format == nil || field.format == "default" {
          members["format"] = .string(field.kind == .datetime ? "date-time" : field.kind.rawValue)
        }
      }
      if !field.categories.isEmpty {
        members["enum"] = .array(
          field.categories.map { text in
            switch field.kind {
            case .integer, .year: Int(text).map { .integer($0) } ?? .string(text)
            case .number: Double(text).map { .number($0) } ?? .string(text)
            default: .string(text)
            }
          })
      }
      if field.kind == .integer || field.kind == .number || field.kind == .year {
        members["minimum"] = field.constraints.minimum
        members["maximum"] = field.constraints.maximum
      }
      members["pattern"] = field.constraints.pattern.map { .string($0) }
      members["minLength"] = field.constraints.minLength.map { .integer($0) }
      members["maxLength"] = field.constraints.maxLength.map { .integer($0) }
      members["title"] = field.title.map { .string($0) }
      members["description"] = field.description.map { .string($0) }
      if field.constraints.required { required.append(.string(field.name)) }
      properties[field.name] = .object(members)
    }
    if !resource.rules.isEmpty { notes.append("rules between columns are left out") }
    var root: [String: JSONValue] = [
      "$schema": .string("https://json-schema.org/draft/2020-12/schema"), "type": .string("object"),
      "properties": .object(properties), "additionalProperties": .bool(false),
    ]
    if !required.isEmpty { root["required"] = .array(required) }
    root["title"] = .string(resource.title ?? resource.name)
    return .object(root)
  }
}

/// The number of values of each attribute: values are 0, 1, 2, …
enum AttributeDomain {
  static func read(_ root: [String: JSONValue], name: String) throws(SchemaProblem) -> Resource {
    var resource = Resource(name: name, fields: [])
    resource.path = "\(name).csv"
    for (column, value) in root.sorted(by: { $0.key < $1.key }) {
      guard case .integer(let count) = value, count > 0 else {
        throw SchemaProblem(
          path: "$.\(column)", found: value.cellText ?? "no number", expected: "how many values the attribute has",
          mend: "Write an integer above 0.")
      }
      var field = Field(name: column, kind: .integer)
      field.constraints = Constraints(required: true, minimum: .integer(0), maximum: .integer(count - 1))
      field.boundSource = .public
      resource.fields.append(field)
    }
    guard !resource.fields.isEmpty else {
      throw SchemaProblem(path: "$", found: "no attribute", expected: "at least one", mend: "Check the file.")
    }
    return resource
  }

  static func write(_ resource: Resource, notes: inout [String]) throws -> JSONValue {
    var sizes: [String: JSONValue] = [:]
    for field in resource.learnedFields {
      guard let domain = Domain(field: field, missingValues: resource.missingValues) else { continue }
      sizes[field.name] = .integer(domain.cardinality)
    }
    let others = resource.fields.filter { sizes[$0.name] == nil }.map(\.name)
    if !others.isEmpty { notes.append("columns that are not learned are left out: \(others.joined(separator: ", "))") }
    notes.append("values are numbered as the schema lists them, a missing one last; numbers are not divided into bins")
    return .object(sizes)
  }
}
