import Foundation

/// The cross-entropy of softmax probabilities with class labels, averaged over a batch.
///
/// loss = 1/n Σᵢ −log p(yᵢ), p = exp(z) / Σ exp(z); its gradient by the logits is (p − y) / n.
public struct SoftmaxCrossEntropy: Sendable, Hashable {
  /// Logits an example.
  public let classes: Int

  /// - Precondition: there are at least two classes.
  public init(classes: Int) {
    precondition(classes > 1, "classes to tell apart")
    self.classes = classes
  }

  /// The loss of a batch of logits, `labels.count × classes` row-major; writes its gradient by them.
  public func callAsFunction(
    _ logits: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>,
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let share = 1 / Float(labels.count)
    var loss = 0.0
    for (example, label) in labels.enumerated() {
      let row = gradient.slice(example * classes, classes)
      let logit = logits[example * classes + Int(label)]
      loss += Double(softmax(logits.slice(example * classes, classes), into: row) - logit)
      row[Int(label)] -= 1
      for index in row.indices { row[index] *= share }
    }
    return loss / Double(labels.count)
  }

  /// Writes the probabilities of a batch of logits.
  public func probabilities(
    of logits: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>, batch: Int
  ) {
    for example in 0..<batch {
      _ = softmax(logits.slice(example * classes, classes), into: output.slice(example * classes, classes))
    }
  }

  /// Writes the softmax of a row and returns log Σ exp(z), without overflow.
  @inline(__always)
  func softmax(
    _ logits: UnsafeBufferPointer<Float>, into probabilities: UnsafeMutableBufferPointer<Float>
  ) -> Float {
    var largest = logits[0]
    for logit in logits { largest = max(largest, logit) }
    var sum: Float = 0
    for index in logits.indices {
      probabilities[index] = exp(logits[index] - largest)
      sum += probabilities[index]
    }
    let scale = 1 / sum
    for index in probabilities.indices { probabilities[index] *= scale }
    return largest + log(sum)
  }
}
