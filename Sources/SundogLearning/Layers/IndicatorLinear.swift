import SundogNumerics

/// A fully connected layer on rows of numbers and one-hot groups: y = x W + b, where a one costs the addition of a row
/// of W instead of a product with all of it.
///
/// Parameters: W, `width × outputs` row-major, then b, as in `Linear`. It stands at the input only, so it computes no
/// gradient by its input. Complexity: O(batch × columns × outputs), whatever the number of categories.
public struct IndicatorLinear: Sendable, Hashable {
  /// Length of the vector that a row stands for.
  public let width: Int
  public let outputs: Int

  /// - Precondition: both sizes are positive.
  public init(width: Int, outputs: Int) {
    precondition(width > 0 && outputs > 0, "a layer has inputs and outputs")
    self.width = width
    self.outputs = outputs
  }

  public var parameterCount: Int { (width + 1) * outputs }

  /// Draws from ±1/√n, where *n* counts the inputs of a row that are not zero.
  public func initialize(
    _ parameters: UnsafeMutableBufferPointer<Float>, activeInputs: Int, using generator: inout SeededRandom
  ) {
    initializeUniformly(parameters.slice(0, parameterCount), inputs: max(1, activeInputs), using: &generator)
  }

  /// Writes the output of the rows at `positions`.
  public func forward(
    _ rows: IndicatorRows, at positions: UnsafeBufferPointer<Int32>, parameters: UnsafeBufferPointer<Float>,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    broadcast(parameters.slice(width * outputs, outputs), into: output, batch: positions.count)
    forEachInput(of: rows, at: positions) { example, column, value in
      let sum = output.slice(example * outputs, outputs)
      let weights = parameters.slice(column * outputs, outputs)
      if let value {
        for index in 0..<outputs { sum[index] += value * weights[index] }
      } else {
        for index in 0..<outputs { sum[index] += weights[index] }
      }
    }
  }

  /// Adds the gradient by the parameters.
  public func backward(
    _ rows: IndicatorRows, at positions: UnsafeBufferPointer<Int32>, outputGradient: UnsafeBufferPointer<Float>,
    parameterGradient: UnsafeMutableBufferPointer<Float>
  ) {
    VectorKernels.addRows(
      of: outputGradient, into: parameterGradient.slice(width * outputs, outputs), batch: positions.count)
    forEachInput(of: rows, at: positions) { example, column, value in
      let gradient = outputGradient.slice(example * outputs, outputs)
      let sum = parameterGradient.slice(column * outputs, outputs)
      if let value {
        for index in 0..<outputs { sum[index] += value * gradient[index] }
      } else {
        for index in 0..<outputs { sum[index] += gradient[index] }
      }
    }
  }

  /// Calls `body` with each input that is not zero by construction; no value means one.
  @inline(__always)
  private func forEachInput(
    of rows: IndicatorRows, at positions: UnsafeBufferPointer<Int32>,
    _ body: (_ example: Int, _ column: Int, _ value: Float?) -> Void
  ) {
    rows.numeric.withUnsafeBufferPointer { numeric in
      rows.indicators.withUnsafeBufferPointer { indicators in
        for (example, position) in positions.enumerated() {
          let row = Int(position)
          for column in 0..<rows.numericCount { body(example, column, numeric[row * rows.numericCount + column]) }
          for slot in 0..<rows.indicatorCount {
            body(example, Int(indicators[row * rows.indicatorCount + slot]), nil)
          }
        }
      }
    }
  }
}
