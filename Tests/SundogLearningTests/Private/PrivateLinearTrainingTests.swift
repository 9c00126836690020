import Foundation
import Sundog
import SundogLearning
import SundogNumerics
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("A linear classifier under differential privacy")
struct PrivateLinearTrainingTests {
  private static let (count, size, classes) = (300, 12, 3)

  /// Vectors of length 1 around a direction for each class.
  private func examples() -> (features: [Float], labels: [Int32]) {
    var features: [Float] = []
    var labels: [Int32] = []
    for row in 0..<Self.count {
      var random = SeededRandom(seed: 3, index: UInt64(row))
      let label = row % Self.classes
      var values = (0..<Self.size).map { Float(0.3 * random.normal()) + ($0 % Self.classes == label ? 1 : 0) }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in values.indices { values[index] /= length }
      features += values
      labels.append(Int32(label))
    }
    return (features, labels)
  }

  private func model() -> LinearModel {
    var model = LinearModel(classCount: Self.classes, featureCount: Self.size)
    for index in model.weights.indices { model.weights[index] = Float(index * 31 % 17 - 8) / 10 }
    for index in model.offsets.indices { model.offsets[index] = Float(index) / 5 }
    return model
  }

  /// The sum of cross-entropies, in double precision.
  private func loss(_ model: LinearModel, _ features: [Float], _ labels: [Int32]) -> Double {
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      let scores = (0..<Self.classes).map { index -> Double in
        var score = Double(model.offsets[index])
        for column in 0..<Self.size {
          score += Double(model.weights[index * Self.size + column]) * Double(features[row * Self.size + column])
        }
        return score
      }
      sum += log(scores.reduce(0) { $0 + exp($1) }) - scores[Int(label)]
    }
    return sum
  }

  @Test("sums the gradients of the cross-entropy, where nothing is clipped")
  func gradients() {
    let (features, labels) = examples()
    let training = PrivateLinearTraining(learningRate: 1, clippingNorm: 100, offsetFeature: 0.5)
    let sum = training.gradientSum(features, labels: labels, model: model(), threads: 2)
    for index in sum.indices {
      var (up, down) = (model(), model())
      let step: Float = 1 / 64
      // An offset is its parameter times one half.
      if index < Self.classes * Self.size {
        up.weights[index] += step
        down.weights[index] -= step
      } else {
        up.offsets[index - Self.classes * Self.size] += step / 2
        down.offsets[index - Self.classes * Self.size] -= step / 2
      }
      let difference = (loss(up, features, labels) - loss(down, features, labels)) / (2 * Double(step))
      #expect(abs(sum[index] - difference) < 0.01)
    }
  }

  @Test("clips each example's gradient, whatever its chunk and thread")
  func clipping() {
    let (features, labels) = examples()
    let training = PrivateLinearTraining(learningRate: 1, clippingNorm: 0.2)
    let whole = training.gradientSum(features, labels: labels, model: model(), threads: 3)
    var sum = [Double](repeating: 0, count: whole.count)
    for row in 0..<Self.count {
      let own = training.gradientSum(
        Array(features[row * Self.size..<(row + 1) * Self.size]), labels: [labels[row]], model: model(), threads: 1)
      let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(length <= 0.2 * 1.0001)
      for index in own.indices { sum[index] += own[index] }
    }
    for (found, wanted) in zip(whole, sum) { #expect(abs(found - wanted) < 1e-4) }
    let none = training.gradientSum([], labels: [], model: model(), threads: 2)
    #expect(none.allSatisfy { $0 == 0 })
  }

  @Test("learns to tell classes apart with an ample budget, nothing with a hopeless one, and spends what it says")
  func learning() throws {
    let (features, labels) = examples()
    let training = PrivateLinearTraining(learningRate: 60, clippingNorm: 0.1)
    let shares: [(epsilon: Double, accuracy: ClosedRange<Double>)] = [(1_000, 0.95...1), (0.001, 0...0.7)]
    for (epsilon, accuracy) in shares {
      let task = try MediaFixture.pictures(count: 2).task(epsilon: epsilon)
      let schedule = try GaussianSchedule(
        [GaussianSchedule.Step(name: "gradients", share: 1, releases: training.steps)], budget: task.budget,
        accountant: GaussianDPAccountant(), neighbors: .addRemove)
      var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 8))
      var releaser = try MediaReleaser(task, schedule: schedule, mechanism: "test", ledger: &ledger)
      let model = try training.fit(
        features, labels: labels, classCount: Self.classes, featureCount: Self.size, count: Double(Self.count),
        neighbors: .addRemove, releaser: &releaser, step: 0, threads: 2)
      #expect(model.isWhole)
      var right = 0
      for (row, label) in labels.enumerated() {
        let own = Array(features[row * Self.size..<(row + 1) * Self.size])
        if own.withUnsafeBufferPointer({ model.choice($0) }) == Int(label) { right += 1 }
      }
      #expect(accuracy.contains(Double(right) / Double(Self.count)), "epsilon \(epsilon)")
      // Every release was made: there is none left.
      var isRefused = false
      do { _ = try releaser.token(step: 0).label } catch is LedgerError { isRefused = true }
      #expect(isRefused)
      let statement = try releaser.finish()
      #expect(statement.events == schedule.events)
    }
  }
}
