/// Reads formulas: `if(age >= 18, price * 0.9, price)`, `customers.signup + days(3)`, `'IN-' + pad(id, 6)`.
///
/// From loosest to tightest: `or`; `and`; `not`; `= != < <= > >=`; `+ -`; `* / %`; unary `-`. Texts stand in single
/// quotes (doubled inside), odd names in backticks.
struct ExpressionParser {
  private enum Token: Equatable {
    case integer(Int)
    case number(Double)
    case text(String)
    case name(String)
    case symbol(String)
    case end
  }

  private static let depthLimit = 100

  private var tokens: [(token: Token, position: Int)] = []
  private var next = 0
  private var depth = 0

  static func parse(_ text: String) throws(FormulaError) -> Expression {
    var parser = ExpressionParser()
    try parser.read(Array(text.unicodeScalars))
    let expression = try parser.either()
    guard parser.current == .end else { throw parser.unexpected("an operator or the end") }
    return expression
  }

  // MARK: Tokens

  private mutating func read(_ scalars: [Unicode.Scalar]) throws(FormulaError) {
    var place = 0
    func isDigit(_ at: Int) -> Bool { at < scalars.count && ("0"..."9").contains(scalars[at]) }
    func isLetter(_ at: Int) -> Bool {
      at < scalars.count && (scalars[at].properties.isAlphabetic || scalars[at] == "_")
    }
    while place < scalars.count {
      let start = place
      let scalar = scalars[place]
      if scalar.properties.isWhitespace {
        place += 1
        continue
      }
      if isDigit(place) {
        while isDigit(place) { place += 1 }
        var isInteger = true
        if place < scalars.count, scalars[place] == ".", isDigit(place + 1) {
          isInteger = false
          place += 1
          while isDigit(place) { place += 1 }
        }
        if place < scalars.count, scalars[place] == "e" || scalars[place] == "E",
          isDigit(place + 1)
            || (place + 1 < scalars.count && "+-".unicodeScalars.contains(scalars[place + 1]) && isDigit(place + 2))
        {
          isInteger = false
          place += 2
          while isDigit(place) { place += 1 }
        }
        let text = String(String.UnicodeScalarView(scalars[start..<place]))
        if isInteger, let value = Int(text) {
          tokens.append((.integer(value), start + 1))
        } else if let value = Double(text), value.isFinite {
          tokens.append((.number(value), start + 1))
        } else {
          throw FormulaError(
            position: start + 1, found: text, expected: "a number that fits 64 bits", mend: "Write a smaller number.")
        }
      } else if isLetter(place) {
        while isLetter(place) || isDigit(place) { place += 1 }
        tokens.append((.name(String(String.UnicodeScalarView(scalars[start..<place]))), start + 1))
      } else if scalar == "'" || scalar == "`" {
        var text = String.UnicodeScalarView()
        place += 1
        while true {
          guard place < scalars.count else {
            throw FormulaError(
              position: start + 1, found: "a quote that does not end", expected: "a closing \(scalar)",
              mend: "Close it; a quote within a text is written twice.")
          }
          if scalars[place] == scalar {
            if place + 1 < scalars.count, scalars[place + 1] == scalar { place += 1 } else { break }
          }
          text.append(scalars[place])
          place += 1
        }
        place += 1
        tokens.append((scalar == "'" ? .text(String(text)) : .name(String(text)), start + 1))
      } else {
        let pair = place + 1 < scalars.count ? "\(scalar)\(scalars[place + 1])" : ""
        if ["==", "!=", "<=", ">="].contains(pair) {
          tokens.append((.symbol(pair == "==" ? "=" : pair), start + 1))
          place += 2
        } else if "+-*/%()<>=,.".unicodeScalars.contains(scalar) {
          tokens.append((.symbol("\(scalar)"), start + 1))
          place += 1
        } else {
          throw FormulaError(
            position: start + 1, found: "\"\(scalar)\"", expected: "a value, a name or an operator",
            mend: "Texts stand in single quotes, odd names in backticks.")
        }
      }
    }
    tokens.append((.end, scalars.count + 1))
  }

  private var current: Token { tokens[next].token }
  private var position: Int { tokens[next].position }

  private func unexpected(_ expected: String) -> FormulaError {
    let found =
      switch current {
      case .integer(let value): "\(value)"
      case .number(let value): "\(value)"
      case .text(let text): "'\(text)'"
      case .name(let name): "\"\(name)\""
      case .symbol(let symbol): "\"\(symbol)\""
      case .end: "the end of the formula"
      }
    return FormulaError(position: position, found: found, expected: expected, mend: "Mend the formula there.")
  }

  private mutating func accept(_ symbols: [String]) -> String? {
    let found: String
    switch current {
    case .symbol(let symbol): found = symbol
    case .name(let name): found = name
    default: return nil
    }
    guard symbols.contains(found) else { return nil }
    next += 1
    return found
  }

  private mutating func require(_ symbol: String) throws(FormulaError) {
    if accept([symbol]) == nil { throw unexpected("\"\(symbol)\"") }
  }

  // MARK: Grammar

  private mutating func either() throws(FormulaError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else {
      throw FormulaError(
        position: position, found: "a formula nested deeper than \(Self.depthLimit)", expected: "fewer parentheses",
        mend: "Split it over several columns; \"release\": false keeps a column inside.")
    }
    return try chain(["or"]) { parser throws(FormulaError) in
      try parser.chain(["and"]) { parser throws(FormulaError) in try parser.negation() }
    }
  }

  private mutating func chain(
    _ symbols: [String], _ operand: (inout ExpressionParser) throws(FormulaError) -> Expression
  ) throws(FormulaError) -> Expression {
    var left = try operand(&self)
    while true {
      let at = position
      guard let symbol = accept(symbols) else { return left }
      left = .binary(symbol, left, try operand(&self), at: at)
    }
  }

  private mutating func negation() throws(FormulaError) -> Expression {
    let at = position
    var count = 0
    while accept(["not"]) != nil { count += 1 }
    let inner = try comparison()
    return count % 2 == 1 ? .unary("not", inner, at: at) : inner
  }

  private mutating func comparison() throws(FormulaError) -> Expression {
    let left = try sum()
    let at = position
    guard let symbol = accept(["=", "!=", "<", "<=", ">", ">="]) else { return left }
    return .binary(symbol, left, try sum(), at: at)
  }

  private mutating func sum() throws(FormulaError) -> Expression {
    try chain(["+", "-"]) { parser throws(FormulaError) in
      try parser.chain(["*", "/", "%"]) { parser throws(FormulaError) in try parser.sign() }
    }
  }

  private mutating func sign() throws(FormulaError) -> Expression {
    let at = position
    var count = 0
    while accept(["-"]) != nil { count += 1 }
    let inner = try primary()
    return count % 2 == 1 ? .unary("-", inner, at: at) : inner
  }

  private mutating func primary() throws(FormulaError) -> Expression {
    let at = position
    switch current {
    case .integer(let value):
      next += 1
      return .integer(value)
    case .number(let value):
      next += 1
      return .number(value)
    case .text(let text):
      next += 1
      return .text(text)
    case .name("true"), .name("false"):
      defer { next += 1 }
      return .boolean(current == .name("true"))
    case .name(let name):
      next += 1
      if accept(["("]) != nil { return .call(name, try arguments(), at: at) }
      var path = [name]
      while accept(["."]) != nil {
        guard case .name(let member) = current else { throw unexpected("the name of a column") }
        path.append(member)
        next += 1
      }
      return .name(path, at: at)
    case .symbol("("):
      next += 1
      let inner = try either()
      try require(")")
      return inner
    default: throw unexpected("a value, a name or \"(\"")
    }
  }

  private mutating func arguments() throws(FormulaError) -> [Expression] {
    var arguments: [Expression] = []
    if accept([")"]) != nil { return arguments }
    repeat { arguments.append(try either()) } while accept([","]) != nil
    try require(")")
    return arguments
  }
}
