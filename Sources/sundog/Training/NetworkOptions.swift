import ArgumentParser
import Foundation
import Sundog
import SundogEvaluation
import SundogLearning
import SundogPrivacy

/// What an evaluation of pictures and sounds trains.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For pictures and sounds: the networks to train, separated by commas. Default: lenet, or audio-cnn for sounds.",
      valueName: "names"))
  var modelNetworks: String?

  @Option(help: "For pictures and sounds: passes over the examples in each training.")
  var epochs = 8

  func validate() throws {
    if epochs < 1 { throw ValidationError("--epochs is \(epochs); expected at least 1.") }
    _ = try architectures
  }

  private var architectures: [NetworkArchitecture]? {
    get throws {
      try modelNetworks?.split(separator: ",").map { name in
        guard let network = NetworkArchitecture(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
          throw ValidationError(
            "there is no network \"\(name)\"; there are "
              + NetworkArchitecture.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return network
      }
    }
  }

  /// Whether a path names pictures or sounds, and not a table.
  static func isMedia(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    if path.lowercased().hasSuffix(".tar") { return true }
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  /// Reads the three sets, with the classes of the real training set.
  /// - Throws: `MediaError`, `FileError`; a usage error where there is no test set.
  func task(
    realTrain: String, realTest: String?, synthetic: String, statement: PrivacyStatement?, lineage: ReportLineage,
    options: EvaluationOptions
  ) throws -> MediaEvaluationTask {
    let train = try MediaSet.read(path: realTrain, threads: options.threads)
    var reading = MediaReadingOptions()
    reading.classes = train.classes
    reading.allowsEmptyClasses = true
    switch train {
    case .images(let set):
      reading.resize = MediaReadingOptions.Size(height: set.height, width: set.width)
      reading.channels = set.channels
    case .sounds(let set): reading.sampleRate = set.sampleRate
    }
    let made = try MediaSet.read(path: synthetic, options: reading, threads: options.threads)
    let testPath = realTest ?? realTrain
    let hasPart = try MediaReader.hasTestPart(at: testPath)
    guard realTest != nil || hasPart else {
      throw ValidationError("--real-test is missing, and \(realTrain) has no test part of its own.")
    }
    reading.part = hasPart ? .test : .train
    let test = try MediaSet.read(path: testPath, options: reading, threads: options.threads)
    let usual: NetworkArchitecture
    if case .sounds = train { usual = .audioCNN } else { usual = .lenet }
    return MediaEvaluationTask(
      realTrain: train, realTest: test, synthetic: made,
      names: MediaEvaluationTask.Names(realTrain: realTrain, realTest: testPath, synthetic: synthetic),
      networks: try architectures ?? [usual], epochs: epochs, statement: statement, lineage: lineage, options: options)
  }
}
