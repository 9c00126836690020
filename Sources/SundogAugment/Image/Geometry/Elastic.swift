import CSundogKernels
import Foundation
import SundogNumerics

/// Random bending: each pixel shows what lies α (G ∗ u) away, u uniform in [−1, 1] for each pixel and axis, G a normal
/// density of standard deviation σ pixels, cut at 3 σ.
///
/// Source: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks" (2003).
public struct Elastic: Transform {
  public static let name = "elastic"
  public static let parameters: [Parameter<Self>] = [
    .range("alphaRange", \.alphaRange, in: 0...10_000), .range("sigmaRange", \.sigmaRange, in: 0.5...100),
    .choice("border", \.border), .integer("fill", \.fill, in: 0...255),
  ]

  /// α, in pixels.
  public var alphaRange: ClosedRange<Double> = 50...50
  /// σ, in pixels.
  public var sigmaRange: ClosedRange<Double> = 5...5
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var alpha: Double
    public var sigma: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      alpha: generator.uniform(in: alphaRange), sigma: generator.uniform(in: sigmaRange),
      noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width, count) = (sample.shape.height, sample.shape.width, sample.pixelCount)
    let radius = Int((3 * draw.sigma).rounded(.up))
    let floats = sample.floats.reserved(3 * count + width + 2 * radius)
    let bits = UnsafeMutableRawPointer(sample.words.reserved(count)).assumingMemoryBound(to: UInt32.self)
    let densities = (-radius...radius).map { exp(-0.5 * pow(Double($0) / draw.sigma, 2)) }
    // The field's uniform numbers are scaled by α / 2³¹, the weights sum to one.
    let weights = densities.map { Float($0 / densities.reduce(0, +)) }
    let scale = Float(draw.alpha / 0x1p31)
    for axis in 0..<2 {
      let field = floats + axis * count
      sundog_random_bits(pictureInstructions, UInt64(draw.noiseSeed), UInt32(axis * count), bits, count)
      for pixel in 0..<count { field[pixel] = Float(Int32(bitPattern: bits[pixel])) * scale }
      sundog_smooth_field(
        pictureInstructions, weights, Int32(radius), Int32(height), Int32(width), field, floats + 2 * count)
    }
    for row in 0..<height {
      let (x, y) = (floats + row * width, floats + count + row * width)
      for column in 0..<width {
        x[column] += Float(column)
        y[column] += Float(row)
      }
    }
    sample.remap(floats, floats + count, border: border, fill: fill)
  }
}
