import SundogNumerics

/// Brightness, contrast, saturation and hue, one after the other in an order drawn uniformly: as `Brightness`,
/// `Contrast`, `Saturation` and `Hue`.
public struct ColorJitter: Transform {
  public static let name = "colorJitter"
  public static let parameters: [Parameter<Self>] = [
    .range("brightnessRange", \.brightnessRange, in: 0...100), .range("contrastRange", \.contrastRange, in: 0...100),
    .range("saturationRange", \.saturationRange, in: 0...100), .range("turnsRange", \.turnsRange, in: -1...1),
  ]

  /// Factors.
  public var brightnessRange: ClosedRange<Double> = 0.8...1.2
  public var contrastRange: ClosedRange<Double> = 0.8...1.2
  public var saturationRange: ClosedRange<Double> = 0.8...1.2
  /// The hue's shift.
  public var turnsRange: ClosedRange<Double> = -0.1...0.1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var brightness: Double
    public var contrast: Double
    public var saturation: Double
    public var turns: Double
    /// 0 brightness, 1 contrast, 2 saturation, 3 hue.
    public var order: [Int]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    var order = [0, 1, 2, 3]
    for position in 0..<3 { order.swapAt(position, generator.integer(in: position...3)) }
    return Draw(
      brightness: generator.uniform(in: brightnessRange), contrast: generator.uniform(in: contrastRange),
      saturation: generator.uniform(in: saturationRange), turns: generator.uniform(in: turnsRange), order: order)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    for part in draw.order {
      switch part {
      case 0: Brightness().apply(.init(factor: draw.brightness), to: sample)
      case 1: Contrast().apply(.init(factor: draw.contrast), to: sample)
      case 2: Saturation().apply(.init(factor: draw.saturation), to: sample)
      default: if draw.turns != 0 { Hue().apply(.init(turns: draw.turns), to: sample) }
      }
    }
  }
}
