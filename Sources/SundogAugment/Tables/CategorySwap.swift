import Sundog
import SundogNumerics

/// Categories drawn anew, each with a given probability, from frequencies that are given: public ones, or such as a
/// mechanism has released. They are never read off the rows.
///
/// Applied to private rows, the result is private: most values stay what they were.
public struct CategorySwap: TableTransform {
  public static let name = "categorySwap"
  public static let parameters: [Parameter<Self>] = [
    .text("column", \.column),
    .numbers("frequencies", \.frequencies, in: 0...1e18, counts: 1...65_536), .number("share", \.share, in: 0...1),
  ]

  /// The name of the column.
  public var column = ""
  /// How frequent each category is, in proportion, in the order of the schema; all the same if empty.
  public var frequencies: [Double] = []
  /// The probability with which a category is drawn anew.
  public var share = 0.1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var isSwapped: Bool
    /// Which of the categories, as a share of the sum of frequencies.
    public var place: Double
  }

  public func draw(for shape: TableSample.Shape, using generator: inout SeededRandom) -> Draw {
    Draw(isSwapped: generator.uniform() < share, place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: TableSample) {
    guard draw.isSwapped, let column = sample.table.index(of: column) else { return }
    let count = sample.table.columns[column].domain.valueCount
    let weights = frequencies.isEmpty ? [Double](repeating: 1, count: count) : frequencies
    var rest = draw.place * weights.reduce(0, +)
    for (code, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 {
        sample.codes[column] = code
        return
      }
    }
  }

  func problem(with table: Dataset) -> String? {
    guard let found = table[column] else {
      return "there is no column \"\(column)\"; the table has \(table.columns.map(\.name).joined(separator: ", "))"
    }
    guard case .categories(let labels) = found.domain.values else { return "column \"\(column)\" holds numbers" }
    if !frequencies.isEmpty && frequencies.count != labels.count {
      return "column \"\(column)\" has \(labels.count) categories, and there are \(frequencies.count) frequencies"
    }
    if !frequencies.isEmpty && !frequencies.contains(where: { $0 > 0 }) { return "all frequencies are zero" }
    return nil
  }
}
