import CSundogKernels
import SundogNumerics

/// The picture mixed with chains of operations on it: x ← m x + (1 − m) Σ wₖ chainₖ(x), m of Beta(α, α), w of
/// Dirichlet(α, …); shares are rounded to 256ths, the sum chain by chain to bytes.
///
/// A chain has 1 to `depth` operations of `RandAugment` (brightness, saturation, contrast and sharpness only with
/// `allOperations`), each at a level uniform in [0, level]. Masks, boxes and points stay where they are.
///
/// Source: Hendrycks et al., "AugMix: a simple data processing method to improve robustness and uncertainty" (2020).
public struct AugMix: Transform {
  public static let name = "augMix"
  public static let parameters: [Parameter<Self>] = [
    .integer("chains", \.chains, in: 1...16), .integer("depth", \.depth, in: 1...16),
    .number("level", \.level, in: 0...1), .number("alpha", \.alpha, in: 0.01...100),
    .flag("allOperations", \.allOperations),
  ]

  public var chains = 3
  public var depth = 3
  public var level = 0.3
  /// α.
  public var alpha = 1.0
  public var allOperations = true

  public init() {}

  public struct Chain: Codable, Sendable {
    public var share: Double
    public var calls: [PolicyCall]
  }

  public struct Draw: Codable, Sendable {
    /// m.
    public var share: Double
    public var chains: [Chain]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let operations = RandAugment.operations.filter { operation in
      switch operation {
      case .identity: false
      case .brightness, .saturation, .contrast, .sharpness: allOperations
      default: true
      }
    }
    let weights = (0..<chains).map { _ in generator.gamma(shape: alpha) }
    let total = max(weights.reduce(0, +), .leastNormalMagnitude)
    let share = generator.beta(alpha)
    return Draw(
      share: share,
      chains: weights.map { weight in
        Chain(
          share: weight / total,
          calls: (0..<generator.integer(in: 1...depth)).map { _ in
            let operation = operations[generator.integer(in: 0...operations.count - 1)]
            return PolicyScale.augMix.call(
              operation, level: level * generator.uniform(), shape: shape, using: &generator)
          })
      })
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let (shape, annotations) = (sample.shape, sample.annotations)
    sample.annotations = .init()
    let memory = sample.kept.reserved(2 * shape.size)
    let (original, mixed) = (memory, memory + shape.size)
    original.update(from: sample.pixels, count: shape.size)
    // What is mixed so far has the share `given`; each addition is weighted against it.
    mixed.update(from: original, count: shape.size)
    var given = min(max(draw.share, 0), 1)
    for chain in draw.chains {
      let share = (1 - draw.share) * chain.share
      let weight = given + share > 0 ? Int32((share / (given + share) * 256).rounded()) : 0
      given += share
      guard weight > 0 else { continue }
      sample.mutate { $0.update(from: original, count: shape.size) }
      for call in chain.calls { call.apply(to: sample) }
      sundog_combine(
        pictureInstructions, mixed, 256 - weight, sample.pixels, weight, 0, mixed, shape.size)
    }
    sample.mutate { $0.update(from: mixed, count: shape.size) }
    sample.annotations = annotations
  }
}
