import CSundogKernels
import SundogNumerics

/// A convolution, a rectifier and a maximum over windows in one: what `Sequential` makes of the three in a row.
///
/// The output of the convolution, the largest array of such a network, stays in the cache and is never kept: the way back
/// needs to know only which place of each window was the largest, one byte a window.
struct PooledConvolution: PerExampleModule {
  let convolution: Convolution
  let pooling: MaxPooling

  /// `nil` where the three do not follow one another, or the kernels are not made for their sizes.
  init?(_ modules: ArraySlice<any Module>) {
    guard modules.count == 3, let convolution = modules[modules.startIndex] as? Convolution,
      let activation = modules[modules.startIndex + 1] as? Activation, activation.function == .relu,
      let pooling = modules[modules.startIndex + 2] as? MaxPooling,
      pooling.height == convolution.outputHeight, pooling.width == convolution.outputWidth,
      pooling.channels == convolution.filters
    else { return nil }
    var shape = convolution.kernelShape
    guard sundog_convolution_can_pool(&shape, Int32(pooling.window)) != 0 else { return nil }
    self.convolution = convolution
    self.pooling = pooling
  }

  var shape: ModuleShape {
    let outputs = pooling.shape.outputs
    // A byte an output, in whole numbers of four.
    return ModuleShape(
      inputs: convolution.shape.inputs, outputs: outputs, parameters: convolution.shape.parameters,
      saved: (outputs + 3) / 4)
  }

  var keptPerUnit: Int { convolution.shape.parameters }

  func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    convolution.initialize(parameters, using: &generator)
  }

  func forward(_ pass: ForwardPass) {
    let shape = shape
    precondition(
      pass.input.count >= pass.batch * shape.inputs && pass.output.count >= pass.batch * shape.outputs
        && pass.saved.count >= pass.batch * shape.saved && pass.parameters.count >= shape.parameters,
      "buffers of the module's shape")
    withKernels(pass.saved) { convolution, choices, scratch in
      sundog_convolution_pooled_forward(
        &convolution, Int32(pooling.window), VectorKernels.instructions, pass.parameters.baseAddress,
        pass.parameters.baseAddress! + self.convolution.weightCount, pass.input.baseAddress, Int32(pass.batch),
        pass.output.baseAddress, choices, scratch)
    }
  }

  func backward(_ pass: BackwardPass) { backward(pass, into: pass.parameterGradient, stride: 0, views: 1) }

  func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    let count = keptPerUnit
    precondition(units.kept.count >= pass.batch / units.views * count, "memory for each unit's gradient")
    backward(pass, into: units.kept, stride: count, views: units.views)
    for unit in 0..<pass.batch / units.views {
      units.squaredNorms[unit] += VectorKernels.squaredNorm(
        UnsafeBufferPointer(units.kept.slice(unit * count, count)))
    }
  }

  func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    VectorKernels.addScaledRows(
      UnsafeBufferPointer(units.kept), scales: scales, into: pass.parameterGradient, count: keptPerUnit)
  }

  private func backward(
    _ pass: BackwardPass, into gradient: UnsafeMutableBufferPointer<Float>, stride: Int, views: Int
  ) {
    let shape = shape
    precondition(
      pass.input.count >= pass.batch * shape.inputs && pass.outputGradient.count >= pass.batch * shape.outputs
        && pass.saved.count >= pass.batch * shape.saved && gradient.count >= shape.parameters
        && (pass.inputGradient?.count ?? .max) >= pass.batch * shape.inputs, "buffers of the module's shape")
    withKernels(pass.saved) { convolution, choices, scratch in
      sundog_convolution_pooled_backward(
        &convolution, Int32(pooling.window), VectorKernels.instructions, pass.parameters.baseAddress,
        pass.input.baseAddress, choices, pass.outputGradient.baseAddress, Int32(pass.batch),
        pass.inputGradient?.baseAddress, gradient.baseAddress, gradient.baseAddress! + self.convolution.weightCount,
        stride, Int32(views), scratch)
    }
  }

  private func withKernels(
    _ saved: UnsafeMutableBufferPointer<Float>,
    _ body: (inout sundog_convolution, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let choices = UnsafeMutableRawPointer(saved.baseAddress)?.assumingMemoryBound(to: UInt8.self) else { return }
    var convolution = convolution.kernelShape
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: sundog_convolution_scratch(&convolution))
    defer { scratch.deallocate() }
    body(&convolution, choices, scratch)
  }
}
