import SundogNumerics

/// A differentiable map from batches of vectors to batches of vectors.
///
/// A module is its hyperparameters alone. Its parameters lie in a slice of one flat buffer that the trainer owns, and
/// so do their gradients and the optimiser's state: an update is one loop, a checkpoint is one array, and threads need
/// nothing but gradient buffers of their own. Gradients are *added* to the buffer. A module that can tell the examples'
/// gradients apart faster than by passing one example at a time conforms to `PerExampleModule` as well.
///
/// All buffers are row-major, one example a row, and hold `batch` rows.
public protocol Module: Sendable {
  /// How many numbers it takes, gives and keeps.
  var shape: ModuleShape { get }

  /// Writes initial parameters.
  func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom)

  /// Writes the output of a batch, and into `saved` what its backward pass will need.
  func forward(_ pass: ForwardPass)

  /// Writes the gradient of the loss by the input, where asked for, and adds that by the parameters.
  func backward(_ pass: BackwardPass)
}

/// The sizes of a module.
public struct ModuleShape: Sendable, Hashable {
  /// Numbers an example at the input.
  public let inputs: Int
  /// Numbers an example at the output.
  public let outputs: Int
  /// Parameters, whatever the batch.
  public let parameters: Int
  /// Numbers an example that the forward pass leaves for the backward pass, beside input and output.
  public let saved: Int

  public init(inputs: Int, outputs: Int, parameters: Int = 0, saved: Int = 0) {
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.saved = saved
  }
}

/// What a forward pass reads and writes.
public struct ForwardPass {
  public var input: UnsafeBufferPointer<Float>
  public var parameters: UnsafeBufferPointer<Float>
  /// Overwritten.
  public var output: UnsafeMutableBufferPointer<Float>
  /// For the backward pass.
  public var saved: UnsafeMutableBufferPointer<Float>
  public var batch: Int
  /// What layers that are random in training draw from; `nil` where the network is used and not trained.
  public var randomness: TrainingRandomness?

  public init(
    input: UnsafeBufferPointer<Float>, parameters: UnsafeBufferPointer<Float>,
    output: UnsafeMutableBufferPointer<Float>, saved: UnsafeMutableBufferPointer<Float>, batch: Int,
    randomness: TrainingRandomness? = nil
  ) {
    self.input = input
    self.parameters = parameters
    self.output = output
    self.saved = saved
    self.batch = batch
    self.randomness = randomness
  }
}

/// The address of the random numbers of one layer for one batch: an example's depend on (seed, layer, step, its place in
/// the step) alone, and not on how a step is divided among threads.
public struct TrainingRandomness: Sendable, Hashable {
  public var seed: UInt64
  /// The number of the training step.
  public var step: UInt64
  /// The place of the batch's first example within the step.
  public var firstExample: Int
  /// Which layer of the network draws.
  public var layer: UInt32

  public init(seed: UInt64, step: UInt64, firstExample: Int, layer: UInt32 = 0) {
    self.seed = seed
    self.step = step
    self.firstExample = firstExample
    self.layer = layer
  }

  /// The randomness of the part at `index` of a module made of parts.
  public func part(_ index: Int) -> TrainingRandomness {
    var part = self
    part.layer = layer &* 31 &+ UInt32(truncatingIfNeeded: index + 1)
    return part
  }

  /// The generator of one example of the batch.
  public func generator(example: Int) -> SeededRandom {
    SeededRandom(
      seed: seed, stream: RandomStream.layers &+ layer,
      index: step << 24 | UInt64(truncatingIfNeeded: firstExample + example))
  }
}

/// What a backward pass reads and writes.
public struct BackwardPass {
  /// What the forward pass read.
  public var input: UnsafeBufferPointer<Float>
  /// What the forward pass wrote.
  public var output: UnsafeBufferPointer<Float>
  /// The loss by each output.
  public var outputGradient: UnsafeBufferPointer<Float>
  public var parameters: UnsafeBufferPointer<Float>
  /// The loss by each input: overwritten; `nil` where nobody needs it, as at the first layer.
  public var inputGradient: UnsafeMutableBufferPointer<Float>?
  /// The loss by each parameter: added to.
  public var parameterGradient: UnsafeMutableBufferPointer<Float>
  /// What the forward pass saved; the backward pass may write over what nobody reads again.
  public var saved: UnsafeMutableBufferPointer<Float>
  public var batch: Int

  public init(
    input: UnsafeBufferPointer<Float>, output: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
    parameters: UnsafeBufferPointer<Float>, inputGradient: UnsafeMutableBufferPointer<Float>?,
    parameterGradient: UnsafeMutableBufferPointer<Float>, saved: UnsafeMutableBufferPointer<Float>, batch: Int
  ) {
    self.input = input
    self.output = output
    self.outputGradient = outputGradient
    self.parameters = parameters
    self.inputGradient = inputGradient
    self.parameterGradient = parameterGradient
    self.saved = saved
    self.batch = batch
  }
}
