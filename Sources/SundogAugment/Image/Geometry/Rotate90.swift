import SundogNumerics

/// A rotation by k quarters of a turn, counterclockwise as seen.
public struct Rotate90: Transform {
  public static let name = "rotate90"
  public static let parameters: [Parameter<Self>] = [
    .integerRange("quarterTurnsRange", \.quarterTurnsRange, in: 0...3)
  ]

  /// k.
  public var quarterTurnsRange: ClosedRange<Int> = 0...3

  public init() {}

  public struct Draw: Codable, Sendable {
    public var quarterTurns: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(quarterTurns: generator.integer(in: quarterTurnsRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    switch draw.quarterTurns & 3 {
    case 1:
      sample.transpose()
      sample.flipVertically()
    case 2:
      sample.flipHorizontally()
      sample.flipVertically()
    case 3:
      sample.transpose()
      sample.flipHorizontally()
    default: break
    }
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? {
    if shape.height == shape.width || quarterTurnsRange.allSatisfy({ $0.isMultiple(of: 2) }) { return shape }
    let isOdd = quarterTurnsRange.allSatisfy { !$0.isMultiple(of: 2) }
    return isOdd ? shape.resized(height: shape.width, width: shape.height) : nil
  }
}
