import Sundog
import SundogNumerics

/// Makes the values of one column for the rows of a frame.
typealias CellMaker = @Sendable (Frame) throws -> Cells

/// Some rows of one table, their columns made when they are first asked for and kept: how columns see each other, their
/// parents and their children without any table being stored.
package final class Frame {
  let model: CompiledSchema
  let table: Int
  /// Row numbers in the whole table.
  package let rows: [Int]
  private var columns: [Cells?]
  private var links: [LinkedFrame?]
  private var owners: Ownership?

  init(model: CompiledSchema, table: Int, rows: [Int]) {
    self.model = model
    self.table = table
    self.rows = rows
    columns = Array(repeating: nil, count: model.tables[table].columns.count)
    links = Array(repeating: nil, count: model.tables[table].links.count)
  }

  package var count: Int { rows.count }

  /// The values of a column.
  /// - Throws: `SamplingError` where a computed value breaks the column's constraints.
  package func column(_ index: Int) throws -> Cells {
    if let cells = columns[index] { return cells }
    let column = model.tables[table].columns[index]
    let cells = try column.finish(try column.maker(self), frame: self)
    columns[index] = cells
    return cells
  }

  /// The rows of another table that a link picks, and which rows have none.
  func link(_ index: Int) throws -> LinkedFrame {
    if let link = links[index] { return link }
    let plan = model.tables[table].links[index]
    let picked = try plan.pick(self)
    let link = LinkedFrame(
      frame: Frame(model: model, table: plan.target, rows: picked.integers), missing: picked.missing)
    links[index] = link
    return link
  }

  /// The rows of the table that owns this one.
  func ownership() throws -> Ownership {
    if let owners { return owners }
    guard let children = model.tables[table].children else { preconditionFailure("a table that nobody owns") }
    let made = try children.index.owners(of: rows, model: model)
    owners = made
    return made
  }

  /// Uniform numbers in (0, 1), one a row.
  func uniforms(_ key: KeyedHash) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows.count) { buffer, count in
      rows.withUnsafeBufferPointer { rows in
        for index in rows.indices { buffer[index] = key.uniform(UInt64(bitPattern: Int64(rows[index]))) }
      }
      count = rows.count
    }
  }

  /// Random bits, one word a row.
  func bits(_ key: KeyedHash) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: rows.count) { buffer, count in
      rows.withUnsafeBufferPointer { rows in
        for index in rows.indices { buffer[index] = key(UInt64(bitPattern: Int64(rows[index]))) }
      }
      count = rows.count
    }
  }
}

/// The rows that a reference points to.
struct LinkedFrame {
  let frame: Frame
  /// Rows without one; empty where all have one.
  let missing: [Bool]

  func column(_ index: Int) throws -> Cells {
    var cells = try frame.column(index)
    cells.missing = Cells.union(cells.missing, missing)
    return cells
  }
}

/// Who owns the rows of a frame.
struct Ownership {
  /// The owners, each once.
  let frame: Frame
  /// The place of each row's owner in `frame`.
  let places: [Int]
  /// The number of each row among its owner's, from 0.
  let positions: [Int]

  func column(_ index: Int) throws -> Cells { try frame.column(index).gathered(places) }
}

/// What goes wrong while rows are made.
public enum SamplingError: Error, Sendable, CustomStringConvertible {
  /// A computed value is outside of the column's constraints.
  case outOfBounds(table: String, column: String, row: Int, found: String, expected: String)

  public var description: String {
    switch self {
    case .outOfBounds(let table, let column, let row, let found, let expected):
      "table \"\(table)\", row \(row): column \"\(column)\" came out as \(found); expected \(expected). Mend its "
        + "generator, widen its constraints, or set \"outOfRange\": \"clip\"."
    }
  }
}
