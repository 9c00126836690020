extension SchemaDecoder {
  func field(_ node: SourceNode, at path: JSONPath) -> Field {
    let displaced: [(names: [String], place: String)] = [
      (SchemaVocabulary.fieldBlock.filter { $0 != "format" }, "\"sundog\""),
      (SchemaVocabulary.constraints, "\"constraints\""),
    ]
    var field = Field(name: "", kind: .string)
    guard let object = object(node, at: path, names: SchemaVocabulary.field, unknown: .kept(displaced: displaced))
    else { return field }
    field.name = name(in: object) ?? ""
    if object["type"] == nil {
      let names = Field.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      object.missing("type", expected: "one of \(names)", mend: "Add \"type\".")
    }
    let kind = object.choice("type", Field.Kind.self)
    // What a column needs depends on its type.
    if kind == nil { giveUp(on: path) }
    field.kind = kind ?? .string
    field.format = object.string("format")
    field.title = object.string("title")
    field.description = object.string("description")
    field.missingValues = object.strings("missingValues")
    field.trueValues = object.strings("trueValues") ?? Field.defaultTrueValues
    field.falseValues = object.strings("falseValues") ?? Field.defaultFalseValues
    refuseOtherNotations(object)
    readCategories(object, into: &field)
    if let block = object.object("sundog", names: SchemaVocabulary.fieldBlock) { read(block, into: &field) }
    let kept = ["example", "examples", "categoriesOrdered", "rdfType"]
    field.otherProperties = object.others(keeping: kept)
    return field
  }

  private func refuseOtherNotations(_ object: ObjectReader) {
    if let point = object.string("decimalChar"), point != "." {
      object.report("decimalChar", found: "\"\(point)\"", expected: "\".\"", mend: "Convert the numbers.")
    }
    if let group = object.string("groupChar"), !group.isEmpty {
      object.report("groupChar", found: "\"\(group)\"", expected: "no group character", mend: "Convert the numbers.")
    }
    if object.bool("bareNumber") == false {
      object.report("bareNumber", found: "false", expected: "bare numbers", mend: "Remove units from the numbers.")
    }
  }

  private func readCategories(_ object: ObjectReader, into field: inout Field) {
    let listed = object["categories"].flatMap { categories($0, at: object.path.key("categories"), kind: field.kind) }
    guard let block = object.object("constraints", names: SchemaVocabulary.constraints) else {
      field.categories = listed ?? []
      return
    }
    let enumerated = block["enum"].flatMap { categories($0, at: block.path.key("enum"), kind: field.kind) }
    if let listed, let enumerated, Set(listed) != Set(enumerated) {
      block.report(
        "enum", found: "other values than \"categories\"", expected: "the same values",
        mend: "Make both lists equal or remove one.")
    }
    field.categories = listed ?? enumerated ?? []
    for name in ["exclusiveMinimum", "exclusiveMaximum", "jsonSchema"] where block[name] != nil {
      block.report(
        name, found: block[name]?.summary ?? "", expected: "\"minimum\" and \"maximum\"",
        mend: "Sundog does not read \"\(name)\": say it with inclusive bounds.")
    }
    field.constraints = Constraints(
      required: block.bool("required") ?? false, unique: block.bool("unique") ?? false,
      minimum: bound("minimum", in: block), maximum: bound("maximum", in: block), pattern: block.string("pattern"),
      minLength: block.integer("minLength", in: 0...Int.max), maxLength: block.integer("maxLength", in: 0...Int.max))
  }

  private func bound(_ name: String, in block: ObjectReader) -> JSONValue? {
    guard let node = block[name] else { return nil }
    switch node.value {
    case .integer, .number, .string: return node.json
    default:
      block.report(name, found: node.summary, expected: "a number, or a date in quotes", mend: "Write one value.")
      return nil
    }
  }

  private func categories(_ node: SourceNode, at path: JSONPath, kind: Field.Kind) -> [String]? {
    // A number among texts is a text whose leading zeros or trailing digits YAML has already dropped.
    if kind == .string { return strings(node, at: path, what: "texts") }
    guard case .array(let items) = node.value else {
      report(path, at: node, found: node.summary, expected: "a list of values", mend: "Write [ … ].")
      return nil
    }
    return items.enumerated().compactMap { cellText($0.element, at: path.index($0.offset)) }
  }

  private func read(_ block: ObjectReader, into field: inout Field) {
    field.role = block.choice("role", Field.Role.self)
    field.boundSource = block.choice("boundSource", Field.BoundSource.self)
    field.outOfRange = block.choice("outOfRange", Field.OutOfRange.self) ?? .refuse
    field.outOfDomain = outOfDomain(block)
    field.bins = block.object("bins", names: SchemaVocabulary.bins).flatMap(bins)
    field.decimals = block.integer("decimals", in: 0...12)
    field.learn = block.bool("learn") ?? true
    field.release = block.bool("release") ?? (field.role != .privacyId)
    field.missingRate = block.number("missingRate", "a share in [0, 1]") { (0...1).contains($0) }
    field.media = block.object("media", names: SchemaVocabulary.media).flatMap(media)
    if let node = block["generator"] {
      field.generator = node.json
      checkGenerator(node, at: block.path.key("generator"))
    }
  }

  private func outOfDomain(_ block: ObjectReader) -> Field.OutOfDomain {
    switch block["outOfDomain"]?.value {
    case nil, .string("refuse"): return .refuse
    case .string("missing"): return .missing
    case .string(let category): return .category(category)
    case .object:
      let object = block.object("outOfDomain", names: ["category"])
      if let object, object["category"] == nil {
        object.missing("category", expected: "a category", mend: "Add \"category\".")
      }
      return object?.string("category").map { .category($0) } ?? .refuse
    default:
      block.report(
        "outOfDomain", found: block["outOfDomain"]?.summary ?? "", expected: "refuse, missing or a category",
        mend: "Write one of them in quotes.")
      return .refuse
    }
  }

  private func bins(_ object: ObjectReader) -> BinSpecification? {
    let kinds = ["width", "count", "edges", "quantiles"].filter { object[$0] != nil }
    guard kinds.count == 1 else {
      report(
        object.path, at: object.node, found: kinds.isEmpty ? "none" : kinds.joined(separator: " and "),
        expected: "one of width, count, edges, quantiles", mend: "Keep one of them.")
      return nil
    }
    if object["budgetShare"] != nil, kinds[0] != "quantiles" {
      object.report(
        "budgetShare", found: "a share with \"\(kinds[0])\"", expected: "it with \"quantiles\" only",
        mend: "Remove it: public bins cost nothing.")
    }
    switch kinds[0] {
    case "width": return object.number("width", "a number above 0") { $0 > 0 && $0.isFinite }.map { .width($0) }
    case "count": return object.integer("count", in: 1...1_000_000).map { .count($0) }
    case "edges": return edges(object)
    default:
      guard object["budgetShare"] != nil else {
        object.missing("budgetShare", expected: "a share in (0, 1)", mend: "Say what the quantiles may spend.")
        return nil
      }
      let count = object.integer("quantiles", in: 2...65_536)
      let share = object.number("budgetShare", "a share in (0, 1)") { $0 > 0 && $0 < 1 }
      if let count, let share { return .quantiles(count: count, budgetShare: share) }
      return nil
    }
  }

  private func edges(_ object: ObjectReader) -> BinSpecification? {
    let items = object.items("edges", what: "numbers")
    let values = items.compactMap { $0.node.json.doubleValue }
    guard values.count == items.count, values.count >= 2, zip(values, values.dropFirst()).allSatisfy(<) else {
      object.report(
        "edges", found: object["edges"]?.summary ?? "", expected: "at least two numbers, ascending",
        mend: "List the edges from the lowest to the highest.")
      return nil
    }
    return .edges(values)
  }

  private func media(_ object: ObjectReader) -> MediaSpecification? {
    enum Kind: String, CaseIterable { case image, audio }
    enum Fit: String, CaseIterable {
      case refuse
      case padOrCrop = "pad-or-crop"
    }
    let names = ["kind", "format", "channels"]
    for name in names where object[name] == nil {
      object.missing(name, expected: "a value", mend: "Add \"\(name)\".")
    }
    let kind = object.choice("kind", Kind.self)
    let other = kind == .audio ? ["height", "width"] : ["sampleRate", "seconds", "fit"]
    for name in other where kind != nil && object[name] != nil {
      object.report(
        name, found: "it on \(kind?.rawValue ?? "")", expected: "no \"\(name)\"", mend: "Remove it.")
    }
    for name in kind == .audio ? ["sampleRate", "seconds"] : ["height", "width"] where object[name] == nil {
      object.missing(name, expected: "a number", mend: "Add \"\(name)\".")
    }
    let format = object.string("format")
    let channels = object.integer("channels", in: 1...64)
    let fit = object.choice("fit", Fit.self) ?? .refuse
    let (height, width) = (object.integer("height", in: 1...65_535), object.integer("width", in: 1...65_535))
    let rate = object.integer("sampleRate", in: 1...1_000_000)
    let seconds = object.number("seconds", "a number above 0") { $0 > 0 && $0.isFinite }
    guard let format, let channels else { return nil }
    if kind == .image, let height, let width {
      return MediaSpecification(content: .image(height: height, width: width, channels: channels), format: format)
    }
    if kind == .audio, let rate, let seconds {
      return MediaSpecification(
        content: .audio(sampleRate: rate, channels: channels, seconds: seconds, fit: fit.rawValue), format: format)
    }
    return nil
  }
}
