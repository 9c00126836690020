import Sundog

/// Metadata of the Synthetic Data Vault: types and keys, no bounds and no categories.
enum SDVMetadata {
  /// Their kinds of personal data and our generators.
  private static let records: [String: (generator: String, part: String)] = [
    "email": ("person", "email"), "first_name": ("person", "firstName"), "first_name_male": ("person", "firstName"),
    "first_name_female": ("person", "firstName"), "last_name": ("person", "lastName"), "name": ("person", "name"),
    "user_name": ("person", "userName"), "phone_number": ("phone", "number"), "address": ("address", "full"),
    "street_address": ("address", "street"), "city": ("address", "city"), "administrative_unit": ("address", "region"),
    "state": ("address", "region"), "postcode": ("address", "postcode"), "country": ("address", "country"),
    "country_code": ("address", "countryCode"), "company": ("company", "name"), "job": ("company", "job"),
    "ipv4_address": ("internet", "ipv4"), "ipv6_address": ("internet", "ipv6"), "mac_address": ("internet", "mac"),
    "user_agent_string": ("internet", "userAgent"), "url": ("internet", "url"),
    "credit_card_number": ("payment", "cardNumber"),
    "iban": ("payment", "iban"), "currency_code": ("payment", "currency"),
  ]

  static func read(_ root: [String: JSONValue], name: String, notes: inout [String]) throws(SchemaProblem) -> [Resource]
  {
    let tables = SchemaNotation.members(root["tables"]) ?? [name: .object(root)]
    var resources: [Resource] = []
    for (table, value) in tables.sorted(by: { $0.key < $1.key }) {
      let members = SchemaNotation.members(value) ?? [:]
      guard let columns = SchemaNotation.members(members["columns"]), !columns.isEmpty else {
        throw SchemaProblem(
          path: "$.tables.\(table).columns", found: "nothing", expected: "columns with their sdtype",
          mend: "Check the file.")
      }
      let key = SchemaNotation.text(members["primary_key"])
      var resource = Resource(name: table, fields: [])
      for (column, description) in columns.sorted(by: { $0.key < $1.key }) {
        resource.fields.append(
          try field(
            column, SchemaNotation.members(description) ?? [:], table: table, isKey: column == key, notes: &notes))
      }
      resource.path = "\(table).csv"
      resource.primaryKey = key.map { [$0] } ?? []
      resources.append(resource)
    }
    if case .array(let relationships)? = root["relationships"] {
      for item in relationships {
        let members = SchemaNotation.members(item) ?? [:]
        guard let child = SchemaNotation.text(members["child_table_name"]),
          let index = resources.firstIndex(where: { $0.name == child }),
          let parent = SchemaNotation.text(members["parent_table_name"]),
          let foreign = SchemaNotation.text(members["child_foreign_key"]),
          let primary = SchemaNotation.text(members["parent_primary_key"])
        else {
          throw SchemaProblem(
            path: "$.relationships", found: "a relationship without its four names", expected: "tables and keys",
            mend: "Check the file.")
        }
        resources[index].foreignKeys.append(
          ForeignKey(fields: [foreign], resource: parent, referencedFields: [primary]))
        for place in resources[index].fields.indices where resources[index].fields[place].name == foreign {
          resources[index].fields[place].generator = .object([
            "reference": .object(["to": .string(parent), "column": .string(primary)])
          ])
        }
      }
    }
    notes.append(
      "bounds and categories are not part of such metadata: columns to be learned need them, with \"boundSource\"")
    return resources
  }

  private static func field(
    _ name: String, _ members: [String: JSONValue], table: String, isKey: Bool, notes: inout [String]
  ) throws(SchemaProblem) -> Field {
    let kind = SchemaNotation.text(members["sdtype"]) ?? ""
    var field = Field(name: name, kind: .string)
    field.learn = false
    switch kind {
    case "numerical":
      let representation = SchemaNotation.text(members["computer_representation"]) ?? ""
      field.kind = representation.contains("Int") ? .integer : .number
      notes.append("\(table).\(name): give \"minimum\" and \"maximum\"")
    case "boolean":
      field.kind = .boolean
      field.learn = true
    case "datetime":
      let format = SchemaNotation.text(members["datetime_format"])
      field.kind = format.map { CalendarFormat(pattern: $0, kind: .date) != nil } == true ? .date : .datetime
      field.format = format
      if let format, CalendarFormat(pattern: format, kind: field.kind) == nil {
        (field.kind, field.format) = (.string, nil)
        notes.append("\(table).\(name): the format \(format) is not read; the column stays a text")
      }
    case "id":
      let pattern = SchemaNotation.text(members["regex_format"])
      field.generator = pattern.map { .object(["pattern": .string($0)]) } ?? .object(["sequence": .object([:])])
      if let pattern, isKey, (try? TextPattern(pattern))?.distinct == nil {
        field.generator = .object(["uuid": .object([:])])
        notes.append("\(table).\(name): the pattern \(pattern) may repeat, so that the key is made of UUIDs")
      }
    case "categorical": notes.append("\(table).\(name): list its \"categories\"")
    default:
      if let record = records[kind] {
        field.generator = .object([record.generator: .string(record.part)])
      } else {
        notes.append("\(table).\(name): nothing is known of the type \"\(kind)\"; the column stays a text")
      }
    }
    return field
  }

  static func write(_ schema: Schema, notes: inout [String]) -> JSONValue {
    var tables: [String: JSONValue] = [:]
    var relationships: [JSONValue] = []
    for resource in schema.resources {
      var columns: [String: JSONValue] = [:]
      let foreign = Set(resource.foreignKeys.flatMap(\.fields))
      for field in resource.fields where field.isReleased {
        columns[field.name] = .object(
          description(field, isKey: resource.primaryKey == [field.name] || foreign.contains(field.name)))
      }
      var table: [String: JSONValue] = ["columns": .object(columns)]
      if resource.primaryKey.count == 1 { table["primary_key"] = .string(resource.primaryKey[0]) }
      if resource.primaryKey.count > 1 { notes.append("\(resource.name): keys of several columns cannot be said") }
      tables[resource.name] = .object(table)
      for key in resource.foreignKeys {
        guard key.fields.count == 1 else {
          notes.append("\(resource.name): foreign keys of several columns cannot be said")
          continue
        }
        relationships.append(
          .object([
            "parent_table_name": .string(key.resource.isEmpty ? resource.name : key.resource),
            "parent_primary_key": .string(key.referencedFields[0]), "child_table_name": .string(resource.name),
            "child_foreign_key": .string(key.fields[0]),
          ]))
      }
    }
    notes.append("bounds, categories, rules and generators are not part of such metadata")
    return .object([
      "METADATA_SPEC_VERSION": .string("V1"), "tables": .object(tables), "relationships": .array(relationships),
    ])
  }

  private static func description(_ field: Field, isKey: Bool) -> [String: JSONValue] {
    if isKey { return ["sdtype": .string("id")] }
    if case .object(let members)? = field.generator, let (name, value) = members.first {
      let part = SchemaNotation.text(value) ?? SchemaNotation.text(SchemaNotation.members(value)?["part"])
      let known = records.filter { $0.value == (name, part ?? "") }.keys.sorted { ($0.count, $0) < ($1.count, $1) }
        .first
      if let known { return ["sdtype": .string(known), "pii": .bool(true)] }
    }
    switch field.kind {
    case .integer, .year: return ["sdtype": .string("numerical"), "computer_representation": .string("Int64")]
    case .number: return ["sdtype": .string("numerical"), "computer_representation": .string("Float")]
    case .boolean: return ["sdtype": .string("boolean")]
    case .date:
      return [
        "sdtype": .string("datetime"),
        "datetime_format": .string(field.format.flatMap { $0 == "default" ? nil : $0 } ?? "%Y-%m-%d"),
      ]
    case .datetime:
      return [
        "sdtype": .string("datetime"),
        "datetime_format": .string(field.format.flatMap { $0 == "default" ? nil : $0 } ?? "%Y-%m-%dT%H:%M:%SZ"),
      ]
    case .time, .string: return ["sdtype": .string("categorical")]
    }
  }
}
