import SundogNumerics

/// A move in time by s samples: x[j] ← x[j − s], s a share of the clip, with silence or the clip's other end where
/// there was nothing.
public struct Shift: SoundTransform {
  public static let name = "shift"
  public static let parameters: [Parameter<Self>] = [
    .range("shareRange", \.shareRange, in: -1...1), .flag("wraps", \.wraps),
  ]

  /// s, as a share of the clip's length.
  public var shareRange: ClosedRange<Double> = -0.5...0.5
  /// Whether what leaves at one end comes in at the other.
  public var wraps = true

  public init() {}

  public struct Draw: Codable, Sendable {
    public var share: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(share: generator.uniform(in: shareRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let count = sample.shape.columns
    let by = Int((draw.share * Double(count)).rounded())
    guard by != 0, count > 0 else { return }
    sample.mapRows { source, target in
      for j in 0..<count {
        let from = j - by
        if (0..<count).contains(from) {
          target[j] = source[from]
        } else {
          target[j] = wraps ? source[(from + 2 * count) % count] : 0
        }
      }
    }
  }
}
