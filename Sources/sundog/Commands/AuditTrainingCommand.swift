import ArgumentParser
import Foundation
import Sundog
import SundogLearning
import SundogNumerics
import SundogPrivacy

struct AuditTrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Attack private training in one run.",
    discussion: """
      Example:
        sundog audit training --epsilon 2

      Trains a network on canaries that are put in by the toss of a coin, guesses which were in, and proves a lower bound
      on epsilon from the right guesses. A bound above the claim is a bug. Needs no data.
      Exits with 1 where the claim is refuted.
      """)

  @Option(help: "The claim to attack.")
  var epsilon = 2.0

  @Option(help: "The probability with which the loss may be larger.")
  var delta = 1e-9

  @Option(help: "Canaries: more make the bound closer, and the training longer.")
  var canaries = 1000

  @Option(help: "Expected passes over the examples.")
  var epochs = 20

  @Option(help: "The probability with which a training that keeps its claim is accused.")
  var significance = 1e-6

  @Option(help: "The seed of coins and canaries.")
  var seed: UInt64 = 0

  @OptionGroup var options: RunOptions

  func validate() throws {
    if canaries < 10 { throw ValidationError("--canaries is \(canaries); expected at least 10.") }
    if epochs < 1 { throw ValidationError("--epochs is \(epochs); expected at least 1.") }
    if !(significance > 0 && significance < 1) {
      throw ValidationError("--significance is \(significance); expected a number in (0, 1).")
    }
  }

  func run() throws {
    let settings = TrainingSettings(
      architecture: .mlp, epochs: epochs, optimizer: .sgd, learningRate: 0.01, schedule: .constant, momentum: 0,
      weightDecay: 0,
      privacy: PrivateTraining(epsilon: epsilon, delta: delta, clippingNorm: 1, samplingRate: 0.1))
    let audit = OneRunAudit(
      canaries: canaries, guesses: canaries / 2, significance: significance, seed: seed)
    let outcome = try audit.run(settings, threads: options.threadCount)
    if options.json {
      try Console.writeJSON(outcome)
    } else {
      Console.writeLine(
        """
        claim: epsilon \(outcome.claim.epsilon), delta \(outcome.claim.delta)
        \(outcome.correct) of \(outcome.guesses) guesses about \(outcome.canaries) canaries were right
        lower bound: epsilon \(String(format: "%.3f", outcome.lowerBound)), wrong with probability \(significance)
        \(outcome.passes ? "kept" : "REFUTED")
        """)
    }
    if !outcome.passes { throw ExitCode(ExitStatus.gateFailed.rawValue) }
  }
}
