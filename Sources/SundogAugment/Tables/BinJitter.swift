import Sundog
import SundogNumerics

/// Numbers moved within their bins of w grid steps: code c ← w ⌊c / w⌋ + u, u uniform in 0 … w − 1, each number with a
/// given probability. The last bin may be narrower. Categories and missing values stay.
///
/// Applied to private rows, the result is private: a bin hides little.
public struct BinJitter: TableTransform {
  public static let name = "binJitter"
  public static let parameters: [Parameter<Self>] = [
    .integer("steps", \.steps, in: 2...1_000_000), .number("share", \.share, in: 0...1),
  ]

  /// w.
  public var steps = 4
  /// The probability with which a number is moved.
  public var share = 1.0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// For each column, u / w, and negative where the number stays.
    public var places: [Double]
  }

  public func draw(for shape: TableSample.Shape, using generator: inout SeededRandom) -> Draw {
    Draw(
      places: (0..<shape.columns).map { _ in
        let (isMoved, place) = (generator.uniform() < share, generator.uniform())
        return isMoved ? place : -1
      })
  }

  public func apply(_ draw: Draw, to sample: TableSample) {
    for (column, place) in zip(sample.codes.indices, draw.places) where place >= 0 {
      let domain = sample.table.columns[column].domain
      let code = sample.codes[column]
      guard domain.isNumeric, code < domain.valueCount else { continue }
      let first = code / steps * steps
      let width = min(steps, domain.valueCount - first)
      sample.codes[column] = first + min(width - 1, Int(place * Double(width)))
    }
  }

  func problem(with table: Dataset) -> String? { nil }
}
