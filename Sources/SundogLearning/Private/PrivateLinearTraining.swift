import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// Trains a linear classifier by full-batch gradient descent under differential privacy: every step releases the sum of
/// all examples' clipped gradients of the cross-entropy, with Gaussian noise.
///
/// With softmax probabilities p and the one-hot label y an example's gradient is (p − y) ⊗ (x, β), of norm
/// ‖p − y‖ √(‖x‖² + β²), and is scaled down to the clipping norm where it is longer. Since nothing is sampled, the steps
/// are Gaussian releases on the whole data set, and Gaussian differential privacy prices them exactly.
///
/// Source: Tramèr, Boneh, "Differentially private learning needs better features (or much more data)" (2021).
public struct PrivateLinearTraining: Sendable {
  public let steps: Int
  /// By which the mean of the clipped gradients is multiplied at first; falls to nothing by a half cosine.
  public let learningRate: Double
  public let momentum: Double
  /// The largest norm of an example's gradient.
  public let clippingNorm: Double
  /// The constant feature β of the offsets.
  public let offsetFeature: Float

  public init(
    steps: Int = 30, learningRate: Double, momentum: Double = 0.9, clippingNorm: Double = 1, offsetFeature: Float = 0.3
  ) {
    self.steps = steps
    self.learningRate = learningRate
    self.momentum = momentum
    self.clippingNorm = clippingNorm
    self.offsetFeature = offsetFeature
  }

  /// Examples whose gradients are added up in single precision before they join the sum.
  private static let chunk = 256
  /// Adding up to 256 vectors of norm 1 in single precision errs by at most 256² · 2⁻²⁴ = 0.004 of one.
  private static let slack = 0.005

  /// What one step releases: numbers of weights and offsets together.
  public func mechanism(
    noiseMultiplier: Double, classCount: Int, featureCount: Int, neighbors: NeighboringRelation
  ) throws(PrivacyParameterError) -> GaussianMechanism {
    let change = neighbors == .addRemove ? 1.0 : 2.0
    return try GaussianMechanism(
      noiseMultiplierRoundedUp: noiseMultiplier, sensitivity: change * clippingNorm * (1 + Self.slack),
      dimension: classCount * (featureCount + 1))
  }

  /// Trains on features, one example a row.
  ///
  /// Privacy: `steps` releases of the releaser's step `step`.
  /// - Parameters:
  ///   - features: `labels.count × featureCount` numbers. What an example's row says must depend on that example alone:
  ///     features that were standardised with the data's own means would be paid for by nobody.
  ///   - count: the number of examples by which sums are divided: public, or released before.
  ///   - progress: called with the share that is done.
  /// - Throws: `LedgerError` where the reservation does not hold the releases.
  public func fit(
    _ features: [Float], labels: [Int32], classCount: Int, featureCount: Int, count: Double,
    neighbors: NeighboringRelation, releaser: inout MediaReleaser, step: Int, threads: Int,
    progress: (Double) -> Void = { _ in }
  ) throws -> LinearModel {
    let mechanism = try mechanism(
      noiseMultiplier: releaser.schedule.noiseMultipliers[step], classCount: classCount, featureCount: featureCount,
      neighbors: neighbors)
    var model = LinearModel(classCount: classCount, featureCount: featureCount)
    var velocity = [Double](repeating: 0, count: classCount * (featureCount + 1))
    var averaged = velocity
    var parameters = velocity
    var averagedSteps = 0.0
    for number in 0..<steps {
      let sum = gradientSum(features, labels: labels, model: model, threads: threads)
      let noisy = try mechanism.release(sum, token: try releaser.token(step: step))
      let rate = learningRate * 0.5 * (1 + cos(Double.pi * Double(number) / Double(steps)))
      for index in noisy.indices {
        velocity[index] = momentum * velocity[index] + noisy[index] / max(1, count)
        parameters[index] -= rate * velocity[index]
      }
      // The mean of the last third is steadier than the last one.
      if number >= 2 * steps / 3 {
        averagedSteps += 1
        for index in averaged.indices { averaged[index] += (parameters[index] - averaged[index]) / averagedSteps }
      }
      model = self.model(parameters, classCount, featureCount)
      progress(Double(number + 1) / Double(steps))
    }
    return self.model(averaged, classCount, featureCount)
  }

  private func model(_ parameters: [Double], _ classCount: Int, _ featureCount: Int) -> LinearModel {
    var model = LinearModel(classCount: classCount, featureCount: featureCount)
    for index in model.weights.indices { model.weights[index] = Float(parameters[index]) }
    for index in 0..<classCount {
      model.offsets[index] = Float(parameters[classCount * featureCount + index]) * offsetFeature
    }
    return model
  }

  /// The sum of the clipped gradients: of the weights, class by class, then of the offsets.
  package func gradientSum(_ features: [Float], labels: [Int32], model: LinearModel, threads: Int) -> [Double] {
    let (classes, size) = (model.classCount, model.featureCount)
    let chunks = (labels.count + Self.chunk - 1) / Self.chunk
    let lanes = max(1, min(threads, chunks))
    let sums = Parallel.map(count: lanes, threads: threads) { lane in
      var sum = [Double](repeating: 0, count: classes * (size + 1))
      var part = [Float](repeating: 0, count: classes * size)
      var scores = [Float](repeating: 0, count: Self.chunk * classes)
      for chunk in stride(from: lane, to: chunks, by: lanes) {
        let rows = chunk * Self.chunk..<min(labels.count, (chunk + 1) * Self.chunk)
        features.withUnsafeBufferPointer { features in
          let slice = UnsafeBufferPointer(rebasing: features[rows.lowerBound * size..<rows.upperBound * size])
          model.weights.withUnsafeBufferPointer { weights in
            scores.withUnsafeMutableBufferPointer { scores in
              LinearAlgebra.multiply(
                slice, weights, transposingB: true, rows: rows.count, columns: classes, inner: size, into: scores)
            }
          }
          for (row, position) in rows.enumerated() {
            residual(
              &scores, row * classes..<(row + 1) * classes, label: Int(labels[position]), model: model,
              features: UnsafeBufferPointer(rebasing: slice[row * size..<(row + 1) * size]))
            for index in 0..<classes {
              sum[classes * size + index] += Double(offsetFeature * scores[row * classes + index])
            }
          }
          scores.withUnsafeBufferPointer { scores in
            part.withUnsafeMutableBufferPointer { part in
              LinearAlgebra.multiply(
                scores, slice, transposingA: true, rows: classes, columns: size, inner: rows.count, into: part)
            }
          }
        }
        for index in part.indices { sum[index] += Double(part[index]) }
      }
      return sum
    }
    return sums.dropFirst().reduce(into: sums[0]) { total, other in
      for index in total.indices { total[index] += other[index] }
    }
  }

  /// Turns an example's scores into p − y, scaled so that its gradient keeps the clipping norm.
  private func residual(
    _ scores: inout [Float], _ range: Range<Int>, label: Int, model: LinearModel, features: UnsafeBufferPointer<Float>
  ) {
    var largest = -Float.infinity
    for (index, place) in range.enumerated() {
      scores[place] += model.offsets[index]
      largest = max(largest, scores[place])
    }
    var total: Float = 0
    for place in range {
      scores[place] = exp(scores[place] - largest)
      total += scores[place]
    }
    var squares: Double = 0
    for (index, place) in range.enumerated() {
      scores[place] = scores[place] / total - (index == label ? 1 : 0)
      squares += Double(scores[place]) * Double(scores[place])
    }
    let length = (VectorKernels.squaredNorm(features) + Double(offsetFeature * offsetFeature)).squareRoot()
    let norm = squares.squareRoot() * length
    guard norm > clippingNorm else { return }
    let scale = Float(clippingNorm / norm)
    for place in range { scores[place] *= scale }
  }
}
