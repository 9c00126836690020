import SundogLearning
import SundogNumerics
import Testing

/// A linear layer whose weight gradient is one part in fifty too large.
private struct WrongLinear: Module {
  let right = Linear(inputs: 5, outputs: 4)
  var shape: ModuleShape { right.shape }

  func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    right.initialize(parameters, using: &generator)
  }

  func forward(_ pass: ForwardPass) { right.forward(pass) }

  func backward(_ pass: BackwardPass) {
    right.backward(pass)
    for index in 0..<shape.parameters { pass.parameterGradient[index] *= 1.02 }
  }
}

@Suite("A module's backward pass")
struct ModuleTests {
  /// `modules[composite]` is the sequence of several layers.
  static let composite = 6
  static let modules: [any Module] = [
    Linear(inputs: 5, outputs: 4), Linear(inputs: 1, outputs: 1), Activation(.relu, width: 6),
    Activation(.gelu, width: 6), Activation(.tanh, width: 6),
    Sequential([Linear(inputs: 4, outputs: 3)]),
    Sequential([
      Linear(inputs: 4, outputs: 7), Activation(.gelu, width: 7),
      Sequential([Linear(inputs: 7, outputs: 5), Activation(.gelu, width: 5)]), Linear(inputs: 5, outputs: 3),
    ]),
    Convolution(height: 5, width: 4, channels: 2, filters: 3, kernel: 3),
    Convolution(height: 6, width: 5, channels: 1, filters: 2, kernel: 2, stride: 2, padding: 1),
    MaxPooling(height: 5, width: 4, channels: 2),
    // Pooling first: behind a layer, a step of the check can change which of two values is the largest.
    Sequential([
      MaxPooling(height: 8, width: 4, channels: 1),
      Convolution(height: 4, width: 2, channels: 1, filters: 3, kernel: 3), Activation(.gelu, width: 24),
      Linear(inputs: 24, outputs: 2),
    ]),
    DepthwiseConvolution(height: 5, width: 4, channels: 3, kernel: 3),
    DepthwiseConvolution(height: 6, width: 5, channels: 2, kernel: 3, stride: 2),
    GroupNormalization(pixels: 6, channels: 4, groups: 2), GroupNormalization.layer(width: 9),
    AveragePooling(height: 5, width: 4, channels: 2, windowHeight: 2, windowWidth: 2),
    AveragePooling.global(height: 3, width: 4, channels: 2),
    Residual(
      Sequential([
        Convolution(height: 4, width: 4, channels: 2, filters: 4, kernel: 3, stride: 2),
        GroupNormalization(pixels: 4, channels: 4, groups: 2), Activation(.gelu, width: 16),
      ]),
      shortcut: Sequential([Convolution(height: 4, width: 4, channels: 2, filters: 4, kernel: 1, stride: 2)])),
    Residual(Sequential([Linear(inputs: 5, outputs: 5), Activation(.tanh, width: 5)])),
    Dropout(rate: 0.5, width: 6),
  ]

  @Test("agrees with central differences by inputs and by parameters", arguments: modules.indices)
  func gradients(index: Int) {
    let errors = GradientCheck.largestErrors(Self.modules[index], batch: 3, seed: 11)
    #expect(errors.inputs < 1e-3)
    #expect(errors.parameters < 1e-3)
  }

  @Test("would be caught if it were wrong by two per cent")
  func plantedMistake() {
    #expect(GradientCheck.largestErrors(WrongLinear(), batch: 3, seed: 11).parameters > 2e-3)
  }

  @Test("gives the same gradient for a batch as for its examples one by one, added up")
  func perExampleGradients() {
    let module = Self.modules[Self.composite]
    var generator = SeededRandom(seed: 3)
    let input = (0..<4 * 4).map { _ in Float(generator.normal()) }
    var parameters = [Float](repeating: 0, count: module.shape.parameters)
    parameters.withUnsafeMutableBufferPointer { module.initialize($0, using: &generator) }
    let outputGradient = (0..<4 * 3).map { _ in Float(generator.normal()) }
    let whole = GradientCheck.gradients(module, input, parameters, outputGradient, 4).parameters
    var sum = [Float](repeating: 0, count: parameters.count)
    for example in 0..<4 {
      let one = GradientCheck.gradients(
        module, Array(input[example * 4..<example * 4 + 4]), parameters,
        Array(outputGradient[example * 3..<example * 3 + 3]), 1)
      for index in sum.indices { sum[index] += one.parameters[index] }
    }
    #expect(zip(whole, sum).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("bounds each unit's gradient as if the units had been passed one by one", arguments: modules.indices, [1, 2])
  func clippedGradients(index: Int, views: Int) {
    let module = Self.modules[index]
    let (shape, units) = (module.shape, 3)
    var generator = SeededRandom(seed: 8)
    let input = (0..<units * views * shape.inputs).map { _ in Float(generator.normal()) }
    var parameters = [Float](repeating: 0, count: shape.parameters)
    parameters.withUnsafeMutableBufferPointer { module.initialize($0, using: &generator) }
    let outputGradient = (0..<units * views * shape.outputs).map { _ in Float(generator.normal()) }
    let scales: [Float] = [0.5, 0, 2]
    let found = GradientCheck.perExample(module, input, parameters, outputGradient, views: views, scales: scales)
    var expected = [Float](repeating: 0, count: shape.parameters)
    for unit in 0..<units {
      let rows = unit * views..<(unit + 1) * views
      let one = GradientCheck.gradients(
        module, Array(input[rows.lowerBound * shape.inputs..<rows.upperBound * shape.inputs]), parameters,
        Array(outputGradient[rows.lowerBound * shape.outputs..<rows.upperBound * shape.outputs]), views)
      let norm = one.parameters.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(found.squaredNorms[unit] - norm) <= 1e-4 * (1 + norm))
      for index in expected.indices { expected[index] += scales[unit] * one.parameters[index] }
    }
    #expect(zip(found.parameters, expected).allSatisfy { abs($0 - $1) < 1e-4 * (1 + abs($1)) })
    let whole = GradientCheck.gradients(module, input, parameters, outputGradient, units * views).input
    #expect(zip(found.input, whole).allSatisfy { abs($0 - $1) < 1e-4 * (1 + abs($1)) })
  }

  @Test("of a sequence that runs three layers as one is that of the three")
  func mergedLayers() {
    let layers: [any Module] = [
      Convolution(height: 8, width: 8, channels: 2, filters: 16, kernel: 3), Activation(.relu, width: 1024),
      MaxPooling(height: 8, width: 8, channels: 16), Linear(inputs: 256, outputs: 3),
    ]
    // A sequence of one layer is never merged with its neighbours.
    let apart = Sequential(layers.map { Sequential([$0]) })
    let merged = Sequential(layers)
    #expect(merged.shape.saved < apart.shape.saved)
    var generator = SeededRandom(seed: 4)
    let input = (0..<3 * 128).map { _ in Float(generator.normal()) }
    var parameters = [Float](repeating: 0, count: merged.shape.parameters)
    parameters.withUnsafeMutableBufferPointer { merged.initialize($0, using: &generator) }
    let outputGradient = (0..<9).map { _ in Float(generator.normal()) }
    let (one, other) = (
      GradientCheck.gradients(merged, input, parameters, outputGradient, 3),
      GradientCheck.gradients(apart, input, parameters, outputGradient, 3)
    )
    #expect(zip(one.input, other.input).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(zip(one.parameters, other.parameters).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("of dropout drops the share that was asked for, keeps the mean, and repeats its draws")
  func dropout() {
    let layer = Dropout(rate: 0.25, width: 1000)
    let input = [Float](repeating: 1, count: 40_000)
    func output(step: UInt64, firstExample: Int, batch: Int) -> [Float] {
      GradientCheck.forward(
        layer, Array(input[..<(batch * 1000)]), [], batch,
        randomness: TrainingRandomness(seed: 5, step: step, firstExample: firstExample)
      ).output
    }
    let whole = output(step: 3, firstExample: 0, batch: 40)
    // 40,000 draws with probability 1/4: five standard deviations of the share are .0108, a false alarm in 10⁶.
    let dropped = Double(whole.filter { $0 == 0 }.count) / 40_000
    #expect(abs(dropped - 0.25) < 0.0108)
    #expect(whole.allSatisfy { $0 == 0 || abs($0 - 4.0 / 3) < 1e-6 })
    // The draws belong to the example's place in the step, however the step is divided.
    #expect(output(step: 3, firstExample: 10, batch: 5) == Array(whole[10_000..<15_000]))
    #expect(output(step: 4, firstExample: 0, batch: 1) != Array(whole[..<1000]))
    #expect(GradientCheck.forward(layer, Array(input[..<1000]), [], 1).output == Array(input[..<1000]))
  }

  @Test("of pooling hands each gradient to one place, the first of several that are largest")
  func poolingTies() {
    let pooling = MaxPooling(height: 2, width: 2, channels: 2)
    let gradient = GradientCheck.gradients(pooling, [0, 1, 0, 3, 0, 3, 0, 2], [], [5, 7], 1).input
    #expect(gradient == [5, 0, 0, 7, 0, 0, 0, 0])
  }

  @Test("of the gathering layer equals that of the plain layer on the one-hot rows written out")
  func indicatorLinear() {
    let (table, _) = SmallTables.corners(rows: 9, seed: 5)
    let rows = table.linearRows
    let gathering = IndicatorLinear(width: rows.width, outputs: 6)
    let plain = Linear(inputs: rows.width, outputs: 6)
    var generator = SeededRandom(seed: 1)
    var parameters = [Float](repeating: 0, count: gathering.parameterCount)
    parameters.withUnsafeMutableBufferPointer {
      gathering.initialize($0, activeInputs: 3, using: &generator)
    }
    let positions: [Int32] = [4, 0, 8, 4]
    let written = table.gathering(positions.map { Int($0) }).linearMatrix.elements
    let outputGradient = (0..<positions.count * 6).map { _ in Float(generator.normal()) }
    var output = [Float](repeating: 0, count: positions.count * 6)
    var gradient = [Float](repeating: 0, count: parameters.count)
    parameters.withUnsafeBufferPointer { parameters in
      positions.withUnsafeBufferPointer { positions in
        output.withUnsafeMutableBufferPointer {
          gathering.forward(rows, at: positions, parameters: parameters, into: $0)
        }
        outputGradient.withUnsafeBufferPointer { outputGradient in
          gradient.withUnsafeMutableBufferPointer {
            gathering.backward(rows, at: positions, outputGradient: outputGradient, parameterGradient: $0)
          }
        }
      }
    }
    let plainOutput = GradientCheck.forward(plain, written, parameters, positions.count).output
    let plainGradient = GradientCheck.gradients(plain, written, parameters, outputGradient, positions.count).parameters
    #expect(zip(output, plainOutput).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(gradient, plainGradient).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
