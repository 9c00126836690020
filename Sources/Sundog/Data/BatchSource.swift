/// Numbered examples as a trainer takes them: batches of numbers and class probabilities.
///
/// Example *i* of epoch *e* depends on (source, e, i) alone, so that batches are the same for any number of threads,
/// any batch size and after any interruption. Reading is called once a batch from several threads at a time.
public protocol BatchSource: Sendable {
  /// How many examples there are, and of what shape.
  var shape: BatchShape { get }

  /// Writes the examples at `positions`, as epoch `epoch` shows them, into the first rows of `batch`.
  func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch)
}

/// The sizes of a source's examples.
public struct BatchShape: Sendable, Hashable, Codable {
  /// Number of examples in an epoch.
  public var count: Int
  /// Rows of a picture; bands of a spectrogram; 1 for vectors.
  public var height: Int
  /// Columns of a picture; frames of a spectrogram; 1 for vectors.
  public var width: Int
  /// Numbers a pixel; the length of vectors.
  public var channels: Int
  /// Names of the classes, in the order of the targets.
  public var classes: [String]

  public init(count: Int, height: Int, width: Int, channels: Int, classes: [String]) {
    self.count = count
    self.height = height
    self.width = width
    self.channels = channels
    self.classes = classes
  }

  /// Numbers an example.
  public var inputs: Int { height * width * channels }
}

/// Memory for the examples of a batch; the caller owns it.
public struct Batch: @unchecked Sendable {
  /// `examples × shape.inputs`, row-major, the channel varying fastest.
  public let inputs: UnsafeMutableBufferPointer<Float>
  /// `examples × classes`: the probability of each class, 1 for the label unless examples are mixed.
  public let targets: UnsafeMutableBufferPointer<Float>

  public init(inputs: UnsafeMutableBufferPointer<Float>, targets: UnsafeMutableBufferPointer<Float>) {
    self.inputs = inputs
    self.targets = targets
  }
}
