import Sundog
import SundogNumerics
import SundogPrivacy

/// Attacks a private training in one run: what it leaks about examples that were put in by the toss of a coin.
///
/// Canaries are vectors with one number of their own that is not zero and a random label, so that nothing but having met
/// one makes its label likely, and most of what it teaches lands on weights that no other touches. Each is included with
/// probability 1/2. Afterwards those along whose gradient the parameters moved most are guessed to have been in, those
/// along whose gradient they moved least to have been out: with small steps this is the best test that there is. From the number of right guesses follows a lower bound on ε that holds with the stated
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

  /// Trains on the canaries that were included, and attacks the result.
  ///
  /// - Parameters:
  ///   - settings: private ones, of a network that takes vectors; `claim` is what they are held to, their own epsilon and delta unless another is given.
  ///   - noise: where the training takes its noise.
  /// - Throws: what the training throws; `PrivacyParameterError` for parameters out of range.
  public func run(
    _ settings: TrainingSettings, claim: PrivacyBudget? = nil, noise: NoiseSource = .system(),
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
    let source = CanarySource(included, of: canaries, seed: seed)
    var state = try TrainingState(settings: settings, shape: source.shape)
    let initial = state.parameters
    try Trainer(threads: threads).trainPrivately(
      &state, on: source, dataset: DatasetIdentity(name: "audit", fingerprint: "canaries"), ledger: &ledger)
    let scores = try scores(
      from: initial, movement: zip(initial, state.latest).map { $0 - $1 }, settings, privacy, threads)
    let order = isIncluded.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
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

  /// How far the parameters went along each canary's clipped gradient at the initial parameters.
  private func scores(
    from initial: [Float], movement: [Float], _ settings: TrainingSettings, _ privacy: PrivateTraining, _ threads: Int
  ) throws -> [Double] {
    let all = CanarySource(Array(0..<canaries), of: canaries, seed: seed)
    let gradients = GradientComputation(
      try settings.architecture.module(for: all.shape), source: all, batchSize: 1,
      clippingNorm: privacy.clippingNorm, views: 1, threads: threads)
    return movement.withUnsafeBufferPointer { movement in
      (0..<canaries).map { canary in
        _ = gradients.compute(
          [Int32(canary)], epoch: 0, parameters: initial,
          randomness: TrainingRandomness(seed: seed, step: 0, firstExample: 0))
        return VectorKernels.dot(movement, UnsafeBufferPointer(gradients.gradient))
      }
    }
  }
}

/// Some of the canaries: number i of `width` is 3 at its i-th place.
private struct CanarySource: BatchSource {
  let shape: BatchShape
  private let canaries: [Int]
  private let seed: UInt64

  init(_ canaries: [Int], of width: Int, seed: UInt64) {
    shape = BatchShape(count: canaries.count, height: 1, width: 1, channels: width, classes: ["heads", "tails"])
    self.canaries = canaries
    self.seed = seed
  }

  func label(of canary: Int) -> Int {
    var random = SeededRandom(seed: seed, stream: RandomStream.audit &+ 1, index: UInt64(canary))
    return Int(random.next() & 1)
  }

  func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    batch.inputs.slice(0, positions.count * shape.inputs).update(repeating: 0)
    for (row, position) in positions.enumerated() {
      let canary = canaries[Int(position)]
      batch.inputs[row * shape.inputs + canary] = 3
      let label = label(of: canary)
      batch.targets[2 * row] = label == 0 ? 1 : 0
      batch.targets[2 * row + 1] = label == 1 ? 1 : 0
    }
  }
}
