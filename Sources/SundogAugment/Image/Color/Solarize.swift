import SundogNumerics

/// Light channels inverted: x ← 255 − x where x ≥ t.
public struct Solarize: Transform {
  public static let name = "solarize"
  public static let parameters: [Parameter<Self>] = [.integerRange("thresholdRange", \.thresholdRange, in: 0...256)]

  /// t.
  public var thresholdRange: ClosedRange<Int> = 128...128

  public init() {}

  public struct Draw: Codable, Sendable {
    public var threshold: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(threshold: generator.integer(in: thresholdRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.applyTable { UInt8($0 >= draw.threshold ? 255 - $0 : $0) }
  }
}
