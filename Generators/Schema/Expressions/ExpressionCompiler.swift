import Sundog

/// Looks the names of a formula up and checks its types.
///
/// `resolve` gives the column that a path names; `aggregate` the children that `sum`, `mean` and `count` speak of.
struct ExpressionCompiler {
  /// A column, or a value of the row such as its number.
  let resolve: (_ path: [String], _ position: Int) throws(FormulaError) -> Typed
  /// A function over the children of each row; `nil` where the name is no such function.
  let aggregate: (_ function: String, _ arguments: [Expression], _ position: Int) throws(FormulaError) -> Typed?

  func compile(_ expression: Expression) throws(FormulaError) -> Typed {
    switch expression {
    case .integer(let value): return .constant(value)
    case .number(let value): return .constant(value)
    case .text(let text): return .constant(text)
    case .boolean(let flag): return .constant(flag ? 1 : 0, .boolean)
    case .name(let path, let at): return try resolve(path, at)
    case .unary(let symbol, let inner, let at): return try unary(symbol, try compile(inner), at)
    case .binary(let symbol, let left, let right, let at):
      return try binary(symbol, try compile(left), try compile(right), at)
    case .call(let name, let arguments, let at):
      if let made = try aggregate(name, arguments, at) { return made }
      var compiled: [Typed] = []
      for argument in arguments { compiled.append(try compile(argument)) }
      return try FormulaFunctions.call(name, compiled, at)
    }
  }

  private func unary(_ symbol: String, _ inner: Typed, _ at: Int) throws(FormulaError) -> Typed {
    let cells = inner.cells
    switch (symbol, inner.type) {
    case ("not", .boolean): return Typed(.boolean) { Vectors.integers(try cells($0)) { 1 - $0 } }
    case ("-", .integer): return Typed(.integer) { Vectors.integers(try cells($0)) { 0 &- $0 } }
    case ("-", .number): return Typed(.number) { Vectors.numbers(try cells($0)) { -$0 } }
    default:
      throw FormulaError(
        position: at, found: "\"\(symbol)\" before a value of type \(inner.type.rawValue)",
        expected: symbol == "not" ? "true or false behind it" : "a number behind it", mend: "Mend the formula there.")
    }
  }

  private func binary(_ symbol: String, _ a: Typed, _ b: Typed, _ at: Int) throws(FormulaError) -> Typed {
    let made: Typed? =
      switch symbol {
      case "and", "or": Self.logical(symbol, a, b)
      case "=", "!=", "<", "<=", ">", ">=": Self.comparison(symbol, a, b)
      default: Self.arithmetic(symbol, a, b)
      }
    guard let made else {
      throw FormulaError(
        position: at, found: "\"\(symbol)\" between \(a.type.rawValue) and \(b.type.rawValue)",
        expected: "types that it can join",
        mend: "Convert one of them by text(…), number(…), integer(…) or date(…).")
    }
    return made
  }

  /// Three-valued: what decides alone needs no value on the other side.
  private static func logical(_ symbol: String, _ a: Typed, _ b: Typed) -> Typed? {
    guard a.type == .boolean, b.type == .boolean else { return nil }
    let (left, right) = (a.cells, b.cells)
    let deciding = symbol == "and" ? 0 : 1
    return Typed(.boolean) { frame in
      let (x, y) = (try left(frame), try right(frame))
      var cells = Vectors.integers(x, y) { deciding == 0 ? $0 & $1 : $0 | $1 }
      guard !cells.missing.isEmpty, case .integers(var values) = cells.values else { return cells }
      for row in values.indices where cells.missing[row] {
        let decides = { (cells: Cells) in !cells.isMissing(row) && cells.integers[row] == deciding }
        guard decides(x) || decides(y) else { continue }
        values[row] = deciding
        cells.missing[row] = false
      }
      cells.values = .integers(values)
      return cells
    }
  }

  private static func comparison(_ symbol: String, _ a: Typed, _ b: Typed) -> Typed? {
    var (a, b) = (a, b)
    if a.type != b.type {
      if a.type.isNumeric, b.type.isNumeric {
        // Mixed numbers are compared as numbers.
      } else if b.literal != nil, let converted = b.converted(to: a.type) {
        b = converted
      } else if a.literal != nil, let converted = a.converted(to: b.type) {
        a = converted
      } else {
        return nil
      }
    }
    let (left, right) = (a.cells, b.cells)
    let isTrue: @Sendable (Int) -> Bool
    switch symbol {
    case "=": isTrue = { $0 == 0 }
    case "!=": isTrue = { $0 != 0 }
    case "<": isTrue = { $0 < 0 }
    case "<=": isTrue = { $0 <= 0 }
    case ">": isTrue = { $0 > 0 }
    default: isTrue = { $0 >= 0 }
    }
    return Typed(.boolean) { Vectors.compared(try left($0), try right($0), isTrue) }
  }

  private static func arithmetic(_ symbol: String, _ a: Typed, _ b: Typed) -> Typed? {
    let (left, right) = (a.cells, b.cells)
    if symbol == "+", a.type == .text || b.type == .text {
      guard let x = a.converted(to: .text)?.cells, let y = b.converted(to: .text)?.cells else { return nil }
      return Typed(.text) { Vectors.joined([try x($0), try y($0)]) }
    }
    let whole: (@Sendable (Int, Int) -> Int?)? =
      switch symbol {
      case "+": { checked($0.addingReportingOverflow($1)) }
      case "-": { checked($0.subtractingReportingOverflow($1)) }
      case "*": { checked($0.multipliedReportingOverflow(by: $1)) }
      case "%": { $1 == 0 || $1 == -1 ? ($1 == 0 ? nil : 0) : ($0 % $1 + $1) % $1 }
      default: nil
      }
    let result: CellType? =
      switch (symbol, a.type, b.type) {
      case ("+", .integer, .integer), ("-", .integer, .integer), ("*", .integer, .integer), ("%", .integer, .integer),
        ("-", .date, .date), ("-", .datetime, .datetime), ("-", .time, .time):
        .integer
      case ("+", .date, .integer), ("-", .date, .integer): .date
      case ("+", .integer, .date): .date
      case ("+", .datetime, .integer), ("-", .datetime, .integer): .datetime
      case ("+", .integer, .datetime): .datetime
      default: nil
      }
    if let result, let whole {
      // Beyond some 10¹⁵ days or seconds there is no calendar.
      let limit: UInt = result == .integer ? .max : 1 << 50
      return Typed(result) { frame in
        Vectors.integers(try left(frame), try right(frame)) { a, b in
          whole(a, b).flatMap { $0.magnitude <= limit ? $0 : nil }
        }
      }
    }
    guard a.type.isNumeric, b.type.isNumeric else { return nil }
    let operation: @Sendable (Double, Double) -> Double
    switch symbol {
    case "+": operation = { $0 + $1 }
    case "-": operation = { $0 - $1 }
    case "*": operation = { $0 * $1 }
    case "/": operation = { $0 / $1 }
    default: operation = { $0 - $1 * ($0 / $1).rounded(.down) }
    }
    return Typed(.number) { Vectors.numbers(try left($0), try right($0), operation) }
  }

  private static func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
    result.overflow ? nil : result.partialValue
  }
}
