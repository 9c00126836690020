import SundogNumerics

/// Rectangles in a regular grid set to one value: in each unit of the grid, a share of its height and width.
///
/// Source: Chen, Liu, Zhao, Jia, "GridMask data augmentation" (2020), without rotation.
public struct GridDropout: Transform {
  public static let name = "gridDropout"
  public static let parameters: [Parameter<Self>] = [
    .range("unitRange", \.unitRange, in: 0.01...1), .range("shareRange", \.shareRange, in: 0...1),
    .integer("fill", \.fill, in: 0...255),
  ]

  /// The side of a unit, as a share of the picture's shorter side.
  public var unitRange: ClosedRange<Double> = 0.15...0.3
  /// The side of a hole, as a share of the unit's.
  public var shareRange: ClosedRange<Double> = 0.5...0.5
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Pixels.
    public var unit: Int
    public var side: Int
    /// Where the first hole begins, before or within the picture.
    public var top: Int
    public var left: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let unit = max(2, Int((generator.uniform(in: unitRange) * Double(min(shape.height, shape.width))).rounded()))
    let side = min(unit, Int((generator.uniform(in: shareRange) * Double(unit)).rounded()))
    return Draw(
      unit: unit, side: side, top: -generator.integer(in: 0...unit - 1), left: -generator.integer(in: 0...unit - 1))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    guard draw.unit > 0, draw.side > 0 else { return }
    var holes: [Hole] = []
    for top in stride(from: draw.top, to: sample.shape.height, by: draw.unit) {
      for left in stride(from: draw.left, to: sample.shape.width, by: draw.unit) {
        holes.append(Hole(top: top, left: left, height: draw.side, width: draw.side))
      }
    }
    sample.hide(holes, fill: fill)
  }
}
