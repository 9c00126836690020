/// How far outputs are from targets.
///
/// A loss is the sum over the examples of a batch, each by itself, so that gradients can be told apart by example; the
/// trainer divides.
public protocol Loss: Sendable {
  /// Σ over the examples; writes the gradient by the outputs. All are `batch × width`, row-major.
  func sum(
    _ outputs: UnsafeBufferPointer<Float>, targets: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, width: Int, batch: Int
  ) -> Double
}

extension SoftmaxCrossEntropy: Loss {
  /// Σᵢ −Σⱼ tᵢⱼ log pᵢⱼ for targets t that are probabilities: one-hot labels, smoothed labels or mixtures. Its gradient
  /// by the logits is p Σⱼ tⱼ − t.
  public func sum(
    _ logits: UnsafeBufferPointer<Float>, targets: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, width: Int, batch: Int
  ) -> Double {
    precondition(width == classes, "a logit a class")
    var loss = 0.0
    for example in 0..<batch {
      let (row, wanted) = (gradient.slice(example * classes, classes), targets.slice(example * classes, classes))
      let given = logits.slice(example * classes, classes)
      let total = softmax(given, into: row)
      var mass: Float = 0
      for index in row.indices {
        mass += wanted[index]
        if wanted[index] != 0 { loss += Double(wanted[index] * (total - given[index])) }
      }
      for index in row.indices { row[index] = row[index] * mass - wanted[index] }
    }
    return loss
  }
}

/// Half the squared distance: ½ Σᵢ ‖yᵢ − tᵢ‖² / width; its gradient is (y − t) / width.
public struct MeanSquaredError: Loss, Hashable {
  public init() {}

  public func sum(
    _ outputs: UnsafeBufferPointer<Float>, targets: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, width: Int, batch: Int
  ) -> Double {
    let scale = 1 / Float(width)
    var loss = 0.0
    for index in 0..<batch * width {
      let error = outputs[index] - targets[index]
      gradient[index] = error * scale
      loss += Double(error * error)
    }
    return loss / (2 * Double(width))
  }
}
