import SundogNumerics

/// Fog: each pixel moved towards (220, 220, 220) by s (0.4 + 0.6 u), u a smooth random field in [0, 1].
///
/// The field interpolates uniform numbers at the nodes of a grid of 5 × 5 cells, smoothly: with weights 3 t² − 2 t³.
public struct Fog: Transform {
  public static let name = "fog"
  public static let parameters: [Parameter<Self>] = [.range("strengthRange", \.strengthRange, in: 0...1)]

  /// s.
  public var strengthRange: ClosedRange<Double> = 0.3...0.7

  public init() {}

  public struct Draw: Codable, Sendable {
    public var strength: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(strength: generator.uniform(in: strengthRange), noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let cells = 5
    var generator = SeededRandom(seed: UInt64(draw.noiseSeed))
    let nodes = (0..<(cells + 1) * (cells + 1)).map { _ in
      Float(255 * draw.strength * (0.4 + 0.6 * generator.uniform()))
    }
    let (height, width) = (sample.shape.height, sample.shape.width)
    let alpha = sample.clearedAlpha()
    func places(_ size: Int) -> [(cell: Int, weight: Float)] {
      (0..<size).map { pixel in
        let place = (Float(pixel) + 0.5) / Float(size) * Float(cells)
        let cell = min(Int(place), cells - 1)
        let t = place - Float(cell)
        return (cell, t * t * (3 - 2 * t))
      }
    }
    let columns = places(width)
    var line = [Float](repeating: 0, count: cells + 1)
    for (row, (cell, weight)) in places(height).enumerated() {
      for node in 0...cells {
        let (upper, lower) = (nodes[cell * (cells + 1) + node], nodes[(cell + 1) * (cells + 1) + node])
        line[node] = upper + weight * (lower - upper)
      }
      for (column, (cell, weight)) in columns.enumerated() {
        alpha[row * width + column] = UInt8(line[cell] + weight * (line[cell + 1] - line[cell]))
      }
    }
    sample.blend(with: [220, 220, 220], alpha: alpha)
  }
}
