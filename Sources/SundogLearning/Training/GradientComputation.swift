import Sundog
import SundogNumerics

/// Computes the gradient of a step on several threads, with the same bits for any number of them.
///
/// The step's examples are divided among a fixed number of lanes, which depends on the step's nominal size alone; each
/// lane adds up its own gradient, and the lanes' are added in order.
package final class GradientComputation {
  private let lanes: [NetworkLane]
  private let source: any BatchSource
  private let loss: SoftmaxCrossEntropy
  private let threads: Int
  private let views: Int
  private let clippingNorm: Double?

  /// Examples a lane has at least, so that adding the lanes' gradients stays a small part of the work.
  private static let examplesPerLane = 64
  private static let mostLanes = 16

  /// - Parameter batchSize: examples of a usual step.
  package init(
    _ network: Sequential, source: any BatchSource, batchSize: Int, labelSmoothing: Double = 0, clippingNorm: Double?,
    views: Int, threads: Int
  ) {
    let count = min(Self.mostLanes, max(1, batchSize / Self.examplesPerLane))
    lanes = (0..<count).map { _ in
      NetworkLane(network, views: clippingNorm == nil ? 0 : views, labelSmoothing: labelSmoothing)
    }
    self.source = source
    loss = SoftmaxCrossEntropy(classes: network.shape.outputs)
    self.threads = threads
    self.views = views
    self.clippingNorm = clippingNorm
  }

  /// Σ of the gradients, clipped by unit where a norm was given.
  package var gradient: UnsafeMutableBufferPointer<Float> { lanes[0].gradient }

  /// Leaves Σ of the gradients of the examples at `positions` in `gradient`.
  package func compute(
    _ positions: [Int32], epoch: Int, parameters: [Float], randomness: TrainingRandomness
  ) -> NetworkLane.Outcome {
    let (lanes, source, loss, views, clippingNorm) = (lanes, source, loss, views, clippingNorm)
    let outcomes = Parallel.map(count: lanes.count, threads: threads) { lane in
      lanes[lane].gradient.update(repeating: 0)
      let first = positions.count * lane / lanes.count
      let last = positions.count * (lane + 1) / lanes.count
      var randomness = randomness
      randomness.firstExample = first * views
      return positions[first..<last].withUnsafeBufferPointer { part in
        parameters.withUnsafeBufferPointer { parameters in
          lanes[lane].addGradient(
            of: part, from: source, loss: loss, epoch: epoch, views: views, clippingNorm: clippingNorm,
            parameters: parameters, randomness: randomness)
        }
      }
    }
    for lane in lanes.dropFirst() { VectorKernels.add(UnsafeBufferPointer(lane.gradient), into: gradient) }
    return outcomes.reduce(into: NetworkLane.Outcome()) { $0.add($1) }
  }
}

/// Uses a network on all examples of a source.
struct NetworkPrediction {
  let network: Sequential
  let threads: Int

  /// Mean loss and accuracy, and the logits of all examples, row-major, where they are asked for.
  func callAsFunction(
    _ source: any BatchSource, parameters: [Float], logits: UnsafeMutableBufferPointer<Float>? = nil
  ) -> NetworkLane.Outcome {
    let classes = network.shape.outputs
    let loss = SoftmaxCrossEntropy(classes: classes)
    let block = 1024
    let count = source.shape.count
    let network = network
    let target = logits.map { SendableBuffer(buffer: $0) }
    let lanes = min(max(1, threads), max(1, (count + block - 1) / block))
    let outcomes = Parallel.map(count: lanes, threads: threads) { lane in
      let memory = NetworkLane(network, needsGradient: false)
      var outcome = NetworkLane.Outcome()
      for start in stride(from: lane * block, to: count, by: lanes * block) {
        let positions = (start..<min(count, start + block)).map { Int32($0) }
        let part = positions.withUnsafeBufferPointer { positions in
          parameters.withUnsafeBufferPointer { parameters in
            memory.predict(positions, from: source, loss: loss, parameters: parameters) { first, outputs in
              guard let target else { return }
              _ = target.buffer.slice((start + first) * classes, outputs.count).update(from: outputs)
            }
          }
        }
        outcome.add(part)
      }
      return outcome
    }
    return outcomes.reduce(into: NetworkLane.Outcome()) { $0.add($1) }
  }
}

/// A buffer whose users promise to touch disjoint elements from different threads.
private struct SendableBuffer: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Float>
}
