import SundogNumerics

/// Saturation: x ← clip(round(f x + (1 − f) y)) for each channel, y = 0.299 R + 0.587 G + 0.114 B of the pixel.
public struct Saturation: Transform {
  public static let name = "saturation"
  public static let parameters: [Parameter<Self>] = [.range("factorRange", \.factorRange, in: 0...100)]

  /// f.
  public var factorRange: ClosedRange<Double> = 0.5...1.5

  public init() {}

  public struct Draw: Codable, Sendable {
    public var factor: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(factor: generator.uniform(in: factorRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.mixColors(Self.matrix(draw.factor))
  }

  static func matrix(_ factor: Double) -> [Double] {
    let (r, g, b) = ((1 - factor) * 0.299, (1 - factor) * 0.587, (1 - factor) * 0.114)
    return [r + factor, g, b, 0, r, g + factor, b, 0, r, g, b + factor, 0]
  }
}
