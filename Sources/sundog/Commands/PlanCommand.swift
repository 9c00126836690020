import ArgumentParser
import Foundation
import Sundog
import SundogPrivacy
import TabularGenerators

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say what a fit would measure, spend and need. Touches the schema and no data.",
    discussion: """
      Examples:
        sundog plan --schema people.json --epsilon 1 --delta 1e-7
        sundog plan --schema people.json --error 0.02 --delta 1e-7 --rows 50000

      With --error it solves the other way: the smallest epsilon whose expected error is at most that.
      Exits with 3 where the fit would be refused.
      """)

  @OptionGroup var schema: SchemaOptions
  @OptionGroup var spending: BudgetOptions
  @OptionGroup var choice: MechanismOptions
  @Option(help: "Find the epsilon for this expected error of a marginal, in (0, 1), instead.")
  var error: Double?
  @OptionGroup var options: RunOptions

  func validate() throws {
    if let error, !(error > 0 && error < 1) {
      throw ValidationError("--error is \(error); expected a number in (0, 1).")
    }
    if error != nil, spending.epsilon != nil { throw ValidationError("give --epsilon or --error, not both.") }
  }

  func run() throws {
    let (schema, loaded) = try schema.load()
    let resource = choice.declared(loaded)
    let (synthesizer, reason) = try choice.synthesizer(for: resource)
    let declared = schema.privacy?.budget
    let budget: PrivacyBudget
    if let error {
      budget = try smallestBudget(error: error, declared: declared) { budget in
        try synthesizer.plan(task(schema, resource, budget)).expectedError
      }
    } else {
      budget = try spending.budget(default: declared)
    }
    var plan = try synthesizer.plan(task(schema, resource, budget))
    plan.reason = reason
    if options.json { try Console.writeJSON(plan) } else { Console.writeLine(PlanText.text(of: plan)) }
    if !plan.refusals.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
  }

  private func task(_ schema: Schema, _ resource: Resource, _ budget: PrivacyBudget) -> TableTask {
    TableTask(
      schema: schema, resource: resource, budget: budget,
      dataset: DatasetIdentity(name: resource.name, fingerprint: ""), accountant: choice.accountant,
      threads: options.threadCount, cellLimit: choice.cellLimit)
  }

  /// The smallest ε, within 1%, whose expected error is at most `error`: by bisection, as the error falls with ε.
  private func smallestBudget(
    error: Double, declared: PrivacyBudget?, expectedError: (PrivacyBudget) throws -> Double
  ) throws -> PrivacyBudget {
    guard let delta = spending.delta ?? declared?.delta else {
      throw ValidationError("--delta is missing, and the schema declares no budget.")
    }
    func budget(_ epsilon: Double) throws -> PrivacyBudget { try PrivacyBudget(epsilon: epsilon, delta: delta) }
    var (low, high) = (1e-3, 100.0)
    guard try expectedError(budget(high)) <= error else {
      throw Failure.Refusal("no epsilon up to 100 reaches an expected error of \(error); allow more, or use more rows")
    }
    if try expectedError(budget(low)) <= error { return try budget(low) }
    while high / low > 1.01 {
      let middle = (low * high).squareRoot()
      if try expectedError(budget(middle)) <= error { high = middle } else { low = middle }
    }
    return try budget(high)
  }
}

extension FitPlan {
  /// The largest expected error of a step: what the bisection and the curve speak of.
  var expectedError: Double { steps.compactMap(\.expectedError).max() ?? 0 }
}
