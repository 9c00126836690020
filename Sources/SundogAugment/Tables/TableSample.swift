import Sundog

/// A row of a coded table under augmentation.
public final class TableSample: AugmentSample {
  /// The columns of a table.
  public struct Shape: Codable, Hashable, Sendable {
    public var columns: Int
  }

  public private(set) var shape = Shape(columns: 0)
  /// The code of each column.
  public internal(set) var codes: [Int] = []
  /// The table that the row is of.
  let table: Dataset
  /// Which row it is.
  private(set) var row = 0
  /// Neighbors of rows, computed when first asked for.
  let neighborhoods: Neighborhoods

  init(table: Dataset, neighborhoods: Neighborhoods) {
    self.table = table
    self.neighborhoods = neighborhoods
  }

  func load(_ row: Int) {
    self.row = row
    shape = Shape(columns: table.columns.count)
    codes = table.columns.map { $0.codes[row] }
  }

  public static var catalog: [any Transform<TableSample>.Type] { TableCatalog.transforms }
}

/// Rows that are augmented.
public typealias TablePipeline = Pipeline<TableSample>

/// A transform that knows which tables it can change.
protocol TableTransform: Transform where Sample == TableSample {
  /// Why a table's rows cannot be changed so; `nil` where they can.
  func problem(with table: Dataset) -> String?
}

/// Every transform of rows that pipeline files may name, one line each.
public enum TableCatalog {
  public static let transforms: [any Transform<TableSample>.Type] = [
    BinJitter.self, CategorySwap.self, Missingness.self, SMOTENC.self,
  ]
}
