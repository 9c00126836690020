import Foundation
import SundogNumerics

/// Rain: the picture darkened to a share b, and light streaks of one slant drawn over it.
///
/// Streaks: d for each thousand pixels, of length ℓ (a share of the height), one pixel wide, moved towards (200, 200,
/// 200) by 60%; places are uniform.
public struct Rain: Transform {
  public static let name = "rain"
  public static let parameters: [Parameter<Self>] = [
    .range("densityRange", \.densityRange, in: 0...50), .range("lengthRange", \.lengthRange, in: 0...1),
    .range("slantDegreesRange", \.slantDegreesRange, in: -60...60),
    .range("brightnessRange", \.brightnessRange, in: 0...1),
  ]

  /// d.
  public var densityRange: ClosedRange<Double> = 1...3
  /// ℓ.
  public var lengthRange: ClosedRange<Double> = 0.06...0.12
  /// From the vertical.
  public var slantDegreesRange: ClosedRange<Double> = -15...15
  /// b.
  public var brightnessRange: ClosedRange<Double> = 0.7...0.9

  public init() {}

  public struct Draw: Codable, Sendable {
    public var density: Double
    public var length: Double
    public var slantDegrees: Double
    public var brightness: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      density: generator.uniform(in: densityRange), length: generator.uniform(in: lengthRange),
      slantDegrees: generator.uniform(in: slantDegreesRange), brightness: generator.uniform(in: brightnessRange),
      noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width) = (sample.shape.height, sample.shape.width)
    let alpha = sample.clearedAlpha()
    let length = Int((draw.length * Double(height)).rounded())
    let slope = tan(draw.slantDegrees * .pi / 180)
    var generator = SeededRandom(seed: UInt64(draw.noiseSeed))
    for _ in 0..<Int((draw.density * Double(height * width) / 1_000).rounded()) {
      let top = generator.integer(in: -length...height - 1)
      let left = generator.uniform() * Double(width)
      for step in 0..<length where top + step >= 0 && top + step < height {
        let column = Int((left + Double(step) * slope).rounded(.down))
        if column >= 0, column < width { alpha[(top + step) * width + column] = 153 }
      }
    }
    sample.applyTable { byte(draw.brightness * Double($0)) }
    sample.blend(with: [200, 200, 200], alpha: alpha)
  }
}
