import SundogNumerics

/// Snow: the picture brightened towards white by a share b, and flakes over it.
///
/// Flakes: d for each thousand pixels, disks of a radius up to r (a share of the shorter side, at least one pixel),
/// whose opacity falls from the middle: 1 − (distance / radius)².
public struct Snow: Transform {
  public static let name = "snow"
  public static let parameters: [Parameter<Self>] = [
    .range("densityRange", \.densityRange, in: 0...50), .range("radiusRange", \.radiusRange, in: 0...0.2),
    .range("brightnessRange", \.brightnessRange, in: 0...1),
  ]

  /// d.
  public var densityRange: ClosedRange<Double> = 1...4
  /// r.
  public var radiusRange: ClosedRange<Double> = 0.008...0.02
  /// b.
  public var brightnessRange: ClosedRange<Double> = 0.05...0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var density: Double
    public var radius: Double
    public var brightness: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      density: generator.uniform(in: densityRange), radius: generator.uniform(in: radiusRange),
      brightness: generator.uniform(in: brightnessRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width) = (sample.shape.height, sample.shape.width)
    let alpha = sample.clearedAlpha()
    let largest = max(1, draw.radius * Double(min(height, width)))
    var generator = SeededRandom(seed: UInt64(draw.noiseSeed))
    for _ in 0..<Int((draw.density * Double(height * width) / 1_000).rounded()) {
      let (y, x) = (generator.uniform() * Double(height), generator.uniform() * Double(width))
      sample.addDisk(to: alpha, x: x, y: y, radius: largest * (0.4 + 0.6 * generator.uniform()), opacity: 1)
    }
    sample.applyTable { byte(Double($0) + draw.brightness * (255 - Double($0))) }
    sample.blend(with: [255, 255, 255], alpha: alpha)
  }
}
