import SundogNumerics

/// A lens out of focus: the mean of a disk of radius r, its rim smoothed: weights clip(r + ½ − distance, 0, 1).
public struct Defocus: Transform {
  public static let name = "defocus"
  public static let parameters: [Parameter<Self>] = [.integerRange("radiusRange", \.radiusRange, in: 0...15)]

  /// r, in pixels.
  public var radiusRange: ClosedRange<Int> = 2...5

  public init() {}

  public struct Draw: Codable, Sendable {
    public var radius: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(radius: generator.integer(in: radiusRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let reach = -draw.radius...draw.radius
    let disk = reach.flatMap { row in
      reach.map { column in
        let distance = Double(row * row + column * column).squareRoot()
        return (row: row, column: column, weight: min(max(Double(draw.radius) + 0.5 - distance, 0), 1))
      }
    }
    let total = disk.reduce(0) { $0 + $1.weight }
    sample.filter(disk.map { (row: $0.row, column: $0.column, weight: $0.weight / total) })
  }
}
