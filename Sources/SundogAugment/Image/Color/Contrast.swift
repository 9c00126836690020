import SundogNumerics

/// Contrast: x ← clip(round(f x + (1 − f) m)), m the mean of the picture's grey, 0.299 R + 0.587 G + 0.114 B.
public struct Contrast: Transform {
  public static let name = "contrast"
  public static let parameters: [Parameter<Self>] = [.range("factorRange", \.factorRange, in: 0...100)]

  /// f.
  public var factorRange: ClosedRange<Double> = 0.8...1.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var factor: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(factor: generator.uniform(in: factorRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let offset = (1 - draw.factor) * sample.meanGrey()
    sample.applyTable { byte(draw.factor * Double($0) + offset) }
  }
}
