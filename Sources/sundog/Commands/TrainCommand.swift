import ArgumentParser
import Foundation
import Sundog
import SundogLearning
import SundogPrivacy

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on pictures, sounds or a table, plainly or under differential privacy.",
    discussion: """
      Examples:
        sundog train --data pictures --test held-out --model lenet --epochs 10 --seed 1 -o run
        sundog train --data pictures --augment pipeline.json --model resnet --epochs 20 -o run --resume
        sundog augment pipeline.json pictures --epochs 5 -o - | sundog train --data - --test held-out --model edge -o run
        sundog train --data pictures --classes cat,dog --model lenet --epsilon 3 --delta 1e-5 --ledger ledger.sqlite -o run
        sundog train --data pictures --model lenet --epsilon 3 --delta 1e-5 --plan 60000 -o run

      Writes checkpoint.sundog, history.csv, learning-curve.svg and result.json into the folder; the first three after
      every epoch, so that an interrupted training goes on with --resume as if nothing had happened. The same seed gives
      the same network on any number of threads. With --epsilon the network is private: the ledger is charged before the
      first step, no figure on the training examples is shown, and an interrupted training cannot be resumed.
      """)

  @OptionGroup var source: TrainingDataOptions
  @OptionGroup var training: TrainingOptions
  @Option(name: [.short, .long], help: "The folder to write into; made if there is none.")
  var output: String
  @Flag(help: "Go on with the training in the folder, with the settings that it was begun with.")
  var resume = false
  @Option(
    help: ArgumentHelp(
      "With --epsilon: read no data, and say what a training would spend if there were so many examples.",
      valueName: "examples"))
  var plan: Int?
  @OptionGroup var options: RunOptions

  func validate() throws {
    if output == "-" { throw ValidationError("a training goes into a folder: give its name with -o.") }
    if resume, training.epsilon != nil {
      throw ValidationError(
        "--resume does not go with --epsilon: what the ledger reserved ended with the process that was interrupted.")
    }
    if plan != nil, training.epsilon == nil { throw ValidationError("--plan goes with --epsilon.") }
    if let plan, plan < 1 { throw ValidationError("--plan is \(plan); expected at least 1 example.") }
  }

  func run() throws {
    let settings = training.settings
    if let plan { return try show(settings, examples: plan) }
    let folder = try RunFolder(output, resuming: resume)
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    bar.update(0, "reading \(source.data)")
    let data = try TrainingDataReader(
      options: source, isPrivate: settings.privacy != nil, seed: settings.seed, threads: options.threadCount
    ).read()
    data.notes.forEach(options.note)
    var state = try begin(settings, data, folder)
    let trainer = Trainer(
      test: data.test, threads: options.threadCount, progress: { bar.update($0.fraction, $0.label) })
    let lineage = Lineage(
      inputs: ["data": settings.privacy == nil ? data.identity.fingerprint : "committed to by the ledger's entry"],
      command: CommandLine.spelling, seed: settings.seed)
    if settings.privacy != nil {
      var book = try BudgetLedger(path: training.ledger)
      // Nothing is kept before the end: a training that was interrupted promises nothing yet.
      try trainer.trainPrivately(
        &state, on: data.training, dataset: data.identity, ledger: &book, declaredBudget: data.declaredBudget)
      try folder.write(state, lineage: lineage)
    } else {
      try trainer.train(&state, on: data.training, atEpoch: { try folder.write($0, lineage: lineage) })
    }
    bar.finish()
    try report(state, folder)
  }

  /// A new training, or the one in the folder.
  private func begin(_ settings: TrainingSettings, _ data: TrainingData, _ folder: RunFolder) throws -> TrainingState {
    guard resume else {
      return try TrainingState(settings: settings, shape: data.training.shape, preparation: data.preparation)
    }
    let state = try Checkpoint(contentsOfFile: folder.checkpoint).state
    guard state.settings.architecture == settings.architecture else {
      throw Failure.Input(
        "\(folder.checkpoint): holds a training of the network \(state.settings.architecture.rawValue), "
          + "not \(settings.architecture.rawValue). Give --model \(state.settings.architecture.rawValue).")
    }
    guard state.settings.seed == settings.seed, state.shape.count == data.training.shape.count,
      state.preparation == data.preparation
    else {
      throw Failure.Input(
        "\(folder.checkpoint): was begun with another seed or other data. Give the same --data, --augment and --seed.")
    }
    if state.completedEpochs == state.settings.epochs {
      options.note("the training in \(folder.path) has had all of its \(state.settings.epochs) epochs")
    }
    return state
  }

  private func report(_ state: TrainingState, _ folder: RunFolder) throws {
    let result = TrainingResult(state, folder: folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](try encoder.encode(result)) + [0x0A], to: folder.result)
    if options.json { return try Console.writeJSON(result) }
    guard !options.quiet else { return }
    if let train = result.train {
      Console.writeLine("training examples: accuracy \(Self.text(train.accuracy)), loss \(Self.text(train.loss))")
    }
    if let test = result.test {
      Console.writeLine("test examples: accuracy \(Self.text(test.accuracy)), loss \(Self.text(test.loss))")
    }
    if let statement = state.statement {
      Console.writeLine(
        """
        epsilon \(statement.guarantee.epsilon), delta \(statement.guarantee.delta) for each example, \
        \(statement.neighbors.rawValue) neighbours; charged to \(training.ledger) as entry \
        \(statement.ledgerEntry.prefix(16))
        """)
    }
    Console.writeLine("\(folder.checkpoint), \(folder.curve)\n\(result.notice)")
  }

  private static func text(_ value: Double) -> String { String(format: "%.4f", value) }

  /// What a private training would release; the pictures' size stands in by the network's usual one.
  private func show(_ settings: TrainingSettings, examples: Int) throws {
    guard let privacy = settings.privacy else { return }
    let shape = try PlannedShape(source).shape
    let count = try settings.architecture.module(for: shape).shape.parameters
    let plan = try PrivateTrainingPlan(privacy, epochs: settings.epochs, parameterCount: count)
    let description = PlanDescription(plan, examples: examples, shape: shape)
    if options.json { return try Console.writeJSON(description) }
    Console.writeLine(description.text)
  }
}

extension TrainingProgress {
  var fraction: Double { Double(step) / Double(max(1, totalSteps)) }

  var label: String {
    var parts = ["epoch \(epoch)"]
    if let loss { parts.append(String(format: "loss %.3f", loss)) }
    if let accuracy { parts.append(String(format: "accuracy %.3f", accuracy)) }
    if let testAccuracy { parts.append(String(format: "test %.3f", testAccuracy)) }
    return parts.joined(separator: ", ")
  }
}
