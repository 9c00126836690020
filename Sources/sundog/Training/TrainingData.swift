import ArgumentParser
import Foundation
import Sundog
import SundogAugment
import SundogLearning
import SundogNumerics
import SundogPrivacy

/// The examples of a training: what it learns from, what it is tested on, and what was done to both.
struct TrainingData {
  let training: any BatchSource
  let test: (any BatchSource)?
  let preparation: InputPreparation
  /// The data's name and digest, for the ledger and the lineage.
  let identity: DatasetIdentity
  /// The total that the schema declares.
  let declaredBudget: PrivacyBudget?
  let notes: [String]
}

/// Reads the examples that the command line names.
struct TrainingDataReader {
  let options: TrainingDataOptions
  let isPrivate: Bool
  let seed: UInt64
  let threads: Int

  /// - Throws: `MediaError`, `FileError`, `SchemaErrors`, `DataErrors`, `AugmentError`, `LearningError`.
  func read() throws -> TrainingData {
    let described = try options.schema.map { try Schema(contentsOfFile: $0) }
    let resource = try described.map { try $0.resource(named: options.resource, file: options.schema ?? "") }
    if options.data.lowercased().hasSuffix(".csv") {
      guard let described, let resource else {
        throw ValidationError("\(options.data) is a table: give its schema with --schema.")
      }
      return try readTable(described, resource)
    }
    return try readMedia(described, resource)
  }

  private func readMedia(_ schema: Schema?, _ resource: Resource?) throws -> TrainingData {
    var reading = try options.reading
    reading.classes = try classes(of: resource)
    if let resource { try adopt(resource, &reading) }
    let set = try MediaSet.read(path: options.data, options: reading, threads: threads)
    var preparation = InputPreparation.defaultImage
    let training: any BatchSource
    switch set {
    case .images(let images):
      if let path = options.augment {
        let pipeline = try ImagePipeline(contentsOfFile: path).normalizing(by: Normalize())
        if let normalize = pipeline.normalization {
          preparation = .image(means: normalize.means, standardDeviations: normalize.standardDeviations)
        }
        training = try AugmentedImages(images, pipeline: pipeline, seed: seed)
      } else {
        training = try preparation.batches(of: set, threads: threads)
      }
    case .sounds(let sounds):
      preparation = .defaultSound(sampleRate: sounds.sampleRate)
      if let path = options.augment, let settings = preparation.pictureSettings {
        let augmented = try AugmentedSounds(
          sounds, pipeline: try SoundPipeline(contentsOfFile: path), settings: settings, seed: seed)
        training = augmented
        if augmented.shape.height != settings.bands || augmented.shape.width != settings.columns {
          throw ValidationError(
            "the pipeline \(path) makes pictures of \(augmented.shape.height) × \(augmented.shape.width); the test "
              + "takes \(settings.bands) × \(settings.columns). Leave its logMelPicture out.")
        }
      } else {
        training = try preparation.batches(of: set, threads: threads)
      }
    }
    let test = try testSet(like: set, reading)
    return TrainingData(
      training: training, test: try test.map { try preparation.batches(of: $0, threads: threads) },
      preparation: preparation, identity: DatasetIdentity(name: name, fingerprint: set.sha256),
      declaredBudget: schema?.privacy?.budget, notes: [])
  }

  /// The test part of the data's own folder, or the set that --test names, with the classes of the training.
  private func testSet(like training: MediaSet, _ reading: MediaReadingOptions) throws -> MediaSet? {
    var reading = reading
    reading.classes = training.classes
    reading.allowsEmptyClasses = true
    if case .sounds(let sounds) = training { reading.sampleRate = sounds.sampleRate }
    if let test = options.test {
      reading.part = try MediaReader.hasTestPart(at: test) ? .test : .train
      return try MediaSet.read(path: test, options: reading, threads: threads)
    }
    guard options.data != "-", try MediaReader.hasTestPart(at: options.data) else { return nil }
    reading.part = .test
    return try MediaSet.read(path: options.data, options: reading, threads: threads)
  }

  /// The classes, where they are known beforehand.
  private func classes(of resource: Resource?) throws -> [String]? {
    if let classes = options.media.classes {
      let names = classes.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      guard names.count > 1, Set(names).count == names.count else {
        throw ValidationError("--classes is \"\(classes)\"; expected at least two different names, as in 0,1,2.")
      }
      return names
    }
    if let target = resource?.target, !target.categories.isEmpty { return target.categories }
    guard isPrivate else { return nil }
    // Both layouts that have a test part of their own are of the ten digits' kind, by convention and not by looking.
    if options.data != "-", try MediaReader.hasTestPart(at: options.data) { return (0...9).map(String.init) }
    throw Failure.Refusal(
      "the classes of \(options.data) are not known beforehand, and a private training may not read them off the data. "
        + "Name them with --classes, or give a --schema whose target has categories.")
  }

  /// The size or rate that a schema's media column declares.
  private func adopt(_ resource: Resource, _ reading: inout MediaReadingOptions) throws {
    guard let media = resource.fields.compactMap(\.media).first else { return }
    switch media.content {
    case .image(let height, let width, let channels):
      guard reading.mixedSizes == .resample else { return }
      reading.resize = reading.resize ?? MediaReadingOptions.Size(height: height, width: width)
      reading.channels = reading.channels ?? channels
    case .audio(let sampleRate, let channels, _, _):
      reading.sampleRate = reading.sampleRate ?? sampleRate
      if channels == 1 { reading.channels = reading.channels ?? 1 }
    }
  }

  private func readTable(_ schema: Schema, _ resource: Resource) throws -> TrainingData {
    guard !isPrivate else {
      throw Failure.Refusal(
        "a table's numbers are standardised by their own means, which no mechanism has paid for: --epsilon is for "
          + "pictures and sounds. Fit a private generator with sundog fit, and train on what it samples.")
    }
    guard options.augment == nil else { throw ValidationError("--augment is for pictures and sounds, not for tables.") }
    guard let target = resource.target else {
      throw ValidationError("the table \(resource.name) has no column with the role \"target\" to predict.")
    }
    let reading = try TableReading(path: options.data, resource: resource)
    let task = try TabularTask(predicting: target.name, in: reading.dataset)
    let examples = try task.examples(in: reading.dataset)
    let encoder = try FeatureEncoder(fittedTo: examples.features)
    var test: (any BatchSource)?
    if let path = options.test {
      let held = try task.examples(in: try TableReading(path: path, resource: resource).dataset)
      test = TableBatches(try encoder.encode(held.features), labels: held.labels)
    }
    return TrainingData(
      training: TableBatches(try encoder.encode(examples.features), labels: examples.labels), test: test,
      preparation: .table, identity: DatasetIdentity(name: name, fingerprint: reading.sha256), declaredBudget: nil,
      notes: reading.warnings)
  }

  private var name: String {
    options.data == "-" ? "standard input" : URL(fileURLWithPath: options.data).standardizedFileURL.path
  }
}
