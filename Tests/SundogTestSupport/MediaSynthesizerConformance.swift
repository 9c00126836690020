import Foundation
import Sundog
import SundogPrivacy

/// What every synthesizer of pictures or sounds must do, whatever its method. Returns what it does not, in sentences.
///
/// - Parameters:
///   - fixture: some hundred examples of at least two classes.
///   - rows: examples that are sampled.
/// - Throws: what the synthesizer throws where it should not.
public func checkMediaSynthesizer<Synthesizer: MediaSynthesizer>(
  _ synthesizer: Synthesizer, on fixture: MediaFixture, accountant: AccountantKind = .gdp, rows: Int = 200
) throws -> [String] {
  var failures: [String] = []
  func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
    if !condition { failures.append(sentence()) }
  }
  let task = try fixture.task(accountant: accountant)
  require(Synthesizer.canFit(task.media.content), "it cannot fit the fixture")
  var ledger = try BudgetLedger(inMemoryWith: .system())
  let model = try synthesizer.fit(task, data: fixture.data, ledger: &ledger)

  // The budget: what the statement lists costs what it promises, and uses it.
  let statement = model.statement
  let epsilon = try accountant.accountant.epsilon(
    of: statement.events, delta: task.budget.delta, neighbors: statement.neighbors)
  require(statement.guarantee == task.budget, "the statement promises another budget than the task's")
  require(statement.neighbors == task.neighbors && statement.unit == task.unit, "the statement has another unit")
  require(epsilon <= task.budget.epsilon, "the events cost epsilon \(epsilon)")
  require(epsilon > 0.99 * task.budget.epsilon, "the events use epsilon \(epsilon) only")
  require(statement.isPrivate, "the system's noise is called not private")
  require(statement.mechanism == Synthesizer.name, "the statement names mechanism \(statement.mechanism)")

  // A second fit is beyond what the first request opened, and is refused.
  do {
    _ = try synthesizer.fit(task, data: fixture.data, ledger: &ledger)
    failures.append("a fit beyond the budget was not refused")
  } catch is LedgerError {
  } catch {
    failures.append("a fit beyond the budget failed with \(error)")
  }

  // Noise is not seeded: another ledger, other noise.
  var second = try BudgetLedger(inMemoryWith: .system())
  let again = try synthesizer.fit(task, data: fixture.data, ledger: &second)
  let json = try encoded(model)
  require(try json != encoded(again), "two fits released the same values")

  failures += checkSamples(of: model, task: task, rows: rows)
  failures += try checkSecrets(in: json, of: fixture)

  // What is written is what is read.
  let decoded = try JSONDecoder().decode(Synthesizer.Model.self, from: json)
  require(decoded.sample(rows: 0..<20, seed: 5) == model.sample(rows: 0..<20, seed: 5), "a decoded model differs")
  failures += checkPlan(try synthesizer.plan(task))
  return failures + (try checkHardSets(synthesizer, on: fixture, accountant: accountant))
}

private func encoded(_ model: some MediaModel) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return try encoder.encode(model)
}

/// Examples have the declared form, known labels and their numbers' keys.
private func checkSamples(of model: some MediaModel, task: MediaTask, rows: Int) -> [String] {
  var failures: [String] = []
  let sample = model.sample(rows: 0..<rows, seed: 7)
  if sample.count != rows { failures.append("a sample has \(sample.count) examples, not \(rows)") }
  if Set(sample.map(\.key)).count != rows { failures.append("two examples have the same key") }
  for example in sample {
    if !task.media.classes.contains(example.label ?? "") { failures.append("label \(example.label ?? "none")") }
    switch (example.media, task.media.content) {
    case (.image(let image), .image(let height, let width, let channels)):
      if (image.height, image.width, image.channels) != (height, width, channels) {
        failures.append("a picture has another size than the schema's")
      }
    case (.sound(let sound), .audio(let sampleRate, let channels, let seconds, _)):
      if (sound.sampleRate, sound.channels) != (sampleRate, channels) || sound.seconds > seconds * (1 + 1e-9) {
        failures.append("a sound has another form than the schema's")
      }
      if sound.samples.contains(where: { !$0.isFinite || abs($0) > 1 }) { failures.append("samples beyond [−1, 1]") }
    default: failures.append("an example is of another kind than the schema's")
    }
  }
  // Any cut into shards gives the same examples, also far from the beginning.
  for start in [0, 1_000_000] {
    let whole = model.sample(rows: start..<start + 60, seed: 9)
    var position = 0
    for length in [1, 31, 0, 28] {
      let part = model.sample(rows: start + position..<start + position + length, seed: 9)
      if part != Array(whole[position..<position + length]) { failures.append("a shard differs") }
      position += length
    }
  }
  if model.sample(rows: 0..<60, seed: 9).map(\.media) == model.sample(rows: 0..<60, seed: 10).map(\.media) {
    failures.append("two seeds give the same examples")
  }
  return Array(Set(failures)).sorted()
}

/// No exact count of a class, nor the number of examples, is in the model, but for public or noisy estimates, which may
/// hit the truth by chance.
private func checkSecrets(in json: Data, of fixture: MediaFixture) throws -> [String] {
  guard var members = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
    return ["a model is not a JSON object"]
  }
  members["rowEstimate"] = nil
  members["statement"] = nil
  members["media"] = nil
  var numbers: Set<Double> = []
  func collect(_ value: Any) {
    switch value {
    case let list as [Any]: list.forEach(collect)
    case let object as [String: Any]: object.values.forEach(collect)
    case let number as NSNumber: numbers.insert(number.doubleValue)
    default: break
    }
  }
  collect(members)
  let labels: [Int32]
  switch fixture.data {
  case .images(let set): labels = set.labels
  case .sounds(let set): labels = set.labels
  }
  var secrets: Set<Double> = [Double(labels.count)]
  for label in Set(labels) { secrets.insert(Double(labels.count { $0 == label })) }
  let found = numbers.intersection(secrets.filter { $0 > 100 })
  return found.isEmpty ? [] : ["the model holds exact counts: \(found.sorted())"]
}

private func checkPlan(_ plan: FitPlan) -> [String] {
  var failures: [String] = []
  if abs(plan.steps.reduce(0) { $0 + $1.share } - 1) > 1e-9 { failures.append("the plan's shares do not sum to 1") }
  if !plan.refusals.isEmpty { failures.append("the plan refuses: \(plan.refusals)") }
  if plan.errorMeaning == nil { failures.append("the plan does not say what its expected errors are") }
  let errors = plan.curve.sorted { $0.epsilon < $1.epsilon }.map(\.expectedError)
  if errors.count < 3 || !zip(errors, errors.dropFirst()).allSatisfy({ $0 >= $1 }) {
    failures.append("the expected error does not fall as epsilon grows: \(errors)")
  }
  return failures
}

/// No example at all, one example and a hopeless budget still give valid files, and a warning.
private func checkHardSets<Synthesizer: MediaSynthesizer>(
  _ synthesizer: Synthesizer, on fixture: MediaFixture, accountant: AccountantKind
) throws -> [String] {
  var failures: [String] = []
  for (count, epsilon) in [(0, 1.0), (1, 1.0), (40, 0.05)] {
    var small = fixture.first(count)
    small.schema.resources[0].rows = RowCount(count: count, source: .public)
    let task = try small.task(epsilon: epsilon, accountant: accountant)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let model = try synthesizer.fit(task, data: small.data, ledger: &ledger)
    failures += checkSamples(of: model, task: task, rows: 20).map { "\(count) examples: \($0)" }
    if model.rowEstimate < 0 { failures.append("a negative estimate of rows") }
    if model.cautions.isEmpty { failures.append("\(count) examples at epsilon \(epsilon): no caution") }
    if try synthesizer.plan(task).warnings.isEmpty { failures.append("\(count) examples: the plan warns of nothing") }
  }
  // A unit that these mechanisms cannot protect is refused before anything is charged.
  let unit = #"{ "unit": { "resource": "files", "column": "person", "maxContributions": 9 } }"#
  var grouped = fixture
  grouped.schema.privacy = try MediaFixture.schema(
    media: #"{ "kind": "image", "format": "png", "height": 1, "width": 1, "channels": 1 }"#, classes: ["a"], rows: 1,
    privacy: unit
  ).privacy
  let task = try grouped.task(accountant: accountant)
  if try synthesizer.plan(task).refusals.isEmpty { failures.append("a plan for another unit is not refused") }
  var ledger = try BudgetLedger(inMemoryWith: .system())
  do {
    _ = try synthesizer.fit(task, data: grouped.data, ledger: &ledger)
    failures.append("a fit for another unit is not refused")
  } catch is MediaFitError {
  }
  return failures
}
