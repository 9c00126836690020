import Sundog
import SundogNumerics
import SundogPrivacy

/// A training at the end of an epoch: all that it needs to go on exactly as if it had not been interrupted.
public struct TrainingState: Sendable, Hashable, Codable {
  public let settings: TrainingSettings
  /// Shape and classes of the examples; the count is 0 where it is private.
  public let shape: BatchShape
  /// What was done to the examples before they came in.
  public let preparation: InputPreparation
  /// The parameters that the training gives: averaged ones where the settings say so.
  public internal(set) var parameters: [Float]
  /// The parameters that the next step starts from; empty where they are `parameters`.
  var current: [Float]
  var optimizer: OptimizerState
  public internal(set) var completedEpochs = 0
  public internal(set) var completedSteps = 0
  public internal(set) var history: [TrainingEpoch] = []
  /// What the parameters promise, where the training was private.
  public internal(set) var statement: PrivacyStatement?

  /// A training that has not begun.
  /// - Parameter initial: the parameters to begin with, such as another training's; `nil` draws them from the seed.
  /// - Throws: `LearningError.invalidParameter`, `.singleClass`; `.damagedModel` where `initial` does not fit the network.
  public init(
    settings: TrainingSettings, shape: BatchShape, preparation: InputPreparation = .custom, initial: [Float]? = nil
  ) throws(LearningError) {
    try settings.validate()
    let network = try settings.architecture.module(for: shape)
    self.settings = settings
    var shape = shape
    // How many examples there are is private where the training is.
    if settings.privacy != nil { shape.count = 0 }
    self.shape = shape
    self.preparation = preparation
    var parameters = initial ?? [Float](repeating: 0, count: network.shape.parameters)
    guard parameters.count == network.shape.parameters else {
      throw .damagedModel("\(parameters.count) parameters; this network has \(network.shape.parameters)")
    }
    if initial == nil {
      var generator = SeededRandom(seed: settings.seed, stream: RandomStream.initialization)
      parameters.withUnsafeMutableBufferPointer { network.initialize($0, using: &generator) }
    }
    self.parameters = parameters
    current = settings.averagingDecay > 0 ? parameters : []
    optimizer = settings.optimizerState(parameterCount: parameters.count)
  }

  /// Moves the average towards the parameters that a step has just reached.
  mutating func average(_ latest: [Float]) {
    let decay = min(settings.averagingDecay, Double(1 + completedSteps) / Double(10 + completedSteps))
    let share = Float(1 - decay)
    for index in parameters.indices { parameters[index] += share * (latest[index] - parameters[index]) }
  }
}

/// What one epoch of a training came to.
public struct TrainingEpoch: Sendable, Hashable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// Of the last step.
  public var learningRate: Double
  /// Mean loss over the epoch's examples as they were met; `nil` in private training, where nobody may see it.
  public var trainLoss: Double?
  /// Share of them that were told right; `nil` in private training.
  public var trainAccuracy: Double?
  public var testLoss: Double?
  public var testAccuracy: Double?
  /// Wall time, tests included; 0 in private training. The only figure that differs between two runs.
  public var seconds: Double
}

extension TrainingState {
  /// The history as CSV with a header; figures that there are not are left empty.
  public var historyCSV: String {
    let header = "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds"
    func text(_ value: Double?) -> String { value.map { String($0) } ?? "" }
    let rows = history.map { row in
      [
        String(row.epoch), text(row.learningRate), text(row.trainLoss), text(row.trainAccuracy), text(row.testLoss),
        text(row.testAccuracy), text(row.seconds),
      ].joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
