import Sundog
import SundogLearning
import SundogNumerics

/// The judges, each trained once on real and once on synthetic rows with the same settings, and how both do on the real
/// test rows.
package struct PredictionStudy: Sendable {
  /// Fewest rows to train on or to score.
  package static let minimumRows = 20

  /// One judge's part.
  package struct Entry: Sendable {
    package let name: String
    package let title: String
    package let real: Arm
    package let synthetic: Arm
  }

  /// What came of one training.
  package enum Arm: Sendable {
    case scored(PredictionScores)
    /// A sentence.
    case failed(String)
  }

  /// Why nothing was predicted; `nil` where `entries` has a part for each judge.
  package let reason: String?
  package let entries: [Entry]
  /// Rows of the real test table that have a label.
  package let scoredRows: Int
  /// Of the real test rows, a class.
  package let classCounts: [Int]
  package let importance: ImportanceStudy

  /// Nothing was predicted.
  package init(reason: String) {
    self.init(reason: reason, entries: [], scoredRows: 0, classCounts: [])
  }

  /// What other judges than those of tables came to.
  package init(entries: [Entry], scoredRows: Int, classCounts: [Int]) {
    self.init(reason: nil, entries: entries, scoredRows: scoredRows, classCounts: classCounts)
  }

  private init(reason: String?, entries: [Entry], scoredRows: Int, classCounts: [Int]) {
    self.reason = reason
    self.entries = entries
    self.scoredRows = scoredRows
    self.classCounts = classCounts
    importance = ImportanceStudy(reason: "These models are not explained.")
  }

  package init(
    _ tables: AlignedTables, target: Field?, options: EvaluationOptions, progress: @Sendable (Double) -> Void
  ) {
    switch Self.prepare(tables, target: target) {
    case .failure(let stop):
      reason = stop.reason
      entries = []
      scoredRows = 0
      classCounts = []
      importance = ImportanceStudy(reason: stop.reason)
    case .success(let examples):
      reason = nil
      scoredRows = examples.test.labels.count
      classCounts = examples.test.labels.counts
      // Real and synthetic arms of all judges, side by side; the trees once more on the real test rows, for what two
      // real tables agree on.
      let trees = Judge.all.filter { $0.name == BoostedTrees.name }
      let jobs =
        Judge.all.flatMap { [($0, examples.real), ($0, examples.synthetic)] } + trees.map { ($0, examples.test) }
      let arms = Parallel.map(count: jobs.count, threads: options.threads) { index in
        Self.train(jobs[index].0, jobs[index].1, examples, options)
      }
      progress(0.8)
      entries = Judge.all.indices.map { index in
        Entry(
          name: Judge.all[index].name, title: Judge.all[index].title, real: arms[2 * index].arm,
          synthetic: arms[2 * index + 1].arm)
      }
      importance = ImportanceStudy(
        examples, fitted: arms.compactMap { $0.trees }, seed: options.seed)
    }
  }

  /// Why there is nothing to predict.
  private struct Stop: Error { let reason: String }

  private static func prepare(_ tables: AlignedTables, target: Field?) -> Result<LabelledTables, Stop> {
    guard let target else { return .failure(Stop(reason: "The schema names no target column.")) }
    guard tables.names.contains(target.name) else {
      return .failure(Stop(reason: "The target column \(target.name) is not in the tables."))
    }
    do {
      let examples = try LabelledTables(tables, target: target.name)
      guard examples.test.labels.count >= minimumRows else {
        let count = examples.test.labels.count
        return .failure(
          Stop(reason: "The real test table has \(count) rows with a label; at least \(minimumRows) are needed."))
      }
      if let only = examples.test.labels.counts.firstIndex(of: examples.test.labels.count) {
        return .failure(Stop(reason: "All real test rows have the class \(examples.test.labels.classes[only])."))
      }
      return .success(examples)
    } catch {
      return .failure(Stop(reason: "Not a classification: \(error.description)."))
    }
  }

  private static func train(
    _ judge: Judge, _ training: LabelledTables.Training, _ examples: LabelledTables, _ options: EvaluationOptions
  ) -> (arm: Arm, trees: ImportanceStudy.Trained?) {
    let rows = training.labels.count
    guard rows >= minimumRows else {
      let reason = "The \(training.role) table has \(rows) rows with a label; at least \(minimumRows) are needed."
      return (.failed(reason), nil)
    }
    do {
      let encoder = try FeatureEncoder(fittedTo: training.features)
      let model = try judge.classifier(options.seed).fit(encoder.encode(training.features), labels: training.labels)
      let encoded = try encoder.encode(examples.test.features)
      let probabilities = try model.probabilities(of: encoded)
      guard probabilities.allSatisfy(\.isFinite) else {
        return (.failed("The model that was trained on \(training.role) rows predicts no probabilities."), nil)
      }
      let scores = PredictionScores(
        probabilities: probabilities, labels: examples.test.labels.codes, classCount: examples.task.classes.count,
        positive: examples.task.positiveClass)
      let trees = (model as? FittedBoostedTrees).map {
        ImportanceStudy.Trained(role: training.role, model: $0, test: encoded)
      }
      return (.scored(scores), trees)
    } catch {
      return (.failed("Training on \(training.role) rows failed: \(error.description)."), nil)
    }
  }
}

/// The three tables, divided into what is predicted from and what is predicted.
package struct LabelledTables: Sendable {
  /// Rows with their labels.
  package struct Training: Sendable {
    /// `real training`, `real test` or `synthetic`.
    package let role: String
    package let features: Dataset
    package let labels: ClassLabels
  }

  package let task: TabularTask
  package let real: Training
  package let synthetic: Training
  /// The real test rows.
  package let test: Training

  package init(_ tables: AlignedTables, target: String) throws(LearningError) {
    task = try TabularTask(predicting: target, in: tables.train)
    let train = try task.examples(in: tables.train)
    let held = try task.examples(in: tables.test)
    let made = try task.examples(in: tables.synthetic)
    real = Training(role: "real training", features: train.features, labels: train.labels)
    synthetic = Training(role: "synthetic", features: made.features, labels: made.labels)
    test = Training(role: "real test", features: held.features, labels: held.labels)
  }
}
