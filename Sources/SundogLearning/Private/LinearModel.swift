/// Scores of classes that are linear in the features: s = W x + β b.
public struct LinearModel: Codable, Sendable, Hashable {
  public let classCount: Int
  public let featureCount: Int
  /// `classCount × featureCount` numbers.
  public var weights: [Float]
  /// What is added to each class's score.
  public var offsets: [Float]

  /// A model that finds all classes alike.
  public init(classCount: Int, featureCount: Int) {
    self.classCount = classCount
    self.featureCount = featureCount
    weights = [Float](repeating: 0, count: classCount * featureCount)
    offsets = [Float](repeating: 0, count: classCount)
  }

  /// Whether its numbers are as many as its sizes say, and finite: a model that was read from a file may not be.
  public var isWhole: Bool {
    classCount > 0 && featureCount > 0 && weights.count == classCount * featureCount && offsets.count == classCount
      && weights.allSatisfy(\.isFinite) && offsets.allSatisfy(\.isFinite)
  }

  /// The score of each class.
  /// - Precondition: `features` holds `featureCount` numbers.
  public func scores(_ features: UnsafeBufferPointer<Float>) -> [Float] {
    precondition(features.count == featureCount, "one number a feature")
    return weights.withUnsafeBufferPointer { weights in
      (0..<classCount).map { index in
        offsets[index]
          + Float(
            VectorKernels.dot(
              UnsafeBufferPointer(rebasing: weights[index * featureCount..<(index + 1) * featureCount]), features))
      }
    }
  }

  /// The class of the largest score, the first of equals.
  public func choice(_ features: UnsafeBufferPointer<Float>) -> Int {
    let scores = scores(features)
    var best = 0
    for index in scores.indices where scores[index] > scores[best] { best = index }
    return best
  }
}
