import Sundog
import SundogNumerics

/// A schema made ready for sampling: what makes each column, how many rows each table has, who owns whom.
final class CompiledSchema: @unchecked Sendable {
  var tables: [CompiledTable] = []

  /// A frame of consecutive rows.
  func frame(table: Int, rows: Range<Int>) -> Frame { Frame(model: self, table: table, rows: Array(rows)) }
}

struct CompiledTable {
  let name: String
  let resource: Resource
  var columns: [ColumnPlan] = []
  var links: [LinkPlan] = []
  /// How its rows come from those of another table, if they do.
  var children: ChildPlan?
  /// Rows that are made.
  var rows: Range<Int> = 0..<0
}

/// A reference to rows of another table.
struct LinkPlan {
  let name: String
  let target: Int
  /// The picked rows.
  let pick: CellMaker
}

struct ChildPlan {
  let owner: Int
  /// How many children each owner has, made in the owner's frame.
  let count: CellMaker
  let index: ChildIndex
}

/// One column, compiled.
struct ColumnPlan: Sendable {
  let name: String
  let type: CellType
  let maker: CellMaker
  let text: CellText
  /// Share of missing values and the key that chooses them.
  let missing: (rate: Double, key: KeyedHash)?
  let bounds: ColumnBounds?
  let isReleased: Bool
  /// Whether the values are known to need no quotes.
  let isPlain: Bool

  /// Rounds, checks and leaves out.
  func finish(_ cells: Cells, frame: Frame) throws -> Cells {
    var cells = cells
    if case .numbers(var values) = cells.values, let decimals = text.decimals {
      let scale = Digits.scales[decimals]
      values.withEach { ($0 * scale).rounded() / scale }
      cells.values = .numbers(values)
    }
    if let bounds { try bounds.apply(to: &cells, column: self, frame: frame) }
    guard let missing else { return cells }
    // Which rows are missing must not follow the value: a key of its own.
    let isMissing = frame.rows.map { missing.key.uniform(UInt64($0)) < missing.rate }
    cells.missing = Cells.union(cells.missing, isMissing)
    return cells
  }
}

/// What values a column may take at most: for those that are computed, not drawn within bounds.
struct ColumnBounds: Sendable {
  let minimum: Double?
  let maximum: Double?
  let clips: Bool

  func apply(to cells: inout Cells, column: ColumnPlan, frame: Frame) throws {
    let (low, high) = (minimum ?? -.infinity, maximum ?? .infinity)
    switch cells.values {
    case .texts: return
    case .numbers(var values):
      for index in values.indices where !(values[index] >= low && values[index] <= high) {
        if cells.isMissing(index) { continue }
        guard clips else { throw error(ShortestNumber.text(values[index]), column, frame, index) }
        values[index] = min(max(values[index], low), high)
      }
      cells.values = .numbers(values)
    case .integers(var values):
      for index in values.indices where Double(values[index]) < low || Double(values[index]) > high {
        if cells.isMissing(index) { continue }
        guard clips else { throw error(text(values[index], column), column, frame, index) }
        values[index] = Double(values[index]) < low ? Int(low.rounded(.up)) : Int(high.rounded(.down))
      }
      cells.values = .integers(values)
    }
  }

  private func text(_ value: Int, _ column: ColumnPlan) -> String {
    column.text.texts(Cells(.integers([value]))).texts.string(0)
  }

  private func error(_ found: String, _ column: ColumnPlan, _ frame: Frame, _ index: Int) -> SamplingError {
    func bound(_ value: Double) -> String {
      column.type.isWhole ? text(Int(value), column) : ShortestNumber.text(value)
    }
    let parts = [minimum.map { "at least \(bound($0))" }, maximum.map { "at most \(bound($0))" }]
    return .outOfBounds(
      table: frame.model.tables[frame.table].name, column: column.name, row: frame.rows[index], found: found,
      expected: parts.compactMap { $0 }.joined(separator: " and "))
  }
}
