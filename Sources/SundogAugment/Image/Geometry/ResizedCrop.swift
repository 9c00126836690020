import Foundation
import SundogNumerics

/// A rectangle of random area and aspect ratio, resized.
///
/// Area: a uniform share of the picture's; width / height: log-uniform. Of ten tries the first that fits is placed
/// uniformly; else the largest rectangle in the middle whose ratio is in the range.
///
/// Source: Szegedy et al., "Going deeper with convolutions" (2015), as in torchvision's RandomResizedCrop.
public struct ResizedCrop: Transform {
  public static let name = "resizedCrop"
  public static let parameters: [Parameter<Self>] = [
    .integer("height", \.height, in: 1...30_000), .integer("width", \.width, in: 1...30_000),
    .range("scaleRange", \.scaleRange, in: 0.0001...1), .range("ratioRange", \.ratioRange, in: 0.01...100),
    .flag("antialias", \.antialias),
  ]

  public var height = 224
  public var width = 224
  /// The share of the area.
  public var scaleRange: ClosedRange<Double> = 0.08...1
  /// Width / height.
  public var ratioRange: ClosedRange<Double> = 0.75...4.0 / 3
  /// Whether shrinking averages all pixels under a triangle, or interpolates between the nearest two along each axis.
  public var antialias = false

  public init() {}

  public struct Draw: Codable, Sendable {
    public var top: Int
    public var left: Int
    public var height: Int
    public var width: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let logarithms = log(ratioRange.lowerBound)...log(ratioRange.upperBound)
    for _ in 0..<10 {
      let area = Double(shape.height * shape.width) * generator.uniform(in: scaleRange)
      let ratio = exp(generator.uniform(in: logarithms))
      let (w, h) = (Int((area * ratio).squareRoot().rounded()), Int((area / ratio).squareRoot().rounded()))
      guard w > 0, h > 0, w <= shape.width, h <= shape.height else { continue }
      return Draw(
        top: generator.integer(in: 0...shape.height - h), left: generator.integer(in: 0...shape.width - w), height: h,
        width: w)
    }
    let ratio = Double(shape.width) / Double(shape.height)
    let fitting = min(max(ratio, ratioRange.lowerBound), ratioRange.upperBound)
    let h = ratio < fitting ? max(1, Int((Double(shape.width) / fitting).rounded())) : shape.height
    let w = ratio > fitting ? max(1, Int((Double(shape.height) * fitting).rounded())) : shape.width
    return Draw(top: (shape.height - h) / 2, left: (shape.width - w) / 2, height: h, width: w)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.resize(
      top: Double(draw.top), left: Double(draw.left), bottom: Double(draw.top + draw.height),
      right: Double(draw.left + draw.width), height: height, width: width, antialias: antialias)
  }

  public func resultShape(of shape: ImageShape) -> ImageShape? { shape.resized(height: height, width: width) }
}
