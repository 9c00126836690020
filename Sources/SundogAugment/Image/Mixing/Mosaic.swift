import SundogNumerics

/// Four pictures around a point: the upper left part is this picture's, the other parts those of three others of the
/// set, each showing what it has at that place; classes mix as areas.
///
/// The others are drawn uniformly and went through the steps before this one.
///
/// Source: Bochkovskiy, Wang, Liao, "YOLOv4" (2020), without scaling.
public struct Mosaic: MixingTransform {
  public static let name = "mosaic"
  public static let parameters: [Parameter<Self>] = [.range("centerRange", \.centerRange, in: 0...1)]

  /// Where the point lies along each axis, as a share of width and height.
  public var centerRange: ClosedRange<Double> = 0.25...0.75

  public init() {}

  public struct Draw: Codable, Sendable {
    /// The numbers of the pictures in the upper right, lower left and lower right.
    public var partners: [Int]
    /// The first row and column of the other pictures.
    public var row: Int
    public var column: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      partners: (0..<3).map { _ in shape.drawExample(using: &generator) },
      row: Int((generator.uniform(in: centerRange) * Double(shape.height)).rounded()),
      column: Int((generator.uniform(in: centerRange) * Double(shape.width)).rounded()))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width) = (sample.shape.height, sample.shape.width)
    let windows = [
      Hole(top: 0, left: draw.column, height: draw.row, width: width - draw.column),
      Hole(top: draw.row, left: 0, height: height - draw.row, width: draw.column),
      Hole(top: draw.row, left: draw.column, height: height - draw.row, width: width - draw.column),
    ]
    var shares: [(sample: ImageSample, share: Float)] = []
    for (index, window) in windows.enumerated() where index < draw.partners.count {
      guard let partner = sample.partner(draw.partners[index], use: index + 1) else { continue }
      shares.append((partner, sample.paste(partner, in: window)))
    }
    sample.mixLabels(own: 1 - shares.reduce(0) { $0 + $1.share }, with: shares)
  }
}
