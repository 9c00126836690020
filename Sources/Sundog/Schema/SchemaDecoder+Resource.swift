extension SchemaDecoder {
  func resource(_ node: SourceNode, at path: JSONPath) -> Resource {
    let displaced: [(names: [String], place: String)] = [
      (SchemaVocabulary.resourceBlock, "\"sundog\""),
      (["fields", "missingValues", "primaryKey", "foreignKeys"], "\"schema\""),
    ]
    var resource = Resource(name: "", fields: [])
    guard
      let object = object(node, at: path, names: SchemaVocabulary.resource, unknown: .kept(displaced: displaced))
    else { return resource }
    resource.name = name(in: object) ?? ""
    resource.title = object.string("title")
    resource.description = object.string("description")
    resource.path = object.string("path")
    if let encoding = object.string("encoding"), !["utf-8", "utf8"].contains(encoding.lowercased()) {
      object.report("encoding", found: "\"\(encoding)\"", expected: "utf-8", mend: "Convert the file to UTF-8.")
    }
    resource.dialect = object.object("dialect", names: SchemaVocabulary.dialect).map(dialect) ?? CSVDialect()
    if let block = object.object("sundog", names: SchemaVocabulary.resourceBlock) { read(block, into: &resource) }
    if object["schema"] == nil {
      object.missing("schema", expected: "the table's fields", mend: "Add \"schema\": { \"fields\": [ … ] }.")
    } else if let schema = object.object(
      "schema", names: SchemaVocabulary.tableSchema, unknown: .kept(displaced: [(["sundog"], "the resource")]))
    {
      read(tableSchema: schema, into: &resource)
    }
    if let block = object["sundog"], case .object(let members) = block.value,
      let rules = members.first(where: { $0.key == "rules" })
    {
      // Rules are read last: their values are compared as the columns' types say.
      resource.rules = self.rules(rules.node, at: path.key("sundog").key("rules"), resource: resource)
    }
    let interpreted: Set = ["name", "title", "description", "path", "dialect", "schema", "sundog"]
    resource.otherProperties = object.others(
      keeping: SchemaVocabulary.resource.filter { !interpreted.contains($0) })
    return resource
  }

  private func read(_ block: ObjectReader, into resource: inout Resource) {
    if let rows = block.object("rows", names: SchemaVocabulary.rows) {
      for name in SchemaVocabulary.rows where rows[name] == nil {
        rows.missing(name, expected: "a value", mend: "Add \"\(name)\".")
      }
      if let count = rows.integer("count", in: 0...Int.max),
        let source = rows.choice("source", RowCount.Source.self)
      {
        resource.rows = RowCount(count: count, source: source)
      }
    }
    if let node = block["generate"] {
      resource.generation = node.json
      checkGeneration(node, at: block.path.key("generate"))
    }
    resource.duplicateColumns = block.choice("duplicateColumns", Resource.DuplicateColumns.self) ?? .refuse
    resource.augment = block.items("augment", what: "operations").compactMap { item in
      guard case .object(let members) = item.node.value, members.contains(where: { $0.key == "op" }) else {
        report(
          item.path, at: item.node, found: item.node.summary, expected: "an object with \"op\"",
          mend: "Write { \"op\": \"…\", … }.")
        return nil
      }
      return item.node.json
    }
  }

  private func read(tableSchema object: ObjectReader, into resource: inout Resource) {
    if object["fields"] == nil {
      object.missing("fields", expected: "a list of columns", mend: "Add \"fields\": [ … ].")
    }
    let items = object.items("fields", what: "columns")
    if items.isEmpty, object["fields"] != nil {
      object.report("fields", found: "no column", expected: "at least one column", mend: "Add a column.")
    }
    resource.missingValues = object.strings("missingValues") ?? [""]
    resource.fields = items.map { field($0.node, at: $0.path) }
    resource.primaryKey = object.stringOrStrings("primaryKey") ?? []
    resource.foreignKeys = object.items("foreignKeys", what: "foreign keys").compactMap { item in
      guard let key = self.object(item.node, at: item.path, names: SchemaVocabulary.foreignKey) else { return nil }
      for name in SchemaVocabulary.foreignKey where key[name] == nil {
        key.missing(name, expected: "a value", mend: "Add \"\(name)\".")
      }
      guard let fields = key.stringOrStrings("fields"),
        let reference = key.object("reference", names: SchemaVocabulary.reference)
      else { return nil }
      if reference["fields"] == nil {
        reference.missing("fields", expected: "names of columns", mend: "Add \"fields\".")
      }
      return ForeignKey(
        fields: fields, resource: reference.string("resource") ?? "",
        referencedFields: reference.stringOrStrings("fields") ?? [])
    }
    let interpreted: Set = ["fields", "missingValues", "primaryKey", "foreignKeys"]
    resource.otherSchemaProperties = object.others(
      keeping: SchemaVocabulary.tableSchema.filter { !interpreted.contains($0) })
  }

  private func dialect(_ object: ObjectReader) -> CSVDialect {
    var dialect = CSVDialect()
    if let delimiter = asciiCharacter("delimiter", in: object) { dialect.delimiter = delimiter }
    dialect.comment = asciiCharacter("commentChar", in: object)
    dialect.hasHeader = object.bool("header") ?? true
    dialect.trimsBlanks = object.bool("skipInitialSpace") ?? true
    if let quote = object.string("quoteChar"), quote != "\"" {
      object.report("quoteChar", found: "\"\(quote)\"", expected: "the double quote", mend: "Convert the file.")
    }
    if object.bool("doubleQuote") == false {
      object.report("doubleQuote", found: "false", expected: "true", mend: "Convert the file to RFC 4180 quoting.")
    }
    let unread = [
      "headerRows", "headerJoin", "commentRows", "escapeChar", "nullSequence", "property", "itemType", "itemKeys",
      "sheetNumber", "sheetName", "table",
    ]
    for name in unread where object[name] != nil {
      object.report(
        name, found: object[name]?.summary ?? "", expected: "a plain CSV file",
        mend: "Sundog does not read \"\(name)\": convert the file and remove it.")
    }
    return dialect
  }

  private func asciiCharacter(_ name: String, in object: ObjectReader) -> UInt8? {
    guard let text = object.string(name) else { return nil }
    let bytes = Array(text.utf8)
    if bytes.count == 1, bytes[0] < 0x80, ![0x0A, 0x0D, 0x22].contains(bytes[0]) { return bytes[0] }
    object.report(name, found: "\"\(text)\"", expected: "one ASCII character", mend: "Write one such as \",\".")
    return nil
  }
}
