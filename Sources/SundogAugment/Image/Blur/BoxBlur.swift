import SundogNumerics

/// The mean of the (2 r + 1)² pixels around each, weights in 256ths.
public struct BoxBlur: Transform {
  public static let name = "boxBlur"
  public static let parameters: [Parameter<Self>] = [.integerRange("radiusRange", \.radiusRange, in: 0...90)]

  /// r, in pixels.
  public var radiusRange: ClosedRange<Int> = 1...3

  public init() {}

  public struct Draw: Codable, Sendable {
    public var radius: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(radius: generator.integer(in: radiusRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.blur(SmoothingKernel([Double](repeating: 1, count: 2 * draw.radius + 1)))
  }
}
