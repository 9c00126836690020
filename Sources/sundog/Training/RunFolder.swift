import Foundation
import Sundog
import SundogLearning
import SundogPrivacy

/// The folder of a training: what it has learned, how it went, and what it promises.
struct RunFolder {
  let path: String
  var checkpoint: String { path + "/checkpoint.sundog" }
  var history: String { path + "/history.csv" }
  var curve: String { path + "/learning-curve.svg" }
  var result: String { path + "/result.json" }

  /// Makes the folder where there is none.
  /// - Throws: `Failure.Input` where a training lies there already and is not to be gone on with.
  init(_ path: String, resuming: Bool) throws {
    self.path = path
    let exists = FileManager.default.fileExists(atPath: path + "/checkpoint.sundog")
    if exists, !resuming {
      throw Failure.Input(
        "\(path): holds a training. Go on with it by --resume, or name another folder with -o.")
    }
    if !exists, resuming {
      throw Failure.Input("\(path)/checkpoint.sundog: no such file; there is no training to resume.")
    }
    try ReportFolder.prepare(path)
  }

  /// Each file appears whole, or stays as it was.
  /// - Throws: `FileError`.
  func write(_ state: TrainingState, lineage: Lineage) throws {
    try Checkpoint.write(state, lineage: lineage, to: checkpoint)
    try AtomicFile.write(Array(state.historyCSV.utf8), to: history)
    try AtomicFile.write(Array(LearningCurve(state).svg.utf8), to: curve)
  }
}

/// What `train --json` prints, and `result.json` holds.
struct TrainingResult: Encodable {
  struct Scores: Encodable {
    var accuracy: Double
    var loss: Double
  }

  /// On what the figures were computed.
  var notice: String
  var network: String
  var epochs: Int
  var parameters: Int
  var classes: [String]
  /// On the examples that were learned from, as they were met in the last epoch; absent in private training.
  var train: Scores?
  var test: Scores?
  var seconds: Double
  var settings: TrainingSettings
  var statement: PrivacyStatement?
  var checkpoint: String
  var history: String
  var learningCurve: String

  init(_ state: TrainingState, folder: RunFolder) {
    let last = state.history.last
    notice =
      state.statement == nil
      ? "Not private: the network and all figures were computed on the examples."
      : "The network keeps the promise of its statement; the figures on test examples are not covered by it."
    network = state.settings.architecture.rawValue
    epochs = state.completedEpochs
    parameters = state.parameters.count
    classes = state.shape.classes
    if let accuracy = last?.trainAccuracy, let loss = last?.trainLoss { train = Scores(accuracy: accuracy, loss: loss) }
    if let accuracy = last?.testAccuracy, let loss = last?.testLoss { test = Scores(accuracy: accuracy, loss: loss) }
    seconds = state.history.reduce(0) { $0 + $1.seconds }
    settings = state.settings
    statement = state.statement
    checkpoint = folder.checkpoint
    history = folder.history
    learningCurve = folder.curve
  }
}
