import SundogNumerics

/// One of 25 learned pairs of operations, drawn uniformly; each operation is taken with its probability, at its level,
/// with a sign that is drawn. Strengths as in `RandAugment`.
///
/// Source: Cubuk, Zoph, Mané, Vasudevan, Le, "AutoAugment: learning augmentation policies from data" (2019), the tables
/// as in torchvision.
public struct AutoAugment: Transform {
  public static let name = "autoAugment"
  public static let parameters: [Parameter<Self>] = [.choice("policy", \.policy)]

  /// The data that the pairs were learned on.
  public enum Policy: String, Codable, CaseIterable, Sendable {
    case imageNet, cifar10, svhn
  }

  public var policy = Policy.imageNet

  public init() {}

  public struct Draw: Codable, Sendable {
    public var calls: [PolicyCall]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let pairs =
      switch policy {
      case .imageNet: AutoAugmentTables.imageNet
      case .cifar10: AutoAugmentTables.cifar10
      case .svhn: AutoAugmentTables.svhn
      }
    let pair = pairs[generator.integer(in: 0...pairs.count - 1)]
    var calls: [PolicyCall] = []
    for (operation, probability, level) in [pair.0, pair.1] where generator.uniform() < probability {
      calls.append(
        PolicyScale.standard.call(operation, level: Double(level) / 9, shape: shape, using: &generator))
    }
    return Draw(calls: calls)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    for call in draw.calls { call.apply(to: sample) }
  }
}
