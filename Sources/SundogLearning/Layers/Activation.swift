import CSundogKernels
import Foundation
import SundogNumerics

/// A function of one number, applied to each.
public struct Activation: Module, Hashable {
  /// Which function.
  public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
    /// max(0, x).
    case relu
    /// x Φ(x) with the normal distribution's Φ. Source: Hendrycks, Gimpel, "Gaussian error linear units" (2016).
    case gelu
    /// The hyperbolic tangent: bounded, as private training likes it (Papernot et al., "Tempered sigmoid activations for
    /// deep learning with differential privacy", 2021).
    case tanh
  }

  public let function: Function
  /// Numbers an example.
  public let width: Int

  /// - Precondition: `width` is positive.
  public init(_ function: Function, width: Int) {
    precondition(width > 0, "a layer has inputs")
    self.function = function
    self.width = width
  }

  public var shape: ModuleShape { ModuleShape(inputs: width, outputs: width) }

  /// Nothing: it has no parameters.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {}

  public func forward(_ pass: ForwardPass) {
    let count = pass.batch * width
    precondition(pass.input.count >= count && pass.output.count >= count, "buffers of the module's shape")
    switch function {
    case .relu:
      sundog_rectify(VectorKernels.instructions, pass.input.baseAddress, count, pass.output.baseAddress)
    case .gelu:
      for index in 0..<count { pass.output[index] = pass.input[index] * Self.normalDistribution(pass.input[index]) }
    case .tanh:
      for index in 0..<count { pass.output[index] = tanhf(pass.input[index]) }
    }
  }

  public func backward(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    let (input, outputGradient) = (pass.input, pass.outputGradient)
    let count = pass.batch * width
    precondition(inputGradient.count >= count && outputGradient.count >= count, "buffers of the module's shape")
    switch function {
    case .relu:
      sundog_rectify_gradient(
        VectorKernels.instructions, input.baseAddress, outputGradient.baseAddress, count, inputGradient.baseAddress)
    case .gelu:
      for index in 0..<count {
        let x = input[index]
        let density = exp(-x * x / 2) * 0.398_942_3  // 1/√(2π)
        inputGradient[index] = outputGradient[index] * (Self.normalDistribution(x) + x * density)
      }
    case .tanh:
      for index in 0..<count {
        let y = pass.output[index]
        inputGradient[index] = outputGradient[index] * (1 - y * y)
      }
    }
  }

  @inline(__always)
  private static func normalDistribution(_ x: Float) -> Float { 0.5 * erfc(-x * 0.707_106_8) }
}
