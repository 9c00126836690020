import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// Trains a network on the batches of a source.
///
/// The same settings on the same source give the same parameters to the last bit, on any number of threads and after any
/// interruption at the end of an epoch; privacy noise, which has no seed, is the only exception.
public struct Trainer: Sendable {
  /// Examples that the network is tested on at the end of each epoch; the training never learns from the result.
  public var test: (any BatchSource)?
  /// Most threads to use.
  public var threads: Int
  /// Called some times a second.
  public var progress: @Sendable (TrainingProgress) -> Void

  public init(
    test: (any BatchSource)? = nil, threads: Int = Parallel.defaultThreadCount,
    progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in }
  ) {
    self.test = test
    self.threads = threads
    self.progress = progress
  }

  /// Goes on with a training until its last epoch, or until `epochs` are done.
  ///
  /// - Parameters:
  ///   - source: the examples, of the state's shape.
  ///   - epochs: stop after so many epochs in all; `nil` for the settings' number.
  ///   - atEpoch: called with the state after each epoch, such as to write it to a file; what it throws ends the training.
  /// - Throws: `LearningError.diverged`, `.notFinite`, `.differentShape`, `.noRows`, `.invalidParameter` for settings that
  ///   are private (`trainPrivately` takes those); what `atEpoch` throws.
  public func train(
    _ state: inout TrainingState, on source: any BatchSource, until epochs: Int? = nil,
    atEpoch: (TrainingState) throws -> Void = { _ in }
  ) throws {
    let settings = state.settings
    guard settings.privacy == nil else {
      throw LearningError.invalidParameter(
        "privacy", found: settings.privacy?.epsilon ?? 0, expected: "none; private settings are for trainPrivately")
    }
    let network = try network(of: state, for: source)
    let count = source.shape.count
    let gradients = GradientComputation(
      network, source: source, batchSize: settings.batchSize, labelSmoothing: settings.labelSmoothing,
      clippingNorm: nil, views: 1, threads: threads)
    let perEpoch = settings.stepsPerEpoch(examples: count)
    let last = min(settings.epochs, epochs ?? settings.epochs)
    var meter = ProgressMeter(report: progress, totalSteps: settings.epochs * perEpoch)
    while state.completedEpochs < last {
      let epoch = state.completedEpochs
      let started = ContinuousClock.now
      var generator = SeededRandom(seed: settings.seed, stream: RandomStream.shuffling, index: UInt64(epoch))
      let order = generator.permutation(count: count)
      var sum = NetworkLane.Outcome()
      for batch in 0..<perEpoch {
        let positions = Array(order[batch * settings.batchSize..<min(count, (batch + 1) * settings.batchSize)])
        let outcome = step(&state, network, gradients, positions: positions, epoch: epoch)
        try Self.check(outcome, epoch: epoch + 1, batch: batch + 1)
        sum.add(outcome)
        meter.update(state, epoch: epoch + 1, loss: sum.loss / Double(sum.examples), accuracy: accuracy(sum))
      }
      finishEpoch(&state, network, trained: sum, since: started)
      meter.update(state, epoch: epoch + 1, loss: sum.loss / Double(sum.examples), accuracy: accuracy(sum), force: true)
      try atEpoch(state)
    }
  }

  /// Moves the state by one step on the examples at `positions`.
  private func step(
    _ state: inout TrainingState, _ network: Sequential, _ gradients: GradientComputation, positions: [Int32],
    epoch: Int
  ) -> NetworkLane.Outcome {
    let settings = state.settings
    let outcome = gradients.compute(
      positions, epoch: epoch, parameters: state.latest,
      randomness: TrainingRandomness(seed: settings.seed, step: UInt64(state.completedSteps), firstExample: 0))
    if outcome.problem == nil {
      state.apply(gradients.gradient, divisor: Double(positions.count))
    }
    return outcome
  }

  /// The network of the state, where the source fits it.
  func network(of state: TrainingState, for source: any BatchSource) throws(LearningError) -> Sequential {
    try state.settings.validate()
    guard source.shape.count > 0 else { throw .noRows }
    for shape in [source.shape, test?.shape].compactMap({ $0 }) {
      guard shape.height == state.shape.height, shape.width == state.shape.width,
        shape.channels == state.shape.channels
      else {
        throw .differentShape(
          expected: [state.shape.height, state.shape.width, state.shape.channels],
          found: [shape.height, shape.width, shape.channels])
      }
      guard shape.classes == state.shape.classes else {
        throw .differentClasses(expected: state.shape.classes, found: shape.classes)
      }
    }
    let network = try state.settings.architecture.module(for: state.shape)
    guard network.shape.parameters == state.parameters.count else {
      throw .damagedModel("\(state.parameters.count) parameters; this network has \(network.shape.parameters)")
    }
    return network
  }

  /// - Throws: what was met that is not a number.
  static func check(_ outcome: NetworkLane.Outcome, epoch: Int, batch: Int) throws(LearningError) {
    switch outcome.problem {
    case nil: return
    case .input(let example): throw .notFinite(example: Int(example), epoch: epoch, batch: batch)
    case .loss: throw .diverged(epoch: epoch, batch: batch)
    }
  }

  /// Counts the epoch, tests the network and writes the history.
  func finishEpoch(
    _ state: inout TrainingState, _ network: Sequential, trained: NetworkLane.Outcome?,
    since start: ContinuousClock.Instant
  ) {
    state.completedEpochs += 1
    let tested = test.map { NetworkPrediction(network: network, threads: threads)($0, parameters: state.parameters) }
    let elapsed = start.duration(to: .now)
    state.history.append(
      TrainingEpoch(
        epoch: state.completedEpochs, learningRate: Double(state.learningRate(at: state.completedSteps - 1)),
        trainLoss: trained.map { $0.loss / Double(max(1, $0.examples)) }, trainAccuracy: trained.map(accuracy),
        testLoss: tested.map { $0.loss / Double(max(1, $0.examples)) }, testAccuracy: tested.map(accuracy),
        // How long private training took would tell how many examples there were.
        seconds: trained == nil
          ? 0 : Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18))
  }

  func accuracy(_ outcome: NetworkLane.Outcome) -> Double { Double(outcome.correct) / Double(max(1, outcome.examples)) }
}

extension TrainingState {
  /// The parameters that the next step starts from.
  var latest: [Float] { current.isEmpty ? parameters : current }

  /// Steps of the whole training; `shape.count` is that of the source that it was begun on.
  var totalSteps: Int { settings.totalSteps(examples: shape.count) }

  func learningRate(at step: Int) -> Float {
    settings.schedule.learningRate(at: max(0, step), of: totalSteps, peak: Float(settings.learningRate))
  }

  /// One step of the optimiser against `gradient` / `divisor`.
  mutating func apply(_ gradient: UnsafeMutableBufferPointer<Float>, divisor: Double) {
    let scale = Float(1 / divisor)
    for index in gradient.indices { gradient[index] *= scale }
    let rate = learningRate(at: completedSteps)
    if current.isEmpty {
      parameters.withUnsafeMutableBufferPointer {
        optimizer.step($0, gradients: UnsafeBufferPointer(gradient), learningRate: rate)
      }
    } else {
      current.withUnsafeMutableBufferPointer {
        optimizer.step($0, gradients: UnsafeBufferPointer(gradient), learningRate: rate)
      }
      average(current)
    }
    completedSteps += 1
  }

  /// How well the trained network tells the examples of a source apart.
  /// - Throws: `LearningError.differentShape`, `.differentClasses`, `.damagedModel`.
  public func evaluate(
    on source: any BatchSource, threads: Int = Parallel.defaultThreadCount
  ) throws(LearningError) -> (loss: Double, accuracy: Double) {
    let network = try Trainer(threads: threads).network(of: self, for: source)
    let outcome = NetworkPrediction(network: network, threads: threads)(source, parameters: parameters)
    let count = Double(max(1, outcome.examples))
    return (outcome.loss / count, Double(outcome.correct) / count)
  }

  /// The probability of each class for each example of a source: `count × classes`, row-major.
  /// - Throws: as `evaluate`.
  public func probabilities(
    of source: any BatchSource, threads: Int = Parallel.defaultThreadCount
  ) throws(LearningError) -> [Float] {
    let network = try Trainer(threads: threads).network(of: self, for: source)
    let classes = network.shape.outputs
    var values = [Float](repeating: 0, count: source.shape.count * classes)
    let parameters = parameters
    values.withUnsafeMutableBufferPointer { values in
      _ = NetworkPrediction(network: network, threads: threads)(source, parameters: parameters, logits: values)
      let loss = SoftmaxCrossEntropy(classes: classes)
      for row in 0..<source.shape.count {
        let logits = values.slice(row * classes, classes)
        loss.probabilities(of: UnsafeBufferPointer(logits), into: logits, batch: 1)
      }
    }
    return values
  }
}

/// Where a training stands.
public struct TrainingProgress: Sendable, Hashable {
  /// Steps that are done, of `totalSteps`.
  public var step: Int
  public var totalSteps: Int
  /// The epoch under way, counted from 1.
  public var epoch: Int
  /// Mean loss over the epoch so far; `nil` in private training.
  public var loss: Double?
  /// Share of the epoch's examples so far that were told right; `nil` in private training.
  public var accuracy: Double?
  /// Of the last epoch, where there is a test.
  public var testAccuracy: Double?
}

/// Passes progress on, ten times a second at the most.
struct ProgressMeter {
  let report: @Sendable (TrainingProgress) -> Void
  let totalSteps: Int
  private var last = ContinuousClock.now

  init(report: @escaping @Sendable (TrainingProgress) -> Void, totalSteps: Int) {
    self.report = report
    self.totalSteps = totalSteps
  }

  mutating func update(
    _ state: TrainingState, epoch: Int, loss: Double? = nil, accuracy: Double? = nil, force: Bool = false
  ) {
    let now = ContinuousClock.now
    guard force || last.duration(to: now) > .milliseconds(100) else { return }
    last = now
    report(
      TrainingProgress(
        step: state.completedSteps, totalSteps: totalSteps, epoch: epoch, loss: loss, accuracy: accuracy,
        testAccuracy: state.history.last?.testAccuracy))
  }
}
