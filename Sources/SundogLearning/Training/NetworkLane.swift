import Sundog
import SundogNumerics

/// The memory with which one thread passes examples through a network, a chunk at a time.
///
/// A chunk is as many examples as keep everything that a pass touches in the second cache, or near it.
package final class NetworkLane: @unchecked Sendable {
  let network: Sequential
  /// Rows of a chunk: a multiple of the views of a unit.
  let chunk: Int
  let gradient: UnsafeMutableBufferPointer<Float>
  private let classes: Int
  /// Share of each target that is spread over all classes.
  private let labelSmoothing: Float
  private let batch: Batch
  private let saved: UnsafeMutableBufferPointer<Float>
  private let output: UnsafeMutableBufferPointer<Float>
  private let outputGradient: UnsafeMutableBufferPointer<Float>
  private let kept: UnsafeMutableBufferPointer<Float>
  private let squaredNorms: UnsafeMutableBufferPointer<Double>
  private let scales: UnsafeMutableBufferPointer<Float>

  /// About a megabyte: half of a usual second cache. Four megabytes were slower by a twentieth.
  private static let chunkBytes = 1 << 20

  /// - Parameters:
  ///   - views: rows of a unit; 0 where gradients are not told apart by unit.
  ///   - needsGradient: false for a network that is only used.
  init(_ network: Sequential, views: Int = 0, labelSmoothing: Double = 0, needsGradient: Bool = true) {
    self.network = network
    self.labelSmoothing = Float(labelSmoothing)
    let shape = network.shape
    let keptPerRow = views > 0 ? network.keptPerUnit / views : 0
    let bytes = 4 * (shape.inputs + shape.saved + 3 * shape.outputs + keptPerRow)
    let rows = min(64, max(8, Self.chunkBytes / bytes))
    chunk = views > 1 ? max(views, rows / views * views) : rows
    classes = shape.outputs
    func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      buffer.initialize(repeating: 0)
      return buffer
    }
    batch = Batch(inputs: allocate(chunk * shape.inputs), targets: allocate(chunk * shape.outputs))
    saved = allocate(chunk * shape.saved)
    output = allocate(chunk * shape.outputs)
    outputGradient = allocate(chunk * shape.outputs)
    gradient = allocate(needsGradient ? shape.parameters : 0)
    let units = views > 0 ? chunk / views : 0
    kept = allocate(units * network.keptPerUnit)
    scales = allocate(units)
    squaredNorms = .allocate(capacity: units)
    squaredNorms.initialize(repeating: 0)
  }

  deinit {
    for buffer in [batch.inputs, batch.targets, saved, output, outputGradient, gradient, kept, scales] {
      buffer.deallocate()
    }
    squaredNorms.deallocate()
  }

  /// What a lane found on its examples.
  package struct Outcome: Sendable {
    /// Σ of the examples' losses.
    var loss = 0.0
    /// Examples whose largest output is at the largest target.
    var correct = 0
    package var examples = 0
    /// Units whose gradient was longer than the clipping norm.
    var clipped = 0
    /// Something that is not a number was met: in the inputs, or in the loss.
    var problem: Problem?

    enum Problem: Sendable {
      case input(example: Int32)
      case loss
    }

    mutating func add(_ other: Outcome) {
      loss += other.loss
      correct += other.correct
      examples += other.examples
      clipped += other.clipped
      problem = problem ?? other.problem
    }
  }

  /// Passes the examples at `positions` forward, and hands each chunk's outputs to `body`, `classes` numbers an example.
  func predict(
    _ positions: UnsafeBufferPointer<Int32>, from source: any BatchSource, loss: some Loss,
    parameters: UnsafeBufferPointer<Float>, _ body: (_ first: Int, UnsafeBufferPointer<Float>) -> Void
  ) -> Outcome {
    var outcome = Outcome()
    for start in stride(from: 0, to: positions.count, by: chunk) {
      let rows = positions.slice(start, min(chunk, positions.count - start))
      source.read(rows, epoch: 0, into: batch)
      forward(count: rows.count, parameters: parameters, randomness: nil)
      measure(loss, count: rows.count, &outcome)
      body(start, UnsafeBufferPointer(output.slice(0, rows.count * classes)))
    }
    return outcome
  }

  /// Adds Σ of the gradients of the examples at `positions` to the lane's gradient.
  ///
  /// - Parameters:
  ///   - epoch: the epoch that the source is asked for; several views of an example are several epochs.
  ///   - clippingNorm: bounds the gradient of each unit; `nil` where units are not told apart.
  ///   - randomness: `firstExample` is the place of `positions[0]` in the step.
  func addGradient(
    of positions: UnsafeBufferPointer<Int32>, from source: any BatchSource, loss: some Loss, epoch: Int, views: Int,
    clippingNorm: Double?, parameters: UnsafeBufferPointer<Float>, randomness: TrainingRandomness
  ) -> Outcome {
    var outcome = Outcome()
    let perChunk = chunk / views
    for start in stride(from: 0, to: positions.count, by: perChunk) {
      let units = positions.slice(start, min(perChunk, positions.count - start))
      let count = units.count * views
      read(units, from: source, epoch: epoch, views: views)
      guard VectorKernels.isFinite(UnsafeBufferPointer(batch.inputs.slice(0, count * network.shape.inputs))) else {
        outcome.problem = .input(example: firstProblem(in: units, views: views))
        return outcome
      }
      smoothTargets(count: count)
      var randomness = randomness
      randomness.firstExample += start * views
      forward(count: count, parameters: parameters, randomness: randomness)
      measure(loss, count: count, &outcome)
      if outcome.problem != nil { return outcome }
      let pass = BackwardPass(
        input: UnsafeBufferPointer(batch.inputs), output: UnsafeBufferPointer(output),
        outputGradient: UnsafeBufferPointer(outputGradient), parameters: parameters, inputGradient: nil,
        parameterGradient: gradient, saved: saved, batch: count)
      if let clippingNorm {
        addClippedGradient(pass, units: units.count, views: views, clippingNorm: clippingNorm, &outcome)
      } else {
        network.backward(pass)
      }
      if outcome.problem != nil { return outcome }
    }
    return outcome
  }

  /// The views of a unit lie one after the other: epoch e of a source shows view e mod `views`.
  private func read(_ units: UnsafeBufferPointer<Int32>, from source: any BatchSource, epoch: Int, views: Int) {
    if views == 1 { return source.read(units, epoch: epoch, into: batch) }
    let (inputs, targets) = (network.shape.inputs, classes)
    for unit in 0..<units.count {
      for view in 0..<views {
        let row = unit * views + view
        source.read(
          units.slice(unit, 1), epoch: epoch * views + view,
          into: Batch(
            inputs: batch.inputs.slice(row * inputs, inputs), targets: batch.targets.slice(row * targets, targets)))
      }
    }
  }

  private func smoothTargets(count: Int) {
    if labelSmoothing == 0 { return }
    let (kept, share) = (1 - labelSmoothing, labelSmoothing / Float(classes))
    for index in 0..<count * classes { batch.targets[index] = kept * batch.targets[index] + share }
  }

  private func firstProblem(in units: UnsafeBufferPointer<Int32>, views: Int) -> Int32 {
    let inputs = network.shape.inputs
    let row = (0..<units.count * views).first {
      !VectorKernels.isFinite(UnsafeBufferPointer(batch.inputs.slice($0 * inputs, inputs)))
    }
    return units[(row ?? 0) / views]
  }

  private func forward(count: Int, parameters: UnsafeBufferPointer<Float>, randomness: TrainingRandomness?) {
    network.forward(
      ForwardPass(
        input: UnsafeBufferPointer(batch.inputs), parameters: parameters, output: output, saved: saved, batch: count,
        randomness: randomness))
  }

  private func measure(_ loss: some Loss, count: Int, _ outcome: inout Outcome) {
    let value = loss.sum(
      UnsafeBufferPointer(output), targets: UnsafeBufferPointer(batch.targets), gradient: outputGradient,
      width: classes, batch: count)
    if !value.isFinite { outcome.problem = .loss }
    outcome.loss += value
    outcome.examples += count
    for row in 0..<count {
      if largest(output.slice(row * classes, classes)) == largest(batch.targets.slice(row * classes, classes)) {
        outcome.correct += 1
      }
    }
  }

  private func largest(_ values: UnsafeMutableBufferPointer<Float>) -> Int {
    var best = 0
    for index in 1..<max(1, values.count) where values[index] > values[best] { best = index }
    return best
  }

  /// Adds Σᵤ min(1, C / ‖ḡᵤ‖) ḡᵤ, with ḡᵤ the mean over the views of unit u.
  private func addClippedGradient(
    _ pass: BackwardPass, units count: Int, views: Int, clippingNorm: Double, _ outcome: inout Outcome
  ) {
    squaredNorms.slice(0, count).update(repeating: 0)
    let units = UnitGradients(views: views, kept: kept, squaredNorms: squaredNorms)
    network.backwardPerExample(pass, units)
    // A hair below the bound: the products below are rounded.
    let bound = clippingNorm * (1 - 1e-5)
    for unit in 0..<count {
      let norm = squaredNorms[unit].squareRoot() / Double(views)
      guard norm.isFinite else {
        outcome.problem = .loss
        return
      }
      if norm > bound { outcome.clipped += 1 }
      scales[unit] = Float(min(1, norm > 0 ? bound / norm : 1) / Double(views))
    }
    network.addScaledGradients(pass, units, scales: UnsafeBufferPointer(scales.slice(0, count)))
  }
}
