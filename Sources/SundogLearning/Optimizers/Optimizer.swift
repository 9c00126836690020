/// Moves parameters against gradients, on flat buffers.
public protocol Optimizer: Sendable {
  /// Moves the parameters one step against the gradients of the mean loss.
  /// - Precondition: both have as many numbers as the optimiser was made for.
  mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>, learningRate: Float)
}

/// An optimiser and what it remembers, as a checkpoint keeps it.
enum OptimizerState: Optimizer, Codable, Hashable {
  case momentum(MomentumSGD)
  case adamW(AdamW)

  mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>, learningRate: Float
  ) {
    switch self {
    case .momentum(var optimizer):
      // Taken out and put back without a second reference, so that its arrays are not copied.
      self = .momentum(.empty)
      optimizer.step(parameters, gradients: gradients, learningRate: learningRate)
      self = .momentum(optimizer)
    case .adamW(var optimizer):
      self = .momentum(.empty)
      optimizer.step(parameters, gradients: gradients, learningRate: learningRate)
      self = .adamW(optimizer)
    }
  }
}
