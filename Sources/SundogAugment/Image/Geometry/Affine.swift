import Foundation
import SundogNumerics

/// Shear, scale, rotation and shift about the center at once.
///
/// A point at p from the center goes to s R(θ) H p + t, with H = [[1, tan φ], [tan ψ, 1]], R the counterclockwise
/// rotation as seen, and t in shares of width and height; y points downwards. Bilinear interpolation.
public struct Affine: Transform {
  public static let name = "affine"
  public static let parameters: [Parameter<Self>] = [
    .range("degreesRange", \.degreesRange, in: -360...360), .range("scaleRange", \.scaleRange, in: 0.01...100),
    .range("translateXRange", \.translateXRange, in: -1...1), .range("translateYRange", \.translateYRange, in: -1...1),
    .range("shearXRange", \.shearXRange, in: -89...89), .range("shearYRange", \.shearYRange, in: -89...89),
    .choice("border", \.border), .integer("fill", \.fill, in: 0...255),
  ]

  /// θ.
  public var degreesRange: ClosedRange<Double> = -15...15
  /// s.
  public var scaleRange: ClosedRange<Double> = 0.8...1.2
  /// t, to the right.
  public var translateXRange: ClosedRange<Double> = -0.1...0.1
  /// t, downwards.
  public var translateYRange: ClosedRange<Double> = -0.1...0.1
  /// φ, in degrees.
  public var shearXRange: ClosedRange<Double> = -10...10
  /// ψ, in degrees.
  public var shearYRange: ClosedRange<Double> = 0...0
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var degrees: Double
    public var scale: Double
    public var translateX: Double
    public var translateY: Double
    public var shearX: Double
    public var shearY: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      degrees: generator.uniform(in: degreesRange), scale: generator.uniform(in: scaleRange),
      translateX: generator.uniform(in: translateXRange), translateY: generator.uniform(in: translateYRange),
      shearX: generator.uniform(in: shearXRange), shearY: generator.uniform(in: shearYRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let shape = sample.shape
    let (angle, x, y) = (draw.degrees * .pi / 180, tan(draw.shearX * .pi / 180), tan(draw.shearY * .pi / 180))
    let rotation = Projection.linear(
      draw.scale * cos(angle), draw.scale * sin(angle), -draw.scale * sin(angle), draw.scale * cos(angle))
    let forward = Projection.translation(
      draw.translateX * Double(shape.width), draw.translateY * Double(shape.height)
    ).after(
      rotation.after(.linear(1, x, y, 1)).around(Double(shape.width - 1) / 2, Double(shape.height - 1) / 2))
    // Shears of 45 degrees both ways make a line of the picture: nothing is left to see.
    guard let backward = forward.inverse else { return }
    sample.warp(by: backward, border: border, fill: fill)
  }
}
