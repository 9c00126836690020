import SundogNumerics

/// The layers of a multilayer perceptron: one that gathers at the input, then a sequence.
struct TableNetwork: Sendable {
  let input: IndicatorLinear
  let body: Sequential
  let loss: SoftmaxCrossEntropy

  init(width: Int, hiddenWidths: [Int], activation: Activation.Function, classes: Int) {
    input = IndicatorLinear(width: width, outputs: hiddenWidths[0])
    var modules: [any Module] = []
    for (index, hidden) in hiddenWidths.enumerated() {
      modules.append(Activation(activation, width: hidden))
      let next = index + 1 < hiddenWidths.count ? hiddenWidths[index + 1] : classes
      modules.append(Linear(inputs: hidden, outputs: next))
    }
    body = Sequential(modules)
    loss = SoftmaxCrossEntropy(classes: classes)
  }

  var parameterCount: Int { input.parameterCount + body.shape.parameters }

  func initialParameters(activeInputs: Int, seed: UInt64) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    var generator = SeededRandom(seed: seed, stream: RandomStream.initialization)
    parameters.withUnsafeMutableBufferPointer { parameters in
      input.initialize(parameters, activeInputs: activeInputs, using: &generator)
      body.initialize(parameters.slice(input.parameterCount, body.shape.parameters), using: &generator)
    }
    return parameters
  }

  /// The memory of a batch: activations, gradients, and the gradient by the parameters.
  final class Workspace {
    let batch: Int
    let parameterGradient: UnsafeMutableBufferPointer<Float>
    fileprivate let hidden: UnsafeMutableBufferPointer<Float>
    fileprivate let hiddenGradient: UnsafeMutableBufferPointer<Float>
    fileprivate let saved: UnsafeMutableBufferPointer<Float>
    fileprivate let logits: UnsafeMutableBufferPointer<Float>
    fileprivate let logitGradient: UnsafeMutableBufferPointer<Float>

    init(_ network: TableNetwork, batch: Int) {
      func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        buffer.initialize(repeating: 0)
        return buffer
      }
      self.batch = batch
      let shape = network.body.shape
      parameterGradient = allocate(network.parameterCount)
      hidden = allocate(batch * shape.inputs)
      hiddenGradient = allocate(batch * shape.inputs)
      saved = allocate(batch * shape.saved)
      logits = allocate(batch * shape.outputs)
      logitGradient = allocate(batch * shape.outputs)
    }

    deinit {
      for buffer in [parameterGradient, hidden, hiddenGradient, saved, logits, logitGradient] { buffer.deallocate() }
    }
  }

  /// The mean loss of the rows at `positions`; leaves its gradient by the parameters in the workspace.
  func trainingStep(
    _ rows: IndicatorRows, _ labels: [Int32], at positions: ArraySlice<Int32>, parameters: [Float],
    in workspace: Workspace
  ) -> Double {
    workspace.parameterGradient.update(repeating: 0)
    let batchLabels = positions.map { labels[Int($0)] }
    return parameters.withUnsafeBufferPointer { parameters in
      positions.withUnsafeBufferPointer { positions in
        forward(rows, at: positions, parameters: parameters, in: workspace)
        let value = batchLabels.withUnsafeBufferPointer {
          loss(UnsafeBufferPointer(workspace.logits), labels: $0, gradient: workspace.logitGradient)
        }
        body.backward(
          BackwardPass(
            input: UnsafeBufferPointer(workspace.hidden), output: UnsafeBufferPointer(workspace.logits),
            outputGradient: UnsafeBufferPointer(workspace.logitGradient),
            parameters: parameters.slice(input.parameterCount, body.shape.parameters),
            inputGradient: workspace.hiddenGradient,
            parameterGradient: workspace.parameterGradient.slice(input.parameterCount, body.shape.parameters),
            saved: workspace.saved, batch: positions.count))
        input.backward(
          rows, at: positions, outputGradient: UnsafeBufferPointer(workspace.hiddenGradient),
          parameterGradient: workspace.parameterGradient)
        return value
      }
    }
  }

  /// The probabilities of all rows, row-major.
  func probabilities(of rows: IndicatorRows, parameters: [Float]) -> [Float] {
    guard rows.rowCount > 0 else { return [] }
    let workspace = Workspace(self, batch: min(512, rows.rowCount))
    return [Float](unsafeUninitializedCapacity: rows.rowCount * loss.classes) { output, initialized in
      parameters.withUnsafeBufferPointer { parameters in
        for start in stride(from: 0, to: rows.rowCount, by: workspace.batch) {
          let positions = (start..<min(rows.rowCount, start + workspace.batch)).map { Int32($0) }
          positions.withUnsafeBufferPointer { forward(rows, at: $0, parameters: parameters, in: workspace) }
          loss.probabilities(
            of: UnsafeBufferPointer(workspace.logits),
            into: output.slice(start * loss.classes, positions.count * loss.classes), batch: positions.count)
        }
      }
      initialized = rows.rowCount * loss.classes
    }
  }

  private func forward(
    _ rows: IndicatorRows, at positions: UnsafeBufferPointer<Int32>, parameters: UnsafeBufferPointer<Float>,
    in workspace: Workspace
  ) {
    input.forward(rows, at: positions, parameters: parameters, into: workspace.hidden)
    body.forward(
      ForwardPass(
        input: UnsafeBufferPointer(workspace.hidden),
        parameters: parameters.slice(input.parameterCount, body.shape.parameters), output: workspace.logits,
        saved: workspace.saved, batch: positions.count))
  }
}
