import Sundog
import SundogNumerics

/// Where a generator stands: what it makes, within which bounds, from which random numbers.
struct Scope {
  let table: Int
  let field: Field
  var type: CellType
  let text: CellText
  var key: KeyedHash
  var path: JSONPath
  /// Whether no value may come twice.
  var isUnique: Bool
  /// In the type's own numbers; `nil` where nothing bounds it.
  var minimum: Double?
  var maximum: Double?
  /// Uniform numbers in (0, 1) that are correlated with those of other columns.
  var correlated: (@Sendable (Frame) -> [Double])?

  /// The scope of a generator within this one.
  func inner(_ name: String, path: JSONPath) -> Scope {
    var scope = self
    scope.key = key.derived(name)
    scope.path = path
    scope.isUnique = false
    scope.correlated = nil
    return scope
  }

  /// What draws the uniform numbers of this column.
  var uniforms: @Sendable (Frame) -> [Double] {
    if let correlated { return correlated }
    let key = key
    return { $0.uniforms(key) }
  }

  func problem(_ name: String? = nil, found: String, expected: String, mend: String) -> SchemaProblem {
    SchemaProblem(
      path: (name.map { path.key($0) } ?? path).description, found: found, expected: expected, mend: mend)
  }

  func problem(_ error: FormulaError, _ name: String?) -> SchemaProblem {
    problem(
      name, found: "\(error.found) at column \(error.position) of the formula", expected: error.expected,
      mend: error.mend)
  }
}

/// What a generator was compiled to.
struct Made {
  var type: CellType
  var cells: CellMaker
  /// How many different values there are where none comes twice; `nil` where values repeat.
  var capacity: UInt64?
  /// Whether the values are known to need no quotes.
  var isPlain = false

  init(_ type: CellType, capacity: UInt64? = nil, isPlain: Bool = false, _ cells: @escaping CellMaker) {
    self.type = type
    self.cells = cells
    self.capacity = capacity
    self.isPlain = isPlain || type != .text
  }
}

/// A capacity without end.
let unlimited = UInt64.max
