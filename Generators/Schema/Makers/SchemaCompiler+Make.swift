import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Compiles one generator.
  func make(_ json: JSONValue, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard let name = Self.generatorName(json), let value = Self.generatorOptions(json) else {
      throw scope.problem(found: "no generator", expected: "an object with one generator", mend: "Name one.")
    }
    var scope = scope
    // A generator that was put in for one that is not there keeps the column's own path.
    if scope.path.description.contains(".sundog.") { scope.path = scope.path.key(name) }
    if scope.correlated != nil, !Self.correlatable.contains(name) {
      throw scope.problem(
        found: "\"\(name)\" in a correlated column", expected: "one of \(Self.correlatable.joined(separator: ", "))",
        mend: "Take the column out of \"correlations\", or draw it from a distribution.")
    }
    switch name {
    case "constant": return try constant(Options(value, short: "value")["value"] ?? .null, scope)
    case "choice": return try choice(Options(value), scope)
    case "sequence": return try sequence(Options(value), scope)
    case "uuid": return try uuid(scope)
    case "position": return try position(Options(value), scope)
    case "mixture": return try mixture(Options(value), scope)
    case "date", "datetime", "time": return try calendar(name, Options(value), scope)
    case "offset": return try offset(Options(value), scope)
    case "series": return try series(Options(value), scope)
    case "pattern": return try pattern(Options(value, short: "expression"), scope)
    case "template": return try template(Options(value, short: "text"), scope)
    case "words": return words(Options(value), scope)
    case "formula": return try formula(Options(value, short: "expression"), scope)
    case "map": return try map(Options(value), scope)
    case "when": return try when(Options(value), scope)
    case "parent": return try parent(Options(value, short: "column"), scope)
    case "reference": return try reference(Options(value, short: "to"), scope)
    case "person", "address", "company", "internet", "phone", "payment":
      return try record(name, Options(value, short: "part"), scope)
    default: return try distributed(name, value, scope)
    }
  }

  private static let correlatable = [
    "uniform", "normal", "logNormal", "exponential", "gamma", "beta", "poisson", "binomial", "geometric", "zipf",
    "bernoulli", "histogram", "choice",
  ]

  // MARK: Values

  func constant(_ json: JSONValue, _ scope: Scope) throws(SchemaProblem) -> Made {
    let literal = try literal(json, scope)
    return Made(literal.type, literal.cells)
  }

  /// A value in the column's type.
  func literal(_ json: JSONValue, _ scope: Scope) throws(SchemaProblem) -> Typed {
    switch (scope.type, json) {
    case (.text, _): return .constant(json.cellText ?? "")
    case (.integer, .integer(let value)): return .constant(value)
    case (.number, _): if let value = json.doubleValue { return .constant(value) }
    case (.boolean, .bool(let flag)): return .constant(flag ? 1 : 0, .boolean)
    case (.date, .string(let text)), (.datetime, .string(let text)), (.time, .string(let text)):
      if let value = scope.text.value(of: text) { return .constant(value, scope.type) }
    case (.integer, .string(let text)): if let value = Int(text) { return .constant(value) }
    default: break
    }
    throw scope.problem(
      found: "the value \(SourceNode(json: json).summary)", expected: "a value of type \(scope.type.rawValue)",
      mend: "Write such a value, or change the column's \"type\".")
  }

  func choice(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let values = options.list("values") ?? scope.field.categories.map { JSONValue.string($0) }
    guard !values.isEmpty else {
      throw scope.problem(
        found: "nothing to choose from", expected: "\"values\", or \"categories\" of the column",
        mend: "Add \"values\": [ … ].")
    }
    let weights = options.numbers("weights") ?? Array(repeating: 1, count: values.count)
    guard weights.count == values.count, weights.contains(where: { $0 > 0 }) else {
      throw scope.problem(
        "weights", found: "\(weights.count) weights for \(values.count) values",
        expected: "one weight a value, at least one above 0", mend: "Mend the weights.")
    }
    let draw: @Sendable (Frame) -> [Int]
    var capacity: UInt64?
    if scope.isUnique {
      guard options["weights"] == nil else {
        throw scope.problem(
          "weights", found: "weights on a unique column", expected: "none: each value comes once", mend: "Remove them.")
      }
      let permutation = KeyedPermutation(count: UInt64(values.count), key: scope.key)
      capacity = permutation.count
      draw = { frame in frame.rows.map { Int(permutation(UInt64($0))) } }
    } else {
      let table = GuideTable(weights: weights)
      let uniforms = scope.uniforms
      draw = { frame in uniforms(frame).map { table.index($0) } }
    }
    if scope.type == .text {
      let phrases = values.map { $0.cellText ?? "" }
      let table = PhraseTable(phrases)
      return Made(.text, capacity: capacity, isPlain: phrases.allSatisfy(Self.isPlain)) { table.cells(draw($0)) }
    }
    var literals: [JSONValue] = values
    if scope.type != .integer { literals = values.map { Self.parsed($0, scope.type) } }
    var parts: [Typed] = []
    for value in literals { parts.append(try literal(value, scope)) }
    // One row of each is enough to know them all.
    let probe = Frame(model: model, table: scope.table, rows: [0])
    if scope.type == .number {
      let numbers = parts.map { (try? $0.cells(probe).numbers[0]) ?? 0 }
      return Made(.number, capacity: capacity) { frame in Cells(.numbers(draw(frame).map { numbers[$0] })) }
    }
    let integers = parts.map { (try? $0.cells(probe).integers[0]) ?? 0 }
    return Made(scope.type, capacity: capacity) { frame in Cells(.integers(draw(frame).map { integers[$0] })) }
  }

  /// Categories are kept as texts, whatever the column's type is.
  private static func parsed(_ value: JSONValue, _ type: CellType) -> JSONValue {
    guard case .string(let text) = value else { return value }
    switch type {
    case .number: return Double(text).map { .number($0) } ?? value
    case .boolean: return text == "true" ? .bool(true) : text == "false" ? .bool(false) : value
    default: return value
    }
  }

  static func isPlain(_ text: String) -> Bool {
    text.utf8.first != 0x20 && text.utf8.last != 0x20 && !text.isEmpty
      && text.utf8.allSatisfy {
        $0 >= 0x20 && $0 != 0x22 && $0 != 0x2C && $0 != 0x3B && $0 != 0x5C && $0 != 0x7C && $0 != 0x7F
      }
  }

  func sequence(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let start = options.integer("start") ?? 1
    let step = options.integer("step") ?? 1
    return Made(.integer, capacity: unlimited) { frame in Cells(.integers(frame.rows.map { start &+ step &* $0 })) }
  }

  func uuid(_ scope: Scope) throws(SchemaProblem) -> Made {
    let unique = FieldGenerator.uniqueBits(scope.key.derived("unique"))
    let key = scope.key
    return Made(.text, capacity: unique.count, isPlain: true) { frame in
      var writer = TextWriter(rows: frame.count, width: 36)
      let high = frame.bits(key)
      for (index, row) in frame.rows.enumerated() {
        let low = unique(UInt64(row))
        writer.append(most: 36) { place in
          FieldGenerator.writeUUID(high: high[index], low: low, to: place)
          return place + 36
        }
        writer.endCell()
      }
      return Cells(.texts(writer.finish()))
    }
  }

  func position(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let start = options.integer("start") ?? 1
    guard owner(of: scope.table) != nil else {
      throw scope.problem(
        found: "\"position\" in a table that nobody owns", expected: "a table with \"children\" in its generate block",
        mend: "Use \"sequence\", or say whose children the rows are.")
    }
    depend(on: .rows(table: scope.table))
    return Made(.integer) { frame in Cells(.integers(try frame.ownership().positions.map { start + $0 })) }
  }
}
