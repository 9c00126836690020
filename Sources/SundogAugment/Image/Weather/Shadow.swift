import SundogNumerics

/// A shadow across the picture: what lies between two lines from top to bottom moved towards black by a share s.
public struct Shadow: Transform {
  public static let name = "shadow"
  public static let parameters: [Parameter<Self>] = [
    .range("strengthRange", \.strengthRange, in: 0...1), .range("widthRange", \.widthRange, in: 0...1),
  ]

  /// s.
  public var strengthRange: ClosedRange<Double> = 0.3...0.6
  /// How wide the shadow is at top and bottom, as shares of the picture's width.
  public var widthRange: ClosedRange<Double> = 0.2...0.6

  public init() {}

  public struct Draw: Codable, Sendable {
    public var strength: Double
    /// Left edge and width at the top and at the bottom, as shares of the picture's width.
    public var topLeft: Double
    public var topWidth: Double
    public var bottomLeft: Double
    public var bottomWidth: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      strength: generator.uniform(in: strengthRange), topLeft: generator.uniform(in: -0.2...0.8),
      topWidth: generator.uniform(in: widthRange), bottomLeft: generator.uniform(in: -0.2...0.8),
      bottomWidth: generator.uniform(in: widthRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width) = (sample.shape.height, sample.shape.width)
    let alpha = sample.clearedAlpha()
    let opacity = UInt8(255 * min(max(draw.strength, 0), 1))
    for row in 0..<height {
      let share = (Double(row) + 0.5) / Double(height)
      let left = draw.topLeft + share * (draw.bottomLeft - draw.topLeft)
      let right = left + draw.topWidth + share * (draw.bottomWidth - draw.topWidth)
      let first = min(max(Int((left * Double(width)).rounded()), 0), width)
      let last = min(max(Int((right * Double(width)).rounded()), first), width)
      (alpha + row * width + first).update(repeating: opacity, count: last - first)
    }
    sample.blend(with: [0, 0, 0], alpha: alpha)
  }
}
