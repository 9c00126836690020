import Foundation
import SundogNumerics

/// The sun in the lens: a bright disk, its opacity falling as 1 − (distance / radius)², and smaller, fainter ones on the
/// line from it through the center of the picture, all white.
public struct SunFlare: Transform {
  public static let name = "sunFlare"
  public static let parameters: [Parameter<Self>] = [
    .range("radiusRange", \.radiusRange, in: 0...1), .range("strengthRange", \.strengthRange, in: 0...1),
    .integerRange("ghostsRange", \.ghostsRange, in: 0...20),
  ]

  /// The sun's radius, as a share of the shorter side.
  public var radiusRange: ClosedRange<Double> = 0.3...0.6
  /// The opacity in the middle of the sun.
  public var strengthRange: ClosedRange<Double> = 0.7...1
  /// How many smaller disks there are.
  public var ghostsRange: ClosedRange<Int> = 2...5

  public init() {}

  /// One disk.
  public struct Disk: Codable, Sendable {
    /// The center, as shares of width and height.
    public var x: Double
    public var y: Double
    /// The radius, as a share of the shorter side.
    public var radius: Double
    public var strength: Double
  }

  public struct Draw: Codable, Sendable {
    public var disks: [Disk]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let sun = Disk(
      x: generator.uniform(), y: generator.uniform(in: 0...0.5), radius: generator.uniform(in: radiusRange),
      strength: generator.uniform(in: strengthRange))
    let ghosts = (0..<generator.integer(in: ghostsRange)).map { _ in
      let place = generator.uniform(in: 0.3...2)
      return Disk(
        x: sun.x + place * (0.5 - sun.x), y: sun.y + place * (0.5 - sun.y),
        radius: sun.radius * generator.uniform(in: 0.1...0.35),
        strength: sun.strength * generator.uniform(in: 0.2...0.5))
    }
    return Draw(disks: [sun] + ghosts)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (height, width) = (Double(sample.shape.height), Double(sample.shape.width))
    let alpha = sample.clearedAlpha()
    for disk in draw.disks {
      sample.addDisk(
        to: alpha, x: disk.x * width, y: disk.y * height, radius: disk.radius * min(height, width),
        opacity: disk.strength)
    }
    sample.blend(with: [255, 255, 255], alpha: alpha)
  }
}
