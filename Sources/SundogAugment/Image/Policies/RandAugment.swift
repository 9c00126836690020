import SundogNumerics

/// n operations, drawn uniformly from fourteen, all at one level: identity, shears, translations, rotation, brightness,
/// saturation, contrast, sharpness, posterize, solarize, auto-contrast, equalize. Signs are drawn.
///
/// At level 1: shear 0.3, translation 45% of the side, 30 degrees, factors 1 ± 0.9, 4 bits, threshold 0.
///
/// Source: Cubuk, Zoph, Shlens, Le, "RandAugment: practical automated data augmentation" (2020), as in torchvision.
public struct RandAugment: Transform {
  public static let name = "randAugment"
  public static let parameters: [Parameter<Self>] = [
    .integer("count", \.count, in: 0...100), .number("level", \.level, in: 0...1),
  ]

  /// n.
  public var count = 2
  /// The strength; 0.3 is magnitude 9 of 30.
  public var level = 0.3

  public init() {}

  public struct Draw: Codable, Sendable {
    public var calls: [PolicyCall]
  }

  /// All but `invert`.
  static let operations = PolicyOperation.allCases.filter { $0 != .invert }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      calls: (0..<count).map { _ in
        let operation = Self.operations[generator.integer(in: 0...Self.operations.count - 1)]
        return PolicyScale.standard.call(operation, level: level, shape: shape, using: &generator)
      })
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    for call in draw.calls { call.apply(to: sample) }
  }
}
