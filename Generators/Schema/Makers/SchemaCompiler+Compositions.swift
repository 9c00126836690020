import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Compiles a formula of the column's table.
  func expression(_ text: String, _ option: String?, _ scope: Scope) throws(SchemaProblem) -> Typed {
    do throws(FormulaError) {
      return try expressionCompiler(scope.table).compile(try ExpressionParser.parse(text))
    } catch {
      throw scope.problem(error, option)
    }
  }

  func formula(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let text = options.text("expression") ?? ""
    let typed = try expression(text, nil, scope)
    return Made(typed.type, capacity: scope.isUnique ? uniqueCapacity([text], scope) : nil, typed.cells)
  }

  /// A text with formulas in braces: `IN-{year(placed)}-{pad(id, 6)}`; braces of the text itself are doubled.
  func template(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    var parts: [CellMaker] = []
    var formulas: [String] = []
    var literal = ""
    func endLiteral() {
      if !literal.isEmpty { parts.append(Typed.constant(literal).cells) }
      literal = ""
    }
    var rest = Array(options.text("text") ?? "")[...]
    while let character = rest.popFirst() {
      if character == "{" || character == "}", rest.first == character {
        literal.append(character)
        rest.removeFirst()
      } else if character == "{" {
        guard let end = rest.firstIndex(of: "}") else {
          throw scope.problem(
            found: "a brace that does not end", expected: "{formula}", mend: "Close it, or double it to mean a brace.")
        }
        endLiteral()
        let formula = String(rest[..<end])
        let typed = try expression(formula, nil, scope)
        guard let text = typed.converted(to: .text) else { continue }
        parts.append(text.cells)
        formulas.append(formula)
        rest = rest[(end + 1)...]
      } else {
        literal.append(character)
      }
    }
    endLiteral()
    guard !parts.isEmpty else {
      throw scope.problem(found: "an empty text", expected: "a text", mend: "Use { \"constant\": \"\" }.")
    }
    let makers = parts
    return Made(.text, capacity: scope.isUnique ? uniqueCapacity(formulas, scope) : nil) { frame in
      Vectors.joined(try makers.map { try $0(frame) })
    }
  }

  /// Whether exactly one of the formulas varies, and that one is a unique column or the row's number: then no two rows
  /// have the same text.
  private func uniqueCapacity(_ formulas: [String], _ scope: Scope) -> UInt64? {
    guard formulas.count == 1, let tree = try? ExpressionParser.parse(formulas[0]) else { return nil }
    var inner = tree
    // pad and text keep different numbers different.
    while case .call(let name, let arguments, _) = inner, name == "pad" || name == "text", let first = arguments.first {
      inner = first
    }
    guard case .name(let path, _) = inner, path.count == 1 else { return nil }
    if path[0] == "row" { return unlimited }
    let resource = schema.resources[scope.table]
    guard let field = resource.field(named: path[0]) else { return nil }
    return field.constraints.unique || resource.primaryKey == [field.name] ? unlimited : nil
  }

  func map(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard let from = try expression(options.text("from") ?? "", "from", scope).converted(to: .text) else {
      throw scope.problem("from", found: "a value that is no text", expected: "a text", mend: "Use text(…).")
    }
    guard case .object(let values)? = options["values"], !values.isEmpty else {
      throw scope.problem("values", found: "nothing", expected: "values by text", mend: "Add some.")
    }
    var places: [[UInt8]: Int] = [:]
    var cases: [CellMaker] = []
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      places[Array(name.utf8)] = cases.count
      cases.append(try literal(value, scope.inner(name, path: scope.path.key("values").key(name))).cells)
    }
    var other = -1
    if let json = options["else"] {
      other = cases.count
      cases.append(try literal(json, scope).cells)
    }
    let (known, makers, otherwise) = (places, cases, other)
    let source = from.cells
    return Made(scope.type) { frame in
      let texts = try source(frame)
      let choice = (0..<frame.count).map { row in
        texts.isMissing(row) ? otherwise : known[Array(texts.texts[row])] ?? otherwise
      }
      return Vectors.chosen(choice, of: try makers.map { try $0(frame) })
    }
  }

  /// The first case whose condition holds.
  func when(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    var conditions: [CellMaker] = []
    var cases: [CellMaker] = []
    for (index, item) in (options.list("cases") ?? []).enumerated() {
      let path = scope.path.key("cases").index(index)
      let inner = scope.inner("case \(index)", path: path.key("then"))
      let members = Options(item)
      var conditionScope = inner
      conditionScope.path = path
      let condition = try expression(members.text("if") ?? "", "if", conditionScope)
      guard condition.type == .boolean else {
        throw conditionScope.problem(
          "if", found: "a formula of type \(condition.type.rawValue)", expected: "a condition",
          mend: "Compare something.")
      }
      conditions.append(condition.cells)
      cases.append(try converted(try make(members["then"] ?? .null, inner), inner).cells)
    }
    var other = -1
    if let json = options["else"] {
      let inner = scope.inner("else", path: scope.path.key("else"))
      other = cases.count
      cases.append(try converted(try make(json, inner), inner).cells)
    }
    let (tests, makers, otherwise) = (conditions, cases, other)
    return Made(scope.type) { frame in
      var choice = [Int](repeating: -2, count: frame.count)
      for (index, test) in tests.enumerated() {
        let made = try test(frame)
        let values = made.integers
        for row in choice.indices where choice[row] == -2 && values[row] != 0 && !made.isMissing(row) {
          choice[row] = index
        }
      }
      for row in choice.indices where choice[row] == -2 { choice[row] = otherwise }
      return Vectors.chosen(choice, of: try makers.map { try $0(frame) })
    }
  }

  func mixture(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let components = options.list("components") ?? []
    let weights = options.numbers("weights") ?? Array(repeating: 1, count: components.count)
    guard weights.count == components.count, weights.contains(where: { $0 > 0 }) else {
      throw scope.problem(
        "weights", found: "\(weights.count) weights for \(components.count) components",
        expected: "one weight a component, at least one above 0", mend: "Mend the weights.")
    }
    var cases: [CellMaker] = []
    for (index, component) in components.enumerated() {
      let inner = scope.inner("component \(index)", path: scope.path.key("components").index(index))
      cases.append(try converted(try make(component, inner), inner).cells)
    }
    let table = GuideTable(weights: weights)
    let (key, makers) = (scope.key, cases)
    return Made(scope.type) { frame in
      Vectors.chosen(frame.uniforms(key).map { table.index($0) }, of: try makers.map { try $0(frame) })
    }
  }
}
