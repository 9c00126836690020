import SundogNumerics

/// A constant added to each channel: x ← clip(round(x + 255 d)), d drawn for each; grey takes the first.
public struct RGBShift: Transform {
  public static let name = "rgbShift"
  public static let parameters: [Parameter<Self>] = [
    .range("redRange", \.redRange, in: -1...1), .range("greenRange", \.greenRange, in: -1...1),
    .range("blueRange", \.blueRange, in: -1...1),
  ]

  /// d, as a share of the range of values.
  public var redRange: ClosedRange<Double> = -0.08...0.08
  public var greenRange: ClosedRange<Double> = -0.08...0.08
  public var blueRange: ClosedRange<Double> = -0.08...0.08

  public init() {}

  public struct Draw: Codable, Sendable {
    public var red: Double
    public var green: Double
    public var blue: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      red: generator.uniform(in: redRange), green: generator.uniform(in: greenRange),
      blue: generator.uniform(in: blueRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.applyTables { channel, value in
      byte(Double(value) + 255 * (channel == 0 ? draw.red : channel == 1 ? draw.green : draw.blue))
    }
  }
}
