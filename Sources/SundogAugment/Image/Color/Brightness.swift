import SundogNumerics

/// Brightness: x ← clip(round(f x)).
public struct Brightness: Transform {
  public static let name = "brightness"
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
    sample.applyTable { byte(draw.factor * Double($0)) }
  }
}
