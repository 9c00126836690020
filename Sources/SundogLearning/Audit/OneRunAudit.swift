import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// Attacks a private training in one run: what it leaks about examples that were put in by the toss of a coin.
///
/// Canaries are pictures of noise with random labels, so that nothing but having met one makes it look likely. Each is
/// included with probability 1/2; afterwards those whose loss fell most are guessed to have been in, those whose loss
/// fell least to have been out. From the number of right guesses follows a lower bound on ε that holds with the stated
/// significance; above the claim it refutes the training.
///
/// Source: Steinke, Nasr, Jagielski, "Privacy auditing with one (1) training run" (2023).
public struct OneRunAudit: Sendable {
  /// What the attack came to.
  public struct Outcome: Codable, Sendable, Hashable {
    public let claim: PrivacyBudget
    /// No true ε can be below this, but with the probability `significance`.
    public let lowerBound: Double
    public let canaries: Int
    public let guesses: Int
    public let correct: Int
    public let significance: Double

    /// Whether the claim survived.
    public var passes: Bool { lowerBound <= claim.epsilon }
  }

  public var canaries: Int
  /// How many are guessed, half of them to have been in; at most `canaries`.
  public var guesses: Int
  /// The probability with which a training that keeps its claim is accused.
  public var significance: Double
  /// Of coins and canaries: they need not be secret from the attacker's judge.
  public var seed: UInt64

  public init(canaries: Int = 400, guesses: Int = 200, significance: Double = 1e-6, seed: UInt64 = 0) {
    self.canaries = canaries
    self.guesses = guesses
    self.significance = significance
    self.seed = seed
  }

  /// Trains on `base` and the canaries that were included, and attacks the result.
  ///
  /// - Parameters:
  ///   - settings: private ones; `claim` is what they are held to, their own epsilon and delta unless another is given.
  ///   - noise: where the training takes its noise.
  /// - Throws: what the training throws; `PrivacyParameterError` for parameters out of range.
  public func run(
    _ settings: TrainingSettings, base: any BatchSource, claim: PrivacyBudget? = nil, noise: NoiseSource = .system(),
    threads: Int = Parallel.defaultThreadCount
  ) throws -> Outcome {
    guard let privacy = settings.privacy else {
      throw LearningError.invalidParameter("privacy", found: 0, expected: "private settings")
    }
    guard canaries > 0, guesses > 1, guesses <= canaries else {
      throw LearningError.invalidParameter("guesses", found: Double(guesses), expected: "2 to the number of canaries")
    }
    var coins = SeededRandom(seed: seed, stream: RandomStream.audit)
    let isIncluded = (0..<canaries).map { _ in coins.next() & 1 == 1 }
    let included = isIncluded.indices.filter { isIncluded[$0] }
    var ledger = try BudgetLedger(inMemoryWith: noise)
    let source = CanarySource(base: base, canaries: included, seed: seed)
    var state = try TrainingState(settings: settings, shape: source.shape)
    let before = try losses(state, base, threads)
    try Trainer(threads: threads).trainPrivately(
      &state, on: source, dataset: DatasetIdentity(name: "audit", fingerprint: "canaries"), ledger: &ledger)
    let after = try losses(state, base, threads)
    let order = isIncluded.indices.sorted { (before[$0] - after[$0], $1) > (before[$1] - after[$1], $0) }
    let half = guesses / 2
    let correct =
      order.prefix(half).count { isIncluded[$0] } + order.suffix(guesses - half).count { !isIncluded[$0] }
    let delta = claim?.delta ?? privacy.delta
    return Outcome(
      claim: try claim ?? PrivacyBudget(epsilon: privacy.epsilon, delta: privacy.delta),
      lowerBound: try AuditBound.epsilonOfOneRun(
        canaries: canaries, guesses: guesses, correct: correct, delta: delta, significance: significance),
      canaries: canaries, guesses: guesses, correct: correct, significance: significance)
  }

  /// The loss of each canary.
  private func losses(_ state: TrainingState, _ base: any BatchSource, _ threads: Int) throws -> [Double] {
    let all = CanarySource(base: base, canaries: Array(0..<canaries), seed: seed, showsBase: false)
    let probabilities = try state.probabilities(of: all, threads: threads)
    let classes = base.shape.classes.count
    return (0..<canaries).map { canary in
      -log(Double(max(1e-30, probabilities[canary * classes + all.label(of: canary)])))
    }
  }
}

/// A source with canaries behind its own examples.
private struct CanarySource: BatchSource {
  let base: any BatchSource
  let canaries: [Int]
  let seed: UInt64
  var showsBase = true

  var shape: BatchShape {
    var shape = base.shape
    shape.count = (showsBase ? shape.count : 0) + canaries.count
    return shape
  }

  func label(of canary: Int) -> Int {
    var random = generator(canary)
    return Int(random.uniform() * Double(base.shape.classes.count))
  }

  private func generator(_ canary: Int) -> SeededRandom {
    SeededRandom(seed: seed, stream: RandomStream.audit &+ 1, index: UInt64(canary))
  }

  func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    let (inputs, classes) = (base.shape.inputs, base.shape.classes.count)
    let first = showsBase ? base.shape.count : 0
    for (row, position) in positions.enumerated() {
      let place = Batch(
        inputs: batch.inputs.slice(row * inputs, inputs), targets: batch.targets.slice(row * classes, classes))
      if Int(position) < first {
        base.read(positions.slice(row, 1), epoch: epoch, into: place)
        continue
      }
      let canary = canaries[Int(position) - first]
      var random = generator(canary)
      _ = random.next()
      for index in 0..<inputs { place.inputs[index] = Float(2 * random.uniform() - 1) }
      let label = label(of: canary)
      for index in 0..<classes { place.targets[index] = index == label ? 1 : 0 }
    }
  }
}
