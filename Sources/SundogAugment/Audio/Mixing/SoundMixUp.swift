import SundogNumerics

/// Two clips at once: x ← λ x + (1 − λ) x′ with another example x′ of the set, and classes in the same proportion.
///
/// λ has the Beta(a, a) distribution, at least one half, so that the clip's own class stays the likelier one. A longer
/// x′ is cut. Source: Zhang et al., "mixup: Beyond empirical risk minimization" (2018).
public struct SoundMixUp: SoundTransform {
  public static let name = "mixUp"
  public static let parameters: [Parameter<Self>] = [.number("alpha", \.alpha, in: 0.01...100)]

  /// a.
  public var alpha = 0.4

  public init() {}

  public struct Draw: Codable, Sendable {
    /// λ.
    public var share: Double
    /// Which example of the set.
    public var partner: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    let share = generator.beta(alpha)
    return Draw(
      share: max(share, 1 - share), partner: shape.examples > 0 ? generator.integer(in: 0...shape.examples - 1) : 0)
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard let other = sample.partners?.partner(draw.partner, use: 1), other.shape.rows == sample.shape.rows else {
      return
    }
    let share = Float(draw.share)
    sample.mutate { $0.scale(by: share) }
    for row in 0..<sample.shape.rows {
      let columns = sample.shape.columns
      sample.mutate {
        UnsafeMutableBufferPointer(rebasing: $0[row * columns..<(row + 1) * columns])
          .add(other.row(row), times: 1 - share)
      }
    }
    for index in sample.labels.indices { sample.labels[index].share *= share }
    for label in other.labels {
      sample.labels.append(SoundSample.LabelShare(label: label.label, share: label.share * (1 - share)))
    }
  }
}
