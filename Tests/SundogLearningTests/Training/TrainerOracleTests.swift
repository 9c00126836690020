import Foundation
import Sundog
import SundogLearning
import Testing

/// What PyTorch found on the same weights, pictures and steps.
private struct Oracle: Decodable {
  struct Run: Decodable {
    let losses: [Double]
    let stride: Int
    let final: [Double]
  }
  struct Network: Decodable {
    let parameters: Int
    let squaredNorms: [Double]
    let sgd: Run
    let adamw: Run
  }
  struct OneCycle: Decodable {
    let peak: Double
    let rates: [Double]
  }
  let side: Int
  let channels: Int
  let classes: Int
  let count: Int
  let steps: Int
  let networks: [String: Network]
  let oneCycle: OneCycle

  static func load() throws -> Oracle {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Oracles/trainer.json")
    return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
  }

  var source: FormulaPictures { FormulaPictures(count: count, side: side, channels: channels, classes: classes) }
}

@Suite("The trainer, beside PyTorch")
struct TrainerOracleTests {
  static let architectures: [NetworkArchitecture] = [.lenet, .resnet, .edge, .mlp]

  /// The initial parameters of the oracle: a formula, scaled by layer as `trainer.py` does.
  private static func initial(_ architecture: NetworkArchitecture, _ shape: BatchShape) throws -> [Float] {
    let network = try architecture.module(for: shape)
    var scales: [(count: Int, scale: Double, shift: Double)] = []
    func add(_ modules: [any Module]) {
      for module in modules {
        switch module {
        case let layer as Convolution:
          let inputs = layer.kernel * layer.kernel * layer.channels
          scales.append((inputs * layer.filters, 1 / Double(inputs).squareRoot(), 0))
          scales.append((layer.filters, 0.1, 0))
        case let layer as DepthwiseConvolution:
          scales.append((layer.kernel * layer.kernel * layer.channels, 1 / Double(layer.kernel), 0))
          scales.append((layer.channels, 0.1, 0))
        case let layer as GroupNormalization:
          scales.append((layer.channels, 0.1, 1))
          scales.append((layer.channels, 0.1, 0))
        case let layer as Linear:
          scales.append((layer.inputs * layer.outputs, 1 / Double(layer.inputs).squareRoot(), 0))
          scales.append((layer.outputs, 0.1, 0))
        case let block as Residual:
          add(block.body.modules)
          add(block.shortcut?.modules ?? [])
        default: break
        }
      }
    }
    add(network.modules)
    var parameters: [Float] = []
    for (count, scale, shift) in scales {
      for _ in 0..<count {
        parameters.append(Float(sin(1.7 * Double(parameters.count) + 0.3) * scale + shift))
      }
    }
    return parameters
  }

  @Test("takes the same steps", arguments: architectures, [TrainingSettings.OptimizerKind.sgd, .adamW])
  func steps(architecture: NetworkArchitecture, optimizer: TrainingSettings.OptimizerKind) throws {
    let oracle = try Oracle.load()
    let expected = try #require(oracle.networks[architecture.rawValue])
    let run = optimizer == .sgd ? expected.sgd : expected.adamw
    let settings = TrainingSettings(
      architecture: architecture, epochs: oracle.steps, batchSize: oracle.count, optimizer: optimizer,
      learningRate: optimizer == .sgd ? 0.02 : 0.001, schedule: .constant, momentum: 0.9,
      weightDecay: optimizer == .sgd ? 5e-4 : 0.05)
    let initial = try Self.initial(architecture, oracle.source.shape)
    #expect(initial.count == expected.parameters)
    var state = try TrainingState(settings: settings, shape: oracle.source.shape, initial: initial)
    try Trainer(threads: 2).train(&state, on: oracle.source)
    let losses = state.history.compactMap(\.trainLoss)
    #expect(losses.count == oracle.steps)
    for (found, wanted) in zip(losses, run.losses) { #expect(abs(found - wanted) < 2e-4) }
    for (index, wanted) in run.final.enumerated() {
      // AdamW divides by the gradient's size: where that is no more than rounding, the direction is chance.
      #expect(abs(Double(state.parameters[index * run.stride]) - wanted) < (optimizer == .sgd ? 2e-4 : 2e-3))
    }
  }

  @Test("finds the same norm of each example's gradient", arguments: architectures)
  func norms(architecture: NetworkArchitecture) throws {
    let oracle = try Oracle.load()
    let expected = try #require(oracle.networks[architecture.rawValue]).squaredNorms
    let source = oracle.source
    let network = try architecture.module(for: source.shape)
    let parameters = try Self.initial(architecture, source.shape)
    let output = GradientCheck.forward(network, source.inputs, parameters, oracle.count).output
    var gradient = [Float](repeating: 0, count: output.count)
    for example in 0..<oracle.count {
      let row = output[example * oracle.classes..<(example + 1) * oracle.classes].map(Double.init)
      let largest = row.max() ?? 0
      let total = row.reduce(0) { $0 + exp($1 - largest) }
      for label in 0..<oracle.classes {
        let wanted = example % oracle.classes == label ? 1.0 : 0
        gradient[example * oracle.classes + label] = Float(exp(row[label] - largest) / total - wanted)
      }
    }
    let found = GradientCheck.perExample(
      network, source.inputs, parameters, gradient, views: 1, scales: [Float](repeating: 1, count: oracle.count))
    for (norm, wanted) in zip(found.squaredNorms, expected) { #expect(abs(norm / wanted - 1) < 1e-3) }
  }

  @Test("moves the learning rate along the same cycle")
  func oneCycle() throws {
    let oracle = try Oracle.load().oneCycle
    for (step, wanted) in oracle.rates.enumerated() {
      let rate = LearningRateSchedule.oneCycle.learningRate(
        at: step, of: oracle.rates.count, peak: Float(oracle.peak))
      #expect(abs(Double(rate) - wanted) < 1e-6)
    }
  }
}
