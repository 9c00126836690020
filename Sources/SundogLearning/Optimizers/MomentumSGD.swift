import CSundogKernels

/// Stochastic gradient descent with momentum, on a flat buffer of parameters.
///
/// g ← gradient + λ w, v ← μ v + g, w ← w − η v; by Nesterov w ← w − η (g + μ v). The formulas of PyTorch's `SGD`.
///
/// Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning" (2013).
public struct MomentumSGD: Optimizer, Hashable, Codable {
  /// μ, in [0, 1); 0 is plain gradient descent.
  public let momentum: Float
  /// λ, the weight of an L2 penalty.
  public let weightDecay: Float
  public let isNesterov: Bool
  private var velocity: [Float]

  public init(parameterCount: Int, momentum: Float = 0.9, weightDecay: Float = 0, isNesterov: Bool = false) {
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
    velocity = [Float](repeating: 0, count: parameterCount)
  }

  static var empty: MomentumSGD { MomentumSGD(parameterCount: 0) }

  public mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>, learningRate: Float
  ) {
    precondition(parameters.count == velocity.count && gradients.count == velocity.count, "one gradient a parameter")
    velocity.withUnsafeMutableBufferPointer { velocity in
      guard let base = parameters.baseAddress else { return }
      sundog_momentum_step(
        VectorKernels.instructions, base, velocity.baseAddress, gradients.baseAddress, velocity.count, 1, momentum,
        weightDecay, learningRate, isNesterov ? 1 : 0)
    }
  }
}
