import SundogNumerics

/// The brown of old photographs, mixed with the picture: x ← (1 − s) x + s M x, rounded and clipped, M with rows
/// (0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131).
public struct Sepia: Transform {
  public static let name = "sepia"
  public static let parameters: [Parameter<Self>] = [.range("strengthRange", \.strengthRange, in: 0...1)]

  /// s.
  public var strengthRange: ClosedRange<Double> = 1...1

  public init() {}

  public struct Draw: Codable, Sendable {
    public var strength: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(strength: generator.uniform(in: strengthRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let brown = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0]
    sample.mixColors(
      brown.enumerated().map { index, weight in
        draw.strength * weight + (index % 5 == 0 ? 1 - draw.strength : 0)
      })
  }
}
