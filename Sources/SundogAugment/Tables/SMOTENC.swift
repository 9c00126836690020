import Sundog
import SundogNumerics

/// A new row between a row and one of its k nearest neighbors of the same class: numbers at a uniform place between
/// the two, rounded to the grid, and categories as most of the k neighbors have them.
///
/// The distance of two rows is √(Σ (c − c′)² + d² m): c the codes of numbers, m the number of differing categories
/// (a missing value is a category), and d the median of the numbers' standard deviations. A class of one row stays.
///
/// The new row lies between real rows of the table: use it on synthetic or public rows. Applied to private rows, the
/// result is private. Source: Chawla et al., "SMOTE: Synthetic minority over-sampling technique" (2002), Section 6.1.
public struct SMOTENC: TableTransform {
  public static let name = "smoteNC"
  public static let parameters: [Parameter<Self>] = [
    .text("target", \.target), .integer("neighbors", \.neighbors, in: 1...100),
  ]

  /// The name of the column with the classes.
  public var target = ""
  /// k.
  public var neighbors = 5

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Which neighbor, as a share of those there are, and how far towards it.
    public var neighbor: Double
    public var place: Double
  }

  public func draw(for shape: TableSample.Shape, using generator: inout SeededRandom) -> Draw {
    Draw(neighbor: generator.uniform(), place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: TableSample) {
    let near = sample.neighborhoods.nearest(to: sample.row, count: neighbors, target: target)
    guard !near.isEmpty else { return }
    let chosen = near[min(near.count - 1, Int(draw.neighbor * Double(near.count)))]
    for (position, column) in sample.table.columns.enumerated() where column.name != target {
      let (own, other) = (sample.codes[position], column.codes[chosen])
      if column.domain.isNumeric, own < column.domain.valueCount, other < column.domain.valueCount {
        sample.codes[position] = own + Int((draw.place * Double(other - own)).rounded())
      } else {
        sample.codes[position] = Self.mostFrequent(near.map { column.codes[$0] })
      }
    }
  }

  /// The most frequent code; of several, the one that comes first.
  private static func mostFrequent(_ codes: [Int]) -> Int {
    var counts: [Int: Int] = [:]
    for code in codes { counts[code, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    return codes.first { counts[$0] == most } ?? 0
  }

  func problem(with table: Dataset) -> String? {
    table[target] == nil
      ? "there is no column \"\(target)\" with the classes; the table has "
        + table.columns.map(\.name).joined(separator: ", ")
      : nil
  }
}
