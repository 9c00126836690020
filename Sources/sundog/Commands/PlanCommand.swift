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
  @Option(
    help: ArgumentHelp(
      "Find the epsilon for this expected error, in (0, 1), instead: of a marginal; for pictures and sounds, as the plan "
        + "names it."))
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
    let declared = schema.privacy?.budget
    let (planned, reason) = try planner(schema, resource)
    let budget: PrivacyBudget
    if let error {
      budget = try smallestBudget(error: error, declared: declared) { try planned($0).expectedError }
    } else {
      budget = try spending.budget(default: declared)
    }
    var plan = try planned(budget)
    plan.reason = reason
    if options.json { try Console.writeJSON(plan) } else { Console.writeLine(PlanText.text(of: plan)) }
    if !plan.refusals.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
  }

  /// The plan for a budget, and why the mechanism was chosen.
  private func planner(
    _ schema: Schema, _ resource: Resource
  ) throws -> (plan: (PrivacyBudget) throws -> FitPlan, reason: String?) {
    if MediaResource.describes(resource) {
      func task(_ budget: PrivacyBudget) throws -> MediaTask {
        try choice.mediaTask(schema, resource, budget, threads: options.threadCount)
      }
      // Which mechanism fits may depend on the budget; where it is to be found, one of epsilon 1 stands for it.
      let asked = try spending.epsilon == nil ? nil : spending.budget(default: schema.privacy?.budget)
      let (synthesizer, reason) = try choice.mediaSynthesizer(
        for: task(asked ?? PrivacyBudget(epsilon: 1, delta: spending.delta ?? 1e-6)))
      return ({ try synthesizer.plan(task($0)) }, reason)
    }
    try choice.requireTable()
    let (synthesizer, reason) = try choice.synthesizer(for: resource)
    return ({ try synthesizer.plan(task(schema, resource, $0)) }, reason)
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
