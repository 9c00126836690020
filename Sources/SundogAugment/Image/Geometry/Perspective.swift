import SundogNumerics

/// The picture seen at an angle: its corners move inwards, each by up to a share of half the width and height.
///
/// The map takes the corners of the picture to the drawn points and keeps lines straight (Heckbert 1989). Bilinear
/// interpolation.
public struct Perspective: Transform {
  public static let name = "perspective"
  public static let parameters: [Parameter<Self>] = [
    .range("distortionRange", \.distortionRange, in: 0...0.95), .choice("border", \.border),
    .integer("fill", \.fill, in: 0...255),
  ]

  /// The share of half the width and height.
  public var distortionRange: ClosedRange<Double> = 0...0.3
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// How far the corners move inwards, as shares of width and height: x and y of the upper left, upper right, lower
    /// right, lower left corner.
    public var shares: [Double]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(shares: (0..<8).map { _ in generator.uniform(in: distortionRange) / 2 })
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    guard draw.shares.count == 8 else { return }
    let (width, height) = (Double(sample.shape.width - 1), Double(sample.shape.height - 1))
    let corners = [(x: 0.0, y: 0.0), (x: width, y: 0.0), (x: width, y: height), (x: 0.0, y: height)]
    let moved = corners.enumerated().map { index, corner in
      let (dx, dy) = (draw.shares[2 * index] * width, draw.shares[2 * index + 1] * height)
      return (x: corner.x == 0 ? dx : corner.x - dx, y: corner.y == 0 ? dy : corner.y - dy)
    }
    // Pictures of one row or column have no corners.
    guard let backward = Projection.taking(moved, to: corners) else { return }
    sample.warp(by: backward, border: border, fill: fill)
  }
}
