import CSundogKernels
import SundogNumerics

/// Brings groups of channels of each example to mean 0 and variance 1, then scales and shifts each channel.
///
/// y = γ (x − μ) / √(σ² + c) + β, with μ and σ² over all pixels and the channels of a group of *one example*: examples do
/// not see each other, as private training demands. One group of a vector is layer normalisation (`layer(width:)`).
/// Parameters: γ, then β, one of each a channel.
///
/// Source: Wu, He, "Group normalization" (2018); Ba, Kiros, Hinton, "Layer normalization" (2016).
public struct GroupNormalization: Module, Hashable {
  /// Pixels of an image; 1 for vectors.
  public let pixels: Int
  public let channels: Int
  public let groups: Int
  /// Keeps the quotient finite, c.
  public static let stabilizer: Float = 1e-5

  /// - Precondition: sizes are positive, and the groups divide the channels evenly.
  public init(pixels: Int, channels: Int, groups: Int) {
    precondition(pixels > 0 && channels > 0 && groups > 0 && channels.isMultiple(of: groups), "groups of equal size")
    self.pixels = pixels
    self.channels = channels
    self.groups = groups
  }

  /// Layer normalisation of vectors, with a gain and a shift for each of their numbers.
  public static func layer(width: Int) -> GroupNormalization {
    GroupNormalization(pixels: 1, channels: width, groups: 1)
  }

  public var shape: ModuleShape {
    ModuleShape(
      inputs: pixels * channels, outputs: pixels * channels, parameters: 2 * channels, saved: 2 * groups)
  }

  /// Sets γ to 1 and β to 0.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    parameters.slice(0, channels).update(repeating: 1)
    parameters.slice(channels, channels).update(repeating: 0)
  }

  public func forward(_ pass: ForwardPass) {
    let count = pass.batch * pixels * channels
    precondition(
      pass.input.count >= count && pass.output.count >= count && pass.parameters.count >= 2 * channels
        && pass.saved.count >= pass.batch * 2 * groups, "buffers of the module's shape")
    sundog_group_norm_forward(
      VectorKernels.instructions, pass.input.baseAddress, Int32(pixels), Int32(channels), Int32(groups),
      Self.stabilizer, pass.parameters.baseAddress, pass.parameters.baseAddress! + channels, Int32(pass.batch),
      pass.output.baseAddress, pass.saved.baseAddress)
  }

  public func backward(_ pass: BackwardPass) {
    let count = pass.batch * pixels * channels
    precondition(
      pass.input.count >= count && pass.outputGradient.count >= count
        && (pass.inputGradient?.count ?? .max) >= count && pass.parameterGradient.count >= 2 * channels
        && pass.saved.count >= pass.batch * 2 * groups, "buffers of the module's shape")
    let gradient = pass.parameterGradient.baseAddress!
    sundog_group_norm_backward(
      VectorKernels.instructions, pass.input.baseAddress, Int32(pixels), Int32(channels), Int32(groups),
      pass.parameters.baseAddress, pass.saved.baseAddress, pass.outputGradient.baseAddress, Int32(pass.batch),
      pass.inputGradient?.baseAddress, gradient, gradient + channels)
  }
}
