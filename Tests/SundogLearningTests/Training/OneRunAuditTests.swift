import Sundog
import SundogLearning
import SundogPrivacy
import Testing

@Suite("The audit of private training")
struct OneRunAuditTests {
  private static func settings(epsilon: Double) -> TrainingSettings {
    TrainingSettings(
      architecture: .mlp, epochs: 15, optimizer: .sgd, learningRate: 0.01, schedule: .constant, momentum: 0,
      weightDecay: 0,
      privacy: PrivateTraining(epsilon: epsilon, delta: 1e-9, clippingNorm: 1, samplingRate: 0.2))
  }

  @Test("lets a training pass that keeps its claim, but for one in a million", arguments: [UInt64(1), 2])
  func keepsItsClaim(seed: UInt64) throws {
    let audit = OneRunAudit(canaries: 300, guesses: 150, seed: seed)
    let outcome = try audit.run(
      Self.settings(epsilon: 2), noise: .insecure(seed: seed), threads: 2)
    #expect(outcome.passes)
  }

  @Test("catches a training that adds a fraction of the noise that it claims")
  func plantedMistake() throws {
    // Trained at epsilon 80 and held to 1: what a wrong noise scale or a missing charge would look like.
    let audit = OneRunAudit(canaries: 400, guesses: 200, seed: 3)
    let outcome = try audit.run(
      Self.settings(epsilon: 80), claim: try PrivacyBudget(epsilon: 1, delta: 1e-9), noise: .insecure(seed: 3),
      threads: 2)
    #expect(!outcome.passes, "\(outcome)")
  }
}
