import Foundation
import Sundog
import SundogLearning
import Testing

@Suite("The trainer")
struct TrainerTests {
  private static func settings(
    epochs: Int = 4, batchSize: Int = 96, averaging: Double = 0, seed: UInt64 = 3
  ) -> TrainingSettings {
    TrainingSettings(
      architecture: .lenet, epochs: epochs, batchSize: batchSize, optimizer: .adamW, learningRate: 0.003,
      averagingDecay: averaging, labelSmoothing: 0.05, seed: seed)
  }

  private static func trained(
    _ settings: TrainingSettings, on source: any BatchSource, threads: Int = 1, test: (any BatchSource)? = nil
  ) throws -> TrainingState {
    var state = try TrainingState(settings: settings, shape: source.shape)
    try Trainer(test: test, threads: threads).train(&state, on: source)
    return state
  }

  @Test("learns stripes, and says how well on examples that it never saw", arguments: NetworkArchitecture.allCases)
  func learns(architecture: NetworkArchitecture) throws {
    var settings = Self.settings(epochs: 6)
    settings.architecture = architecture
    let test = Stripes(count: 300, seed: 2)
    let state = try Self.trained(settings, on: Stripes(count: 900), threads: 2, test: test)
    let accuracy = try #require(state.history.last?.testAccuracy)
    #expect(accuracy > 0.9)
    #expect(try state.evaluate(on: test).accuracy == accuracy)
    let probabilities = try state.probabilities(of: test)
    #expect(probabilities.count == 900)
    for row in 0..<300 { #expect(abs(probabilities[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-5) }
    let right = (0..<300).filter { row in
      let values = probabilities[row * 3..<row * 3 + 3]
      return values.firstIndex(of: values.max() ?? 0) == row * 3 + row % 3
    }.count
    #expect(Double(right) / 300 == accuracy)
  }

  @Test("gives the same bits on any number of threads")
  func threads() throws {
    var settings = Self.settings(epochs: 2, batchSize: 300)
    settings.architecture = .audioCNN  // it has dropout
    let source = Stripes(count: 600)
    let one = try Self.trained(settings, on: source, threads: 1)
    let three = try Self.trained(settings, on: source, threads: 3)
    #expect(one.parameters == three.parameters)
  }

  @Test("goes on from a checkpoint as if it had not been interrupted")
  func resumes() throws {
    let source = Stripes(count: 450)
    for averaging in [0, 0.95] {
      let settings = Self.settings(averaging: averaging)
      let whole = try Self.trained(settings, on: source)
      var first = try TrainingState(settings: settings, shape: source.shape)
      try Trainer(threads: 1).train(&first, on: source, until: 2)
      #expect(first.completedEpochs == 2)
      let path = NSTemporaryDirectory() + "sundog-\(UUID().uuidString).checkpoint"
      defer { unlink(path) }
      try Checkpoint.write(first, lineage: Lineage(command: "test"), to: path)
      var second = try Checkpoint(contentsOfFile: path).state
      #expect(second == first)
      try Trainer(threads: 2).train(&second, on: source)
      #expect(second.parameters == whole.parameters)
      #expect(second.history.map(\.trainLoss) == whole.history.map(\.trainLoss))
    }
  }

  @Test("follows its seed, and nothing but its seed")
  func seeds() throws {
    let source = Stripes(count: 200)
    let one = try Self.trained(Self.settings(epochs: 1), on: source)
    #expect(try Self.trained(Self.settings(epochs: 1), on: source).parameters == one.parameters)
    #expect(try Self.trained(Self.settings(epochs: 1, seed: 4), on: source).parameters != one.parameters)
  }

  @Test("names the example that is not a number, and keeps the epochs before")
  func brokenExample() throws {
    var source = Stripes(count: 200)
    source.broken = 77
    var state = try TrainingState(settings: Self.settings(), shape: source.shape)
    let error = #expect(throws: LearningError.self) { try Trainer(threads: 1).train(&state, on: source) }
    guard case .notFinite(77, epoch: 1, _)? = error else {
      Issue.record("expected the example's number, found \(String(describing: error))")
      return
    }
    #expect(state.completedEpochs == 0)
    #expect(error?.description.contains("77") == true)
  }

  @Test("stops where the loss is no number any more, and says where")
  func diverges() throws {
    var settings = Self.settings()
    settings.optimizer = .sgd
    settings.learningRate = 1e30
    let source = Stripes(count: 400)
    var state = try TrainingState(settings: settings, shape: source.shape)
    var written = 0
    let error = #expect(throws: LearningError.self) {
      try Trainer(threads: 1).train(&state, on: source, atEpoch: { _ in written += 1 })
    }
    guard case .diverged(epoch: 1, batch: 2...)? = error else {
      Issue.record("expected the batch, found \(String(describing: error))")
      return
    }
    #expect(written == 0)
  }

  @Test("refuses examples of another shape or other classes, and settings out of range")
  func refusals() throws {
    let source = Stripes(count: 60)
    var state = try TrainingState(settings: Self.settings(), shape: source.shape)
    #expect(throws: LearningError.differentShape(expected: [8, 8, 1], found: [10, 10, 1])) {
      try Trainer().train(&state, on: Stripes(count: 60, side: 10))
    }
    let others = FormulaPictures(count: 8, side: 8, channels: 1, classes: 3)
    #expect(
      throws: LearningError.differentClasses(expected: ["rows", "columns", "both"], found: ["c0", "c1", "c2"])
    ) { try Trainer().train(&state, on: others) }
    var settings = Self.settings()
    settings.learningRate = -1
    #expect(throws: LearningError.self) { try TrainingState(settings: settings, shape: source.shape) }
    #expect(throws: LearningError.self) {
      try NetworkArchitecture.audioCNN.module(
        for: BatchShape(count: 1, height: 4, width: 4, channels: 1, classes: ["a", "b"]))
    }
  }

  @Test("refuses a checkpoint that is damaged, cut off or none")
  func damagedCheckpoints() throws {
    let state = try Self.trained(Self.settings(epochs: 1), on: Stripes(count: 90))
    let path = NSTemporaryDirectory() + "sundog-\(UUID().uuidString).checkpoint"
    defer { unlink(path) }
    try Checkpoint.write(state, lineage: Lineage(command: "test"), to: path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var flipped = whole
    flipped[whole.count / 2] ^= 1
    for bytes in [flipped, whole.prefix(whole.count / 2), Data("{}\n".utf8), Data()] {
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelFileError.self) { try Checkpoint(contentsOfFile: path) }
    }
  }

  @Test("writes its history as CSV and as a picture")
  func history() throws {
    let state = try Self.trained(Self.settings(epochs: 3), on: Stripes(count: 90), test: Stripes(count: 30, seed: 9))
    let lines = state.historyCSV.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds")
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 7 })
    let picture = LearningCurve(state).svg
    #expect(picture.contains("<polyline class=\"a\"") && picture.contains("<polyline class=\"b\""))
    #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n") && !picture.contains("nan"))
  }
}
