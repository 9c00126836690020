import SundogNumerics

/// Columns and rows of a grid get wider and narrower, and the picture with them.
///
/// Along each axis, cell k of `cells` equal ones shows a stretch of the source that is in proportion to 1 + δₖ, δₖ
/// uniform; the edges stay. Within a cell the map is linear; bilinear interpolation.
public struct GridDistortion: Transform {
  public static let name = "gridDistortion"
  public static let parameters: [Parameter<Self>] = [
    .integer("cells", \.cells, in: 1...100), .range("distortionRange", \.distortionRange, in: -0.9...0.9),
  ]

  public var cells = 5
  /// δ.
  public var distortionRange: ClosedRange<Double> = -0.3...0.3

  public init() {}

  public struct Draw: Codable, Sendable {
    /// 1 + δ of columns, then of rows.
    public var widths: [Double]
    public var heights: [Double]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      widths: (0..<cells).map { _ in 1 + generator.uniform(in: distortionRange) },
      heights: (0..<cells).map { _ in 1 + generator.uniform(in: distortionRange) })
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width, count) = (sample.shape.height, sample.shape.width, sample.pixelCount)
    let floats = sample.floats.reserved(2 * count)
    let columns = Self.places(draw.widths, size: width)
    let rows = Self.places(draw.heights, size: height)
    for row in 0..<height {
      let (x, y) = (floats + row * width, floats + count + row * width)
      columns.withUnsafeBufferPointer { x.update(from: $0.baseAddress!, count: width) }
      y.update(repeating: rows[row], count: width)
    }
    sample.remap(floats, floats + count, border: .edge)
  }

  /// Where each of `size` pixels' centers comes from.
  private static func places(_ stretches: [Double], size: Int) -> [Float] {
    guard !stretches.isEmpty else { return (0..<size).map(Float.init) }
    let total = stretches.reduce(0, +)
    var starts = [0.0]
    for stretch in stretches { starts.append(starts.last! + stretch / total * Double(size)) }
    return (0..<size).map { pixel in
      let place = (Double(pixel) + 0.5) / Double(size) * Double(stretches.count)
      let cell = min(Int(place), stretches.count - 1)
      let share = place - Double(cell)
      return Float(starts[cell] + share * (starts[cell + 1] - starts[cell]) - 0.5)
    }
  }
}
