import Foundation
import Sundog
import SundogLearning
import SundogPrivacy
import Testing

@Suite("Private training")
struct PrivateTrainingTests {
  private static let dataset = DatasetIdentity(name: "stripes", fingerprint: "stripes")

  private static func settings(
    epsilon: Double = 4, epochs: Int = 12, rate: Double = 0.25, views: Int = 1
  ) -> TrainingSettings {
    TrainingSettings(
      architecture: .mlp, epochs: epochs, optimizer: .sgd, learningRate: 0.5, schedule: .cosine, weightDecay: 0,
      privacy: PrivateTraining(epsilon: epsilon, delta: 1e-5, clippingNorm: 1, samplingRate: rate, views: views))
  }

  private static func train(
    _ settings: TrainingSettings, on source: any BatchSource, threads: Int = 1, seed: UInt64 = 1
  ) throws -> (state: TrainingState, ledger: LedgerSummary) {
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: seed))
    var state = try TrainingState(settings: settings, shape: source.shape)
    try Trainer(threads: threads).trainPrivately(&state, on: source, dataset: dataset, ledger: &ledger)
    return (state, try ledger.summary())
  }

  @Test("learns, charges exactly its events, and says what it promises", arguments: [1, 2])
  func learns(views: Int) throws {
    let source = Stripes(count: 1500)
    let (state, _) = try Self.train(Self.settings(views: views), on: source)
    #expect(try state.evaluate(on: Stripes(count: 300, seed: 2)).accuracy > 0.8)
    let statement = try #require(state.statement)
    // The noise of tests comes from a seed: what was made with it says so.
    #expect(!statement.isPrivate)
    #expect(statement.mechanism == "dp-sgd")
    // An accountant of another kind, from the recorded events alone: Rényi is looser, never below.
    let pld = try PLDAccountant().epsilon(of: statement.events, delta: 1e-5, neighbors: .addRemove)
    let rdp = try RDPAccountant().epsilon(of: statement.events, delta: 1e-5, neighbors: .addRemove)
    #expect(pld <= 4 && pld > 3.99)
    #expect(rdp >= pld * 0.999 && rdp < 1.5 * pld)
    guard case .repeated(.poissonSampled(let rate, .gaussian), let steps)? = statement.events.last else {
      Issue.record("expected sampled Gaussians, found \(statement.events)")
      return
    }
    #expect(rate == 0.25 && steps == 48 && state.completedSteps == 48)
  }

  @Test("shows nothing that it computed on the examples: no losses, no count")
  func showsNothing() throws {
    let (state, _) = try Self.train(Self.settings(epochs: 2), on: Stripes(count: 300))
    #expect(state.history.count == 2)
    #expect(state.history.allSatisfy { $0.trainLoss == nil && $0.trainAccuracy == nil && $0.seconds == 0 })
    #expect(state.shape.count == 0)
    #expect(!state.historyCSV.contains("300"))
  }

  @Test("gives the same bits on any number of threads where the noise is a test's")
  func threads() throws {
    let source = Stripes(count: 600)
    let one = try Self.train(Self.settings(epochs: 2), on: source, threads: 1).state
    #expect(try Self.train(Self.settings(epochs: 2), on: source, threads: 3).state.parameters == one.parameters)
    #expect(try Self.train(Self.settings(epochs: 2), on: source, seed: 2).state.parameters != one.parameters)
  }

  @Test(
    "bounds what one example more can change, whatever the example", arguments: NetworkArchitecture.allCases, [1, 2])
  func sensitivity(architecture: NetworkArchitecture, views: Int) throws {
    let source = Stripes(count: 90)
    let network = try architecture.module(for: source.shape)
    var settings = Self.settings()
    settings.architecture = architecture
    let parameters = try TrainingState(settings: settings, shape: source.shape).parameters
    let clippingNorm = 0.05
    let computation = GradientComputation(
      network, source: source, batchSize: 64, clippingNorm: clippingNorm, views: views, threads: 1)
    func sum(_ positions: [Int32]) -> [Double] {
      let outcome = computation.compute(
        positions, epoch: 0, parameters: parameters,
        randomness: TrainingRandomness(seed: 1, step: 0, firstExample: 0))
      #expect(outcome.examples == positions.count * views)
      return computation.gradient.map(Double.init)
    }
    func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    for example in [Int32(0), 7, 33] {
      let alone = norm(sum([example]))
      #expect(alone <= clippingNorm && alone > 0.5 * clippingNorm)
    }
    #expect(norm(sum([])) == 0)
    // Dropout draws by the place in the step, so that the example more stands last.
    let (few, more) = (sum([1, 2, 3]), sum([1, 2, 3, 4]))
    #expect(norm(zip(few, more).map { $0 - $1 }) <= clippingNorm)
  }

  @Test("charges nothing where an example is not a number, or the ledger refuses")
  func nothingCharged() throws {
    var source = Stripes(count: 300)
    source.broken = 12
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 1))
    var state = try TrainingState(settings: Self.settings(), shape: source.shape)
    #expect(throws: LearningError.notFinite(example: 12, epoch: 1, batch: 0)) {
      try Trainer(threads: 1).trainPrivately(&state, on: source, dataset: Self.dataset, ledger: &ledger)
    }
    #expect(try ledger.summary().accounts.isEmpty)
    source.broken = nil
    try ledger.open(
      Self.dataset, unit: .row, neighbors: .addRemove, budget: try PrivacyBudget(epsilon: 1, delta: 1e-5))
    #expect(throws: LedgerError.self) {
      try Trainer(threads: 1).trainPrivately(&state, on: source, dataset: Self.dataset, ledger: &ledger)
    }
    #expect(state.completedSteps == 0)
  }

  @Test("plans before any data: more noise for less epsilon, and no step where nothing can be had")
  func plans() throws {
    let loose = try PrivateTrainingPlan(PrivateTraining(epsilon: 8, delta: 1e-5), epochs: 5, parameterCount: 1000)
    let tight = try PrivateTrainingPlan(PrivateTraining(epsilon: 0.5, delta: 1e-5), epochs: 5, parameterCount: 1000)
    #expect(loose.steps == 250 && tight.noiseMultiplier > 2 * loose.noiseMultiplier)
    #expect(tight.noiseRatio(examples: 100) > 10 * tight.noiseRatio(examples: 10_000) * 0.99)
    #expect(throws: LearningError.noPrivateStep(epsilon: 1e-9, delta: 0)) {
      try PrivateTrainingPlan(PrivateTraining(epsilon: 1e-9, delta: 0), epochs: 5, parameterCount: 1000)
    }
  }

  @Test("cannot be resumed")
  func resuming() throws {
    let source = Stripes(count: 200)
    var (state, _) = try Self.train(Self.settings(epochs: 1), on: source)
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 1))
    #expect(throws: LearningError.self) {
      try Trainer().trainPrivately(&state, on: source, dataset: Self.dataset, ledger: &ledger)
    }
  }
}
