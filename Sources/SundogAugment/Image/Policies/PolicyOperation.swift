import Foundation
import SundogNumerics

/// The operations that learned and random policies choose from.
public enum PolicyOperation: String, Codable, CaseIterable, Sendable {
  case identity, shearX, shearY, translateX, translateY, rotate, brightness, saturation, contrast, sharpness, posterize,
    solarize, autoContrast, equalize, invert

  /// Whether either sign of the magnitude makes sense.
  var isSigned: Bool {
    switch self {
    case .shearX, .shearY, .translateX, .translateY, .rotate, .brightness, .saturation, .contrast, .sharpness: true
    default: false
    }
  }
}

/// An operation with its strength.
public struct PolicyCall: Codable, Sendable {
  public var operation: PolicyOperation
  /// Shears: the tangent of the angle; translations: pixels; rotation: degrees; brightness, saturation, contrast and
  /// sharpness: the factor less one; posterize: bits; solarize: the threshold; zero elsewhere.
  public var magnitude: Double

  func apply(to sample: ImageSample) {
    switch operation {
    case .identity: break
    case .shearX: warp(sample, .linear(1, magnitude, 0, 1))
    case .shearY: warp(sample, .linear(1, 0, magnitude, 1))
    case .translateX: warp(sample, .translation(-magnitude, 0))
    case .translateY: warp(sample, .translation(0, -magnitude))
    case .rotate: Rotate().apply(.init(degrees: magnitude), to: sample)
    case .brightness: Brightness().apply(.init(factor: 1 + magnitude), to: sample)
    case .saturation: Saturation().apply(.init(factor: 1 + magnitude), to: sample)
    case .contrast: Contrast().apply(.init(factor: 1 + magnitude), to: sample)
    case .sharpness: Sharpness().apply(.init(factor: 1 + magnitude), to: sample)
    case .posterize: Posterize().apply(.init(bits: min(max(Int(magnitude), 1), 8)), to: sample)
    case .solarize: Solarize().apply(.init(threshold: Int(magnitude.rounded(.up))), to: sample)
    case .autoContrast: AutoContrast().apply(NoDraw(), to: sample)
    case .equalize: Equalize().apply(NoDraw(), to: sample)
    case .invert: Invert().apply(NoDraw(), to: sample)
    }
  }

  private func warp(_ sample: ImageSample, _ backward: Projection) {
    let (x, y) = (Double(sample.shape.width - 1) / 2, Double(sample.shape.height - 1) / 2)
    sample.warp(by: backward.around(x, y), border: .constant)
  }
}

/// How strong the operations of a policy are at its greatest level.
struct PolicyScale: Sendable {
  /// The tangent of the angle.
  var shear = 0.3
  /// As a share of width or height; `translatePixels` instead where that is given.
  var translateShare = 150.0 / 331
  var translatePixels: Double?
  var degrees = 30.0
  /// Factors are 1 ± this.
  var enhancement = 0.9
  /// Bits that are left at level 0, and lost at level 1.
  var posterizeBits = 8.0
  var posterizeLoss = 4.0

  /// Cubuk, Zoph, Shlens, Le, "RandAugment" (2020), and AutoAugment, as in torchvision.
  static let standard = PolicyScale()
  /// Müller, Hutter, "TrivialAugment" (2021), the wide space.
  static let wide = PolicyScale(
    shear: 0.99, translatePixels: 32, degrees: 135, enhancement: 0.99, posterizeLoss: 6)
  /// Hendrycks et al., "AugMix" (2020), as in torchvision.
  static let augMix = PolicyScale(translateShare: 1.0 / 3, posterizeBits: 4, posterizeLoss: 3)

  /// The call at a level in [0, 1], its sign drawn where there is one.
  func call(
    _ operation: PolicyOperation, level: Double, shape: ImageShape, using generator: inout SeededRandom
  ) -> PolicyCall {
    let magnitude: Double
    switch operation {
    case .shearX, .shearY: magnitude = shear * level
    case .translateX: magnitude = (translatePixels ?? translateShare * Double(shape.width)) * level
    case .translateY: magnitude = (translatePixels ?? translateShare * Double(shape.height)) * level
    case .rotate: magnitude = degrees * level
    case .brightness, .saturation, .contrast, .sharpness: magnitude = enhancement * level
    case .posterize: magnitude = posterizeBits - (posterizeLoss * level).rounded()
    case .solarize: magnitude = 255 * (1 - level)
    case .identity, .autoContrast, .equalize, .invert: magnitude = 0
    }
    let isNegative = operation.isSigned && generator.uniform() < 0.5
    return PolicyCall(operation: operation, magnitude: isNegative ? -magnitude : magnitude)
  }
}
