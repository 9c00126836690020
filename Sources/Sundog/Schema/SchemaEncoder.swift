import SundogPrivacy

/// Turns a schema into the tree that is written, names in the order of the format's description.
enum SchemaEncoder {
  /// Collects the members of one object; what is `nil` or says nothing is left out.
  struct Members {
    private(set) var list: [SourceNode.Member] = []

    mutating func add(_ key: String, _ node: SourceNode?) {
      if let node { list.append(SourceNode.Member(key: key, line: 0, column: 0, node: node)) }
    }

    mutating func add(_ key: String, _ text: String?) { add(key, text.map { SourceNode(.string($0)) }) }
    mutating func add(_ key: String, integer: Int?) { add(key, integer.map { SourceNode(.integer($0)) }) }
    mutating func add(_ key: String, number: Double?) { add(key, number.map { SourceNode(.number($0)) }) }

    mutating func add(_ key: String, flag: Bool) {
      if flag { add(key, SourceNode(.bool(true))) }
    }

    mutating func add(_ key: String, texts: [String], always: Bool = false) {
      if always || !texts.isEmpty { add(key, SourceNode(.array(texts.map { SourceNode(.string($0)) }))) }
    }

    mutating func add(_ key: String, object: Members) {
      if !object.list.isEmpty { add(key, SourceNode(.object(object.list))) }
    }

    /// Members of other tools, by name.
    mutating func add(others: [String: JSONValue]) {
      for (key, value) in others.sorted(by: { $0.key < $1.key }) { add(key, SourceNode(json: value)) }
    }

    var node: SourceNode { SourceNode(.object(list)) }
  }

  static func node(of schema: Schema) -> SourceNode {
    var package = Members()
    var others = schema.otherProperties
    package.add("$schema", others.removeValue(forKey: "$schema").map { SourceNode(json: $0) })
    package.add("name", schema.name)
    package.add("title", schema.title)
    package.add("description", schema.description)
    package.add("version", schema.version)
    package.add(others: others)
    var block = Members()
    block.add("schemaVersion", integer: 1)
    block.add("privacy", schema.privacy.map(policy))
    package.add("sundog", object: block)
    package.add("resources", SourceNode(.array(schema.resources.map(resource))))
    return package.node
  }

  private static func policy(_ policy: PrivacyPolicy) -> SourceNode {
    var members = Members()
    if let unit = policy.unitColumn {
      var object = Members()
      object.add("resource", unit.resource)
      object.add("column", unit.column)
      object.add("maxContributions", integer: unit.maxContributions)
      members.add("unit", object: object)
    } else {
      members.add("unit", "row")
    }
    members.add("neighbors", policy.neighbors.rawValue)
    if let budget = policy.budget {
      var object = Members()
      object.add("epsilon", number: budget.epsilon)
      object.add("delta", number: budget.delta)
      members.add("budget", object: object)
    }
    return members.node
  }

  private static func resource(_ resource: Resource) -> SourceNode {
    var members = Members()
    members.add("name", resource.name)
    members.add("title", resource.title)
    members.add("description", resource.description)
    members.add("path", resource.path)
    members.add(others: resource.otherProperties)
    members.add("dialect", object: dialect(resource.dialect))
    var block = Members()
    if let rows = resource.rows {
      var object = Members()
      object.add("count", integer: rows.count)
      object.add("source", rows.source.rawValue)
      block.add("rows", object: object)
    }
    if resource.duplicateColumns != .refuse { block.add("duplicateColumns", resource.duplicateColumns.rawValue) }
    if !resource.rules.isEmpty {
      block.add("rules", SourceNode(.array(resource.rules.map { rule($0, of: resource) })))
    }
    if !resource.augment.isEmpty {
      block.add("augment", SourceNode(.array(resource.augment.map { SourceNode(json: $0) })))
    }
    block.add("generate", resource.generation.map { SourceNode(json: $0) })
    members.add("sundog", object: block)
    members.add("schema", object: tableSchema(resource))
    return members.node
  }

  private static func dialect(_ dialect: CSVDialect) -> Members {
    func text(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }
    var members = Members()
    if dialect.delimiter != UInt8(ascii: ",") { members.add("delimiter", text(dialect.delimiter)) }
    if !dialect.hasHeader { members.add("header", SourceNode(.bool(false))) }
    if !dialect.trimsBlanks { members.add("skipInitialSpace", SourceNode(.bool(false))) }
    members.add("commentChar", dialect.comment.map(text))
    return members
  }

  private static func tableSchema(_ resource: Resource) -> Members {
    var members = Members()
    if resource.missingValues != [""] { members.add("missingValues", texts: resource.missingValues, always: true) }
    members.add("fields", SourceNode(.array(resource.fields.map(field))))
    members.add("primaryKey", texts: resource.primaryKey)
    if !resource.foreignKeys.isEmpty {
      members.add(
        "foreignKeys",
        SourceNode(
          .array(
            resource.foreignKeys.map { key in
              var reference = Members()
              reference.add("resource", key.resource)
              reference.add("fields", texts: key.referencedFields, always: true)
              var object = Members()
              object.add("fields", texts: key.fields, always: true)
              object.add("reference", object: reference)
              return object.node
            })))
    }
    members.add(others: resource.otherSchemaProperties)
    return members
  }
}
