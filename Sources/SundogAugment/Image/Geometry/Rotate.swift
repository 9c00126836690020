import Foundation
import SundogNumerics

/// A rotation about the center by θ, counterclockwise as seen, at the same size.
///
/// The pixel at (x, y) from the center shows what lay at (x cos θ − y sin θ, x sin θ + y cos θ), y downwards,
/// interpolated bilinearly.
public struct Rotate: Transform {
  public static let name = "rotate"
  public static let parameters: [Parameter<Self>] = [
    .range("degreesRange", \.degreesRange, in: -360...360), .choice("border", \.border),
    .integer("fill", \.fill, in: 0...255),
  ]

  public var degreesRange: ClosedRange<Double> = -15...15
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var degrees: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(degrees: generator.uniform(in: degreesRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let angle = draw.degrees * .pi / 180
    let projection = Projection.linear(cos(angle), -sin(angle), sin(angle), cos(angle))
      .around(Double(sample.shape.width - 1) / 2, Double(sample.shape.height - 1) / 2)
    sample.warp(by: projection, border: border, fill: fill)
  }
}
