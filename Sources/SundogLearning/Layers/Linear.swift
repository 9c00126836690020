import CSundogKernels
import SundogNumerics

/// A fully connected layer: y = x W + b.
///
/// Parameters: W, `inputs × outputs` row-major, then b.
public struct Linear: Module, Hashable {
  public let inputs: Int
  public let outputs: Int

  /// - Precondition: both sizes are positive.
  public init(inputs: Int, outputs: Int) {
    precondition(inputs > 0 && outputs > 0, "a layer has inputs and outputs")
    self.inputs = inputs
    self.outputs = outputs
  }

  public var shape: ModuleShape {
    ModuleShape(inputs: inputs, outputs: outputs, parameters: (inputs + 1) * outputs)
  }

  /// Draws weights and biases uniformly from ±1/√inputs.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    initializeUniformly(parameters.slice(0, shape.parameters), inputs: inputs, using: &generator)
  }

  /// Weights up to this number stay in the second cache, where our own products are the faster ones.
  private static let largestOwnProduct = 1 << 19
  private var isSmall: Bool { inputs * outputs <= Self.largestOwnProduct }

  public func forward(_ pass: ForwardPass) {
    let bias = pass.parameters.slice(inputs * outputs, outputs)
    guard isSmall else {
      broadcast(bias, into: pass.output, batch: pass.batch)
      LinearAlgebra.multiply(
        pass.input, pass.parameters, rows: pass.batch, columns: outputs, inner: inputs, into: pass.output,
        accumulating: true)
      return
    }
    precondition(
      pass.input.count >= pass.batch * inputs && pass.output.count >= pass.batch * outputs, "buffers of the shape")
    VectorKernels.withScratch(rows: pass.batch, columns: outputs, inner: inputs) {
      sundog_matrix_multiply(
        VectorKernels.instructions, pass.input.baseAddress, pass.parameters.baseAddress, bias.baseAddress,
        Int32(pass.batch), Int32(outputs), Int32(inputs), 0, pass.output.baseAddress, $0)
    }
  }

  public func backward(_ pass: BackwardPass) {
    addGradient(of: pass.outputGradient, pass)
    backwardInput(pass)
  }

  /// The gradient by the parameters: xᵀ δ and Σ δ.
  private func addGradient(of outputGradient: UnsafeBufferPointer<Float>, _ pass: BackwardPass) {
    VectorKernels.addRows(
      of: outputGradient, into: pass.parameterGradient.slice(inputs * outputs, outputs), batch: pass.batch)
    guard isSmall else {
      LinearAlgebra.multiply(
        pass.input, outputGradient, transposingA: true, rows: inputs, columns: outputs, inner: pass.batch,
        into: pass.parameterGradient, accumulating: true)
      return
    }
    precondition(pass.input.count >= pass.batch * inputs, "buffers of the shape")
    VectorKernels.withScratch(rows: inputs, columns: outputs, inner: pass.batch) {
      sundog_matrix_multiply_turned_a(
        VectorKernels.instructions, pass.input.baseAddress, outputGradient.baseAddress, Int32(inputs),
        Int32(outputs), Int32(pass.batch), 1, pass.parameterGradient.baseAddress, $0)
    }
  }

  private func backwardInput(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    guard isSmall else {
      LinearAlgebra.multiply(
        pass.outputGradient, pass.parameters, transposingB: true, rows: pass.batch, columns: inputs, inner: outputs,
        into: inputGradient)
      return
    }
    precondition(
      inputGradient.count >= pass.batch * inputs && pass.outputGradient.count >= pass.batch * outputs
        && pass.parameters.count >= shape.parameters, "buffers of the shape")
    VectorKernels.withScratch(rows: pass.batch, columns: inputs, inner: outputs) {
      sundog_matrix_multiply_turned_b(
        VectorKernels.instructions, pass.outputGradient.baseAddress, pass.parameters.baseAddress, Int32(pass.batch),
        Int32(inputs), Int32(outputs), inputGradient.baseAddress, $0)
    }
  }
}

/// The gradient of one example is the outer product x δᵀ, so that its norm is ‖x‖ ‖δ‖ and it is never written down; for
/// several views ‖Σ xₖ δₖᵀ‖² = Σₖₗ (xₖ·xₗ)(δₖ·δₗ). The bias counts as one more input that is 1.
extension Linear: PerExampleModule {
  public var keptPerUnit: Int { 0 }

  public func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    backwardInput(pass)
    let views = units.views
    for unit in 0..<pass.batch / views {
      var squared = 0.0
      for first in 0..<views {
        let row = unit * views + first
        let (x, delta) = (pass.input.slice(row * inputs, inputs), pass.outputGradient.slice(row * outputs, outputs))
        squared += (VectorKernels.squaredNorm(x) + 1) * VectorKernels.squaredNorm(delta)
        for second in 0..<first {
          let other = unit * views + second
          squared +=
            2 * (VectorKernels.dot(x, pass.input.slice(other * inputs, inputs)) + 1)
            * VectorKernels.dot(delta, pass.outputGradient.slice(other * outputs, outputs))
        }
      }
      units.squaredNorms[unit] += max(0, squared)
    }
  }

  public func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: pass.batch * outputs) { scaled in
      for row in 0..<pass.batch {
        let scale = scales[row / units.views]
        for index in row * outputs..<(row + 1) * outputs { scaled[index] = scale * pass.outputGradient[index] }
      }
      addGradient(of: UnsafeBufferPointer(scaled), pass)
    }
  }
}

/// Draws from ±1/√inputs, which keeps the variance of activations about the same from layer to layer.
///
/// Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers" (2015), in the variant that PyTorch uses.
func initializeUniformly(
  _ parameters: UnsafeMutableBufferPointer<Float>, inputs: Int, using generator: inout SeededRandom
) {
  let bound = 1 / Double(inputs).squareRoot()
  for index in parameters.indices { parameters[index] = Float((2 * generator.uniform() - 1) * bound) }
}

/// Writes `row` into each of the first `batch` rows of `output`.
func broadcast(_ row: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>, batch: Int) {
  for example in 0..<batch {
    _ = output.slice(example * row.count, row.count).update(from: row)
  }
}
