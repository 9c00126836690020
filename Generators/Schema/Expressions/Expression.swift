/// A formula as it was written: names are not looked up yet, types not checked.
indirect enum Expression: Sendable {
  case integer(Int)
  case number(Double)
  case text(String)
  case boolean(Bool)
  /// A column, or `table.column`.
  case name([String], at: Int)
  case unary(String, Expression, at: Int)
  case binary(String, Expression, Expression, at: Int)
  case call(String, [Expression], at: Int)

  /// 1-based character in the formula, where it is known.
  var position: Int? {
    switch self {
    case .name(_, let at), .unary(_, _, let at), .binary(_, _, _, let at), .call(_, _, let at): at
    default: nil
    }
  }
}

/// Why a formula cannot be used.
struct FormulaError: Error {
  /// 1-based, in characters of the formula.
  var position: Int
  var found: String
  var expected: String
  var mend: String
}
