import Sundog
import SundogNumerics
import SundogPrivacy

extension Trainer {
  /// Trains under differential privacy by DP-SGD, and charges the ledger before anything is released.
  ///
  /// Privacy: one reservation of `plan.events` for the unit of one example, under add-remove. All steps' parameters could
  /// be published: the guarantee covers them. Losses and accuracies on the examples are not released, and neither are the
  /// samples; what the test says is computed on the test's examples, which this guarantee does not cover. A private
  /// training cannot be interrupted and resumed: its reservation ends with the process.
  ///
  /// - Parameters:
  ///   - state: a training that has not begun, with private settings.
  ///   - dataset: whose budget is spent.
  ///   - declaredBudget: the data set's total, where its schema declares one.
  ///   - atEpoch: called with the state once the examples have been met as often as in an epoch, expectedly.
  /// - Throws: `LearningError` as `train`, and `.noPrivateStep`; `LedgerError` where the budget is refused. Until then
  ///   nothing has been charged: examples that are not numbers are found beforehand.
  public func trainPrivately(
    _ state: inout TrainingState, on source: any BatchSource, dataset: DatasetIdentity, ledger: inout BudgetLedger,
    declaredBudget: PrivacyBudget? = nil, purpose: String = "training by DP-SGD",
    atEpoch: (TrainingState) throws -> Void = { _ in }
  ) throws {
    guard let privacy = state.settings.privacy else {
      throw LearningError.invalidParameter("privacy", found: 0, expected: "private settings")
    }
    guard state.completedSteps == 0 else {
      throw LearningError.invalidParameter(
        "completedSteps", found: Double(state.completedSteps),
        expected: "0: a private training cannot be resumed, as its reservation ended with the process")
    }
    let network = try network(of: state, for: source)
    let plan = try PrivateTrainingPlan(
      privacy, epochs: state.settings.epochs, parameterCount: network.shape.parameters)
    try requireFinite(source)
    var reservation = try ledger.reserve(
      BudgetRequest(
        dataset: dataset, unit: .row, neighbors: .addRemove, guarantee: plan.guarantee,
        declaredBudget: declaredBudget, accountant: plan.accountant, events: plan.events, purpose: purpose))
    let divisor = try Self.expectedSampleSize(source.shape.count, plan, &reservation)
    let sampler = try PoissonSampler(rate: plan.samplingRate)
    let gradients = GradientComputation(
      network, source: source, batchSize: Int(divisor) * privacy.views,
      labelSmoothing: state.settings.labelSmoothing, clippingNorm: privacy.clippingNorm, views: privacy.views,
      threads: threads)
    var meter = ProgressMeter(report: progress, totalSteps: plan.steps)
    var started = ContinuousClock.now
    for step in 0..<plan.steps {
      let sample = reservation.poissonSample(sampler, of: source.shape.count)
      // Every step shows other augmentations: it is an epoch of its own to the source.
      let outcome = gradients.compute(
        sample.map { Int32($0) }, epoch: step, parameters: state.latest,
        randomness: TrainingRandomness(seed: state.settings.seed, step: UInt64(step), firstExample: 0))
      try Self.check(outcome, epoch: state.completedEpochs + 1, batch: step + 1)
      let token = try reservation.spend(
        .poissonSampled(rate: plan.samplingRate, plan.gradientMechanism.event), label: "clipped gradients")
      try plan.gradientMechanism.release(addingTo: gradients.gradient, token: token)
      state.apply(gradients.gradient, divisor: divisor)
      meter.update(state, epoch: state.completedEpochs + 1)
      let epoch = (step + 1) * state.settings.epochs / plan.steps
      if epoch > state.completedEpochs || step + 1 == plan.steps {
        if step + 1 == plan.steps {
          let receipt = try reservation.close()
          state.statement = receipt.statement(mechanism: "dp-sgd", libraryVersion: Version.current)
          finishEpoch(&state, network, trained: nil, since: started)
          try atEpoch(state)
          return
        }
        finishEpoch(&state, network, trained: nil, since: started)
        started = .now
        try atEpoch(state)
      }
    }
  }

  /// Rate × a noisy number of examples: what a step's sum is divided by.
  private static func expectedSampleSize(
    _ count: Int, _ plan: PrivateTrainingPlan, _ reservation: inout Reservation
  ) throws -> Double {
    let token = try reservation.spend(plan.countMechanism.event, label: "number of examples")
    let released = try plan.countMechanism.release([count], token: token)
    return max(1, plan.samplingRate * Double(released[0]))
  }

  /// - Throws: `LearningError.notFinite` where an example holds something that is not a number.
  private func requireFinite(_ source: any BatchSource) throws(LearningError) {
    let shape = source.shape
    let inputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.inputs * 64)
    let targets = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.classes.count * 64)
    defer {
      inputs.deallocate()
      targets.deallocate()
    }
    for start in stride(from: 0, to: shape.count, by: 64) {
      let positions = (start..<min(shape.count, start + 64)).map { Int32($0) }
      positions.withUnsafeBufferPointer { source.read($0, epoch: 0, into: Batch(inputs: inputs, targets: targets)) }
      for (row, position) in positions.enumerated() {
        guard VectorKernels.isFinite(UnsafeBufferPointer(inputs.slice(row * shape.inputs, shape.inputs))) else {
          throw .notFinite(example: Int(position), epoch: 1, batch: 0)
        }
      }
    }
  }
}
