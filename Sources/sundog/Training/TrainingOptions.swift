import ArgumentParser
import Sundog
import SundogLearning

/// Which examples a training learns from.
struct TrainingDataOptions: ParsableArguments {
  @Option(
    help: """
      What to learn from: a folder (ImageFolder, AudioFolder, IDX files as of MNIST, spoken digits named \
      digit_speaker_take.wav), a .tar of WebDataset, - for such a tar on standard input, or a .csv with --schema.
      """)
  var data: String

  @Option(help: "What to test on after each epoch. Default: the data's own test part, where its layout has one.")
  var test: String?

  @Option(help: "A pipeline of augmentations, JSON or YAML, that the examples pass on their way into training.")
  var augment: String?

  @Option(help: "The schema: the classes of its target, and for a table its columns.")
  var schema: String?

  @Option(help: "The schema's table, where it has several.")
  var resource: String?

  @OptionGroup var media: MediaOptions

  /// How the training part is read: without exceptions for classes that have no example.
  var reading: MediaReadingOptions {
    get throws {
      var reading = try media.options
      reading.allowsEmptyClasses = false
      return reading
    }
  }
}

/// How a training computes; what is left out follows from the network.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The network: \(NetworkArchitecture.allCases.map(\.rawValue).joined(separator: ", ")).")
  var model: NetworkArchitecture

  @Option(help: "Passes over the examples; with --epsilon, expected ones.")
  var epochs = 10

  @Option(help: "Seeds everything random but privacy noise: the same seed gives the same network.")
  var seed: UInt64 = 0

  @Option(help: "Examples a step. Not with --epsilon, where --sampling-rate says it.")
  var batchSize: Int?

  @Option(help: "The largest learning rate of the schedule.")
  var learningRate: Double?

  @Option(help: "The optimiser: \(TrainingSettings.OptimizerKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var optimizer: TrainingSettings.OptimizerKind?

  @Option(
    help: "The schedule of the learning rate: \(LearningRateSchedule.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var schedule: LearningRateSchedule?

  @Option(help: "Weight decay.")
  var weightDecay: Double?

  @Option(help: "Momentum of sgd, in [0, 1).")
  var momentum: Double?

  @Option(help: "Share of each target that is spread over all classes, in [0, 1).")
  var labelSmoothing: Double?

  @Option(help: "Decay of the exponential average of the parameters that the training gives, in [0, 1); 0 for none.")
  var averaging: Double?

  @Option(help: "Train under differential privacy (DP-SGD), with this privacy loss in nats.")
  var epsilon: Double?

  @Option(help: "The probability with which the loss may be larger; needed with --epsilon.")
  var delta: Double?

  @Option(help: "With --epsilon: the longest gradient of an example.")
  var clippingNorm: Double?

  @Option(help: "With --epsilon: the probability with which each example is in a step. Public; default 0.04.")
  var samplingRate: Double?

  @Option(help: "With --epsilon: augmentations of an example whose mean gradient counts as one.")
  var views: Int?

  @Option(help: "With --epsilon: the ledger to charge; made if there is none. It stays with the data.")
  var ledger = "ledger.sqlite"

  func validate() throws {
    if epsilon == nil {
      let given: [(String, Bool)] = [
        ("delta", delta != nil), ("clipping-norm", clippingNorm != nil), ("sampling-rate", samplingRate != nil),
        ("views", views != nil),
      ]
      if let name = given.first(where: \.1)?.0 { throw ValidationError("--\(name) goes with --epsilon.") }
    } else {
      if delta == nil {
        throw ValidationError(
          "--delta is missing; give a number well below one over the number of examples, such as --delta 1e-5.")
      }
      if batchSize != nil {
        throw ValidationError("--batch-size does not go with --epsilon: --sampling-rate says how many are in a step.")
      }
    }
  }

  var settings: TrainingSettings {
    var privacy: PrivateTraining?
    if let epsilon, let delta {
      privacy = PrivateTraining(
        epsilon: epsilon, delta: delta, clippingNorm: clippingNorm ?? 1, samplingRate: samplingRate ?? 0.04,
        views: views ?? 1)
    }
    var settings = TrainingSettings.recommended(for: model, epochs: epochs, seed: seed, privacy: privacy)
    settings.batchSize = batchSize ?? settings.batchSize
    settings.learningRate = learningRate ?? settings.learningRate
    settings.optimizer = optimizer ?? settings.optimizer
    settings.schedule = schedule ?? settings.schedule
    settings.weightDecay = weightDecay ?? settings.weightDecay
    settings.momentum = momentum ?? settings.momentum
    settings.labelSmoothing = labelSmoothing ?? settings.labelSmoothing
    settings.averagingDecay = averaging ?? settings.averagingDecay
    return settings
  }
}

extension NetworkArchitecture: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}
extension TrainingSettings.OptimizerKind: ExpressibleByArgument {}
