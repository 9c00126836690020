import Sundog
import SundogLearning
import SundogPrivacy

/// What is evaluated: a synthetic set of pictures or sounds, the real one that it was made from, and real examples that
/// it never saw. All three have the same classes, and the same size or sample rate.
public struct MediaEvaluationTask: Sendable {
  /// A set's name or path, for people.
  public struct Names: Sendable {
    public var realTrain: String
    public var realTest: String
    public var synthetic: String

    public init(realTrain: String, realTest: String, synthetic: String) {
      self.realTrain = realTrain
      self.realTest = realTest
      self.synthetic = synthetic
    }
  }

  public var realTrain: MediaSet
  public var realTest: MediaSet
  public var synthetic: MediaSet
  public var names: Names
  /// The networks that are trained, each on the real and on the synthetic examples.
  public var networks: [NetworkArchitecture]
  /// Passes over the examples in each training.
  public var epochs: Int
  public var statement: PrivacyStatement?
  public var lineage: ReportLineage
  public var options: EvaluationOptions

  public init(
    realTrain: MediaSet, realTest: MediaSet, synthetic: MediaSet, names: Names, networks: [NetworkArchitecture],
    epochs: Int, statement: PrivacyStatement? = nil, lineage: ReportLineage = ReportLineage(),
    options: EvaluationOptions = EvaluationOptions()
  ) {
    self.realTrain = realTrain
    self.realTest = realTest
    self.synthetic = synthetic
    self.names = names
    self.networks = networks
    self.epochs = epochs
    self.statement = statement
    self.lineage = lineage
    self.options = options
  }
}

/// Compares a synthetic set of pictures or sounds with the real one: train on synthetic, test on real, beside train on
/// real; distances between figures of the examples; copies.
public enum MediaEvaluator {
  /// Computes every metric; one that cannot be computed says why in its place.
  ///
  /// Privacy: the report is computed on real examples and is not private.
  /// - Throws: `EvaluationError` where the sets cannot be compared at all.
  public static func evaluate(_ task: MediaEvaluationTask) throws -> UtilityReport {
    let options = task.options
    options.progress(0, "measuring pictures and sounds")
    guard task.realTrain.classes == task.realTest.classes, task.realTrain.classes == task.synthetic.classes else {
      throw EvaluationError.differentDomain(
        table: "synthetic set", column: "label", expected: task.realTrain.classes.joined(separator: ", "),
        found: task.synthetic.classes.joined(separator: ", "))
    }
    let resource = MediaSummary.resource(of: task.realTrain, name: "examples")
    func table(_ set: MediaSet, _ name: String) -> EvaluationTable {
      EvaluationTable(dataset: MediaSummary.dataset(of: set, threads: options.threads), file: name)
    }
    let tableTask = EvaluationTask(
      schema: Schema(name: task.names.realTrain, resources: [resource]), resource: resource,
      realTrain: table(task.realTrain, task.names.realTrain), realTest: table(task.realTest, task.names.realTest),
      synthetic: table(task.synthetic, task.names.synthetic), statement: task.statement, lineage: task.lineage,
      options: options)
    let tables = try AlignedTables(tableTask)
    let columns = ColumnStudy(tables, fields: resource.fields, threads: options.threads)
    let marginals = try MarginalStudy(tables, columns: columns, seed: options.seed, threads: options.threads)
    options.progress(0.05, "training networks")
    let context = EvaluationContext(
      task: tableTask, tables: tables, columns: columns, marginals: marginals, predictions: study(task))
    options.progress(0.97, "scoring")
    let metrics =
      MetricCatalog.media.flatMap { $0.measure(context) } + MediaFidelity.metrics(task) + MediaCopies.metrics(task)
    var report = Evaluator.report(of: context, metrics: metrics)
    report.warnings.append(MediaSummary.explanation(of: task.realTrain))
    options.progress(1, "done")
    return report
  }

  /// Every network, trained on real and on synthetic examples with the same settings.
  private static func study(_ task: MediaEvaluationTask) -> PredictionStudy {
    let labels = task.realTest.labels
    let counts = task.realTest.classes.indices.map { index in labels.count { $0 == index } }
    guard labels.count >= PredictionStudy.minimumRows else {
      return PredictionStudy(
        reason: "There are \(labels.count) real test examples; at least \(PredictionStudy.minimumRows) are needed.")
    }
    if let only = counts.firstIndex(of: labels.count) {
      return PredictionStudy(reason: "All real test examples have the class \(task.realTest.classes[only]).")
    }
    let trainings = task.networks.count * 2
    let entries = task.networks.enumerated().map { index, network in
      let arms = [task.realTrain, task.synthetic].enumerated().map { side, set in
        train(network, on: set, task) { share in
          let done = (Double(2 * index + side) + share) / Double(trainings)
          task.options.progress(0.05 + 0.9 * done, "training \(network.rawValue)")
        }
      }
      return PredictionStudy.Entry(
        name: network.rawValue, title: "Network \(network.rawValue)", real: arms[0], synthetic: arms[1])
    }
    return PredictionStudy(entries: entries, scoredRows: labels.count, classCounts: counts)
  }

  private static func train(
    _ network: NetworkArchitecture, on set: MediaSet, _ task: MediaEvaluationTask,
    progress: @escaping @Sendable (Double) -> Void
  ) -> PredictionStudy.Arm {
    guard set.count >= PredictionStudy.minimumRows else {
      return .failed(
        "There are \(set.count) examples to learn from; at least \(PredictionStudy.minimumRows) are needed.")
    }
    do {
      let preparation: InputPreparation =
        switch task.realTest {
        case .images: .defaultImage
        case .sounds(let sounds): .defaultSound(sampleRate: sounds.sampleRate)
        }
      let source = try preparation.batches(of: set, threads: task.options.threads)
      let test = try preparation.batches(of: task.realTest, threads: task.options.threads)
      var state = try TrainingState(
        settings: .recommended(for: network, epochs: task.epochs, seed: task.options.seed), shape: source.shape,
        preparation: preparation)
      let trainer = Trainer(
        threads: task.options.threads, progress: { progress(Double($0.step) / Double(max(1, $0.totalSteps))) })
      try trainer.train(&state, on: source)
      let probabilities = try state.probabilities(of: test, threads: task.options.threads)
      return .scored(
        PredictionScores(
          probabilities: probabilities, labels: task.realTest.labels, classCount: task.realTest.classes.count,
          positive: task.realTest.classes.count - 1))
    } catch {
      return .failed("Training failed: \(error).")
    }
  }
}
