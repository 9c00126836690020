import Foundation
import SundogNumerics

/// The camera moved: the mean of ℓ points, one pixel apart on a line at θ through each pixel, interpolated bilinearly.
public struct MotionBlur: Transform {
  public static let name = "motionBlur"
  public static let parameters: [Parameter<Self>] = [
    .integerRange("lengthRange", \.lengthRange, in: 1...63), .range("degreesRange", \.degreesRange, in: -360...360),
  ]

  /// ℓ.
  public var lengthRange: ClosedRange<Int> = 3...9
  /// θ, counterclockwise from the horizontal.
  public var degreesRange: ClosedRange<Double> = 0...180

  public init() {}

  public struct Draw: Codable, Sendable {
    public var length: Int
    public var degrees: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(length: generator.integer(in: lengthRange), degrees: generator.uniform(in: degreesRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let angle = draw.degrees * .pi / 180
    var weights: [[Int]: Double] = [:]
    for point in 0..<draw.length {
      let place = Double(point) - Double(draw.length - 1) / 2
      // Rounded, so that a line along an axis stays on its pixels.
      let x = (place * cos(angle) * 1e9).rounded() * 1e-9
      let y = (-place * sin(angle) * 1e9).rounded() * 1e-9
      let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
      let (fx, fy) = (x - Double(left), y - Double(top))
      for (row, column, share) in [
        (top, left, (1 - fx) * (1 - fy)), (top, left + 1, fx * (1 - fy)), (top + 1, left, (1 - fx) * fy),
        (top + 1, left + 1, fx * fy),
      ] where share > 0 {
        weights[[row, column], default: 0] += share / Double(draw.length)
      }
    }
    // In a fixed order: sums of integers do not depend on it, but readers of memory do.
    let taps = weights.sorted { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) }
    sample.filter(taps.map { (row: $0.key[0], column: $0.key[1], weight: $0.value) })
  }
}
