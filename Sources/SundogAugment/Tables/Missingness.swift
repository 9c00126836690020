import Sundog
import SundogNumerics

/// Values lost, each with a given probability, whatever they are (missing completely at random). Columns whose schema
/// knows no missing value stay.
///
/// Applied to private rows, the result is private.
public struct Missingness: TableTransform {
  public static let name = "missingness"
  public static let parameters: [Parameter<Self>] = [
    .number("share", \.share, in: 0...1), .text("column", \.column),
  ]

  /// The probability with which a value is lost.
  public var share = 0.05
  /// The name of the only column that loses values; all columns if empty.
  public var column = ""

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Positions of the columns that lose their value.
    public var lost: [Int]
  }

  public func draw(for shape: TableSample.Shape, using generator: inout SeededRandom) -> Draw {
    Draw(lost: (0..<shape.columns).filter { _ in generator.uniform() < share })
  }

  public func apply(_ draw: Draw, to sample: TableSample) {
    for position in draw.lost where sample.codes.indices.contains(position) {
      let found = sample.table.columns[position]
      guard let code = found.domain.missingCode, column.isEmpty || column == found.name else { continue }
      sample.codes[position] = code
    }
  }

  func problem(with table: Dataset) -> String? {
    if column.isEmpty || table[column]?.domain.hasMissing == true { return nil }
    return table[column] == nil
      ? "there is no column \"\(column)\"; the table has \(table.columns.map(\.name).joined(separator: ", "))"
      : "column \"\(column)\" knows no missing value; declare \"missingValues\" in its schema"
  }
}
