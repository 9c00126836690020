import CSundogKernels
import SundogNumerics

/// The median of the (2 r + 1)² pixels around each, channel by channel.
public struct MedianBlur: Transform {
  public static let name = "medianBlur"
  public static let parameters: [Parameter<Self>] = [.integerRange("radiusRange", \.radiusRange, in: 0...2)]

  /// r, in pixels.
  public var radiusRange: ClosedRange<Int> = 1...2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var radius: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(radius: generator.integer(in: radiusRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let shape = sample.shape
    guard draw.radius > 0 else { return }
    sample.filter(radius: draw.radius) {
      sundog_median(pictureInstructions, shape.picture, $0, Int32(min(draw.radius, 2)), $1, $2)
    }
  }
}
