import SundogNumerics

/// A lens that bulges (k < 0: pincushion, k > 0: barrel): the pixel at p from the center shows what lies at
/// p (1 + k r² + k r⁴), r = |p| / (half the longer side). Bilinear interpolation.
///
/// Source: Brown, "Close-range camera calibration" (1971), radial terms.
public struct OpticalDistortion: Transform {
  public static let name = "opticalDistortion"
  public static let parameters: [Parameter<Self>] = [
    .range("distortionRange", \.distortionRange, in: -1...1), .choice("border", \.border),
    .integer("fill", \.fill, in: 0...255),
  ]

  /// k.
  public var distortionRange: ClosedRange<Double> = -0.1...0.1
  public var border = Border.constant
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var distortion: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(distortion: generator.uniform(in: distortionRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width, count) = (sample.shape.height, sample.shape.width, sample.pixelCount)
    let floats = sample.floats.reserved(2 * count)
    let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    let (k, half) = (Float(draw.distortion), Float(max(height, width)) / 2)
    let inverse = 1 / (half * half)
    for row in 0..<height {
      let (x, y) = (floats + row * width, floats + count + row * width)
      let dy = Float(row) - centerY
      for column in 0..<width {
        let dx = Float(column) - centerX
        let square = (dx * dx + dy * dy) * inverse
        let factor = 1 + k * square * (1 + square)
        x[column] = centerX + dx * factor
        y[column] = centerY + dy * factor
      }
    }
    sample.remap(floats, floats + count, border: border, fill: fill)
  }
}
