import CSundogKernels
import Foundation

/// Adam with decoupled weight decay, on a flat buffer of parameters.
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η (λ w + m̂ / (√v̂ + c)), with the bias-corrected
/// m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
///
/// Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (2019), algorithm 2.
public struct AdamW: Optimizer, Hashable, Codable {
  /// Decay rate of the mean of gradients, β₁.
  public let meanDecay: Float
  /// Decay rate of the mean of squared gradients, β₂.
  public let squareDecay: Float
  /// Keeps the quotient finite, c.
  public let stabilizer: Float
  /// λ: how much of each weight goes in a step of learning rate 1.
  public let weightDecay: Float
  /// Steps taken.
  public private(set) var steps = 0
  private var means: [Float]
  private var squares: [Float]

  public init(
    parameterCount: Int, weightDecay: Float = 0.01, meanDecay: Float = 0.9, squareDecay: Float = 0.999,
    stabilizer: Float = 1e-8
  ) {
    self.weightDecay = weightDecay
    self.meanDecay = meanDecay
    self.squareDecay = squareDecay
    self.stabilizer = stabilizer
    means = [Float](repeating: 0, count: parameterCount)
    squares = means
  }

  /// Moves the parameters one step against the gradients.
  /// - Precondition: both have as many numbers as the optimiser was made for.
  public mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>, learningRate: Float
  ) {
    precondition(parameters.count == means.count && gradients.count == means.count, "one gradient a parameter")
    steps += 1
    let meanCorrection = 1 / (1 - powf(meanDecay, Float(steps)))
    let squareCorrection = 1 / (1 - powf(squareDecay, Float(steps)))
    means.withUnsafeMutableBufferPointer { means in
      squares.withUnsafeMutableBufferPointer { squares in
        guard let base = parameters.baseAddress else { return }
        sundog_adam_step(
          VectorKernels.instructions, base, means.baseAddress, squares.baseAddress, gradients.baseAddress, means.count,
          meanDecay, squareDecay, meanCorrection, squareCorrection, stabilizer, 1 - learningRate * weightDecay,
          learningRate)
      }
    }
  }
}
