import SundogNumerics

/// One operation, drawn uniformly from the fourteen of `RandAugment`, at a level drawn uniformly.
///
/// At level 1: shear 0.99, translation 32 pixels, 135 degrees, factors 1 ± 0.99, 2 bits, threshold 0.
///
/// Source: Müller, Hutter, "TrivialAugment: tuning-free yet state-of-the-art data augmentation" (2021), the wide space.
public struct TrivialAugment: Transform {
  public static let name = "trivialAugment"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public struct Draw: Codable, Sendable {
    public var call: PolicyCall
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let operation = RandAugment.operations[generator.integer(in: 0...RandAugment.operations.count - 1)]
    let level = Double(generator.integer(in: 0...30)) / 30
    return Draw(call: PolicyScale.wide.call(operation, level: level, shape: shape, using: &generator))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) { draw.call.apply(to: sample) }
}
