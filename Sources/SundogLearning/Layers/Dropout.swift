import SundogNumerics

/// Sets each number to zero with the same probability in training, and scales the others so that the mean stays.
///
/// y = x m / (1 − p) with m = 0 with probability p, else 1; y = x where the network is used and not trained.
///
/// Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
public struct Dropout: Module, Hashable {
  /// Numbers an example.
  public let width: Int
  /// The share that is dropped, p.
  public let rate: Double

  /// - Precondition: `width` is positive, and `rate` is in [0, 1).
  public init(rate: Double, width: Int) {
    precondition(width > 0 && rate >= 0 && rate < 1, "a share of something")
    self.width = width
    self.rate = rate
  }

  /// It saves the factor of each number.
  public var shape: ModuleShape { ModuleShape(inputs: width, outputs: width, saved: width) }

  /// Nothing: it has no parameters.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {}

  public func forward(_ pass: ForwardPass) {
    let count = pass.batch * width
    guard let randomness = pass.randomness, rate > 0 else {
      pass.saved.slice(0, count).update(repeating: 1)
      _ = pass.output.slice(0, count).update(from: pass.input.slice(0, count))
      return
    }
    let scale = Float(1 / (1 - rate))
    // A number is dropped where 16 random bits are below this; four numbers a word.
    let threshold = UInt64(rate * 65_536)
    for example in 0..<pass.batch {
      var generator = randomness.generator(example: example)
      var word: UInt64 = 0
      for index in 0..<width {
        if index & 3 == 0 { word = generator.next() }
        pass.saved[example * width + index] = word & 0xFFFF < threshold ? 0 : scale
        word >>= 16
      }
    }
    for index in 0..<count { pass.output[index] = pass.input[index] * pass.saved[index] }
  }

  public func backward(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    for index in 0..<pass.batch * width { inputGradient[index] = pass.outputGradient[index] * pass.saved[index] }
  }
}
