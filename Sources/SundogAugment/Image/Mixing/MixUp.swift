import CSundogKernels
import SundogNumerics

/// The picture and another of the set, averaged, and their classes with them: x ← λ x + (1 − λ) y, λ of Beta(α, α),
/// rounded to 256ths. The other one is drawn uniformly and went through the steps before this one.
///
/// Source: Zhang, Cissé, Dauphin, Lopez-Paz, "mixup: beyond empirical risk minimization" (2018).
public struct MixUp: MixingTransform {
  public static let name = "mixUp"
  public static let parameters: [Parameter<Self>] = [.number("alpha", \.alpha, in: 0.01...100)]

  /// α.
  public var alpha = 0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    /// The other picture's number.
    public var partner: Int
    /// λ.
    public var share: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      partner: shape.drawExample(using: &generator), share: (generator.beta(alpha) * 256).rounded() / 256)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    guard let partner = sample.partner(draw.partner, use: 1) else { return }
    let weight = Int32((draw.share * 256).rounded())
    sample.mapInPlace {
      sundog_combine(pictureInstructions, $0, weight, partner.pixels, 256 - weight, 0, $1, sample.shape.size)
    }
    sample.mixLabels(own: Float(draw.share), with: [(partner, Float(1 - draw.share))])
    sample.annotations.boxes += partner.annotations.boxes
    sample.annotations.keyPoints += partner.annotations.keyPoints
  }
}
