import Sundog

/// Nearest rows of the same class, by the distance that `SMOTENC` states.
///
/// Complexity: O(rows × columns) for each row that is asked about.
final class Neighborhoods: Sendable {
  private let table: Dataset
  /// d².
  private let mismatch: Double

  init(_ table: Dataset) {
    self.table = table
    let deviations = table.columns.filter { $0.domain.isNumeric }.map(Self.deviation).sorted()
    let median =
      deviations.isEmpty ? 1 : (deviations[(deviations.count - 1) / 2] + deviations[deviations.count / 2]) / 2
    mismatch = median * median
  }

  /// The standard deviation of the codes that are not missing.
  private static func deviation(_ column: Dataset.Column) -> Double {
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for code in column.codes.widened where Int(code) < column.domain.valueCount {
      count += 1
      sum += Double(code)
      squares += Double(code) * Double(code)
    }
    return count > 0 ? max(0, squares / count - sum / count * (sum / count)).squareRoot() : 0
  }

  /// The nearest rows, the nearest first; of rows as near, the earlier one.
  func nearest(to row: Int, count: Int, target: String) -> [Int] {
    guard let labels = table[target]?.codes else { return [] }
    let columns = table.columns.filter { $0.name != target }
    let own = columns.map { $0.codes[row] }
    var nearest: [(distance: Double, row: Int)] = []
    for other in 0..<table.rowCount where other != row && labels[other] == labels[row] {
      var distance = 0.0
      for (column, code) in zip(columns, own) {
        let theirs = column.codes[other]
        let values = column.domain.valueCount
        if column.domain.isNumeric && code < values && theirs < values {
          distance += Double(code - theirs) * Double(code - theirs)
        } else if code != theirs {
          distance += mismatch
        }
      }
      if nearest.count == count, distance >= nearest[count - 1].distance { continue }
      let place = nearest.firstIndex { $0.distance > distance } ?? nearest.count
      nearest.insert((distance, other), at: place)
      if nearest.count > count { nearest.removeLast() }
    }
    return nearest.map(\.row)
  }
}
