import Sundog

/// The networks that come with the trainer, by the names of the command line.
///
/// Each takes any size of input. None normalises over a batch: examples never see each other, in private training and
/// outside of it, so that a network trained in one mode is the same network in the other.
public enum NetworkArchitecture: String, Sendable, Hashable, Codable, CaseIterable {
  /// Two convolutions of 5 × 5 (16 and 32 filters) with maximum pooling, then 128 hidden units: for pictures of up to
  /// about 64 pixels. After LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition"
  /// (1998).
  case lenet
  /// A stem and three stages of residual blocks (32, 64 and 128 filters) with group normalisation, global average.
  case resnet
  /// Depthwise-separable convolutions (32 to 128 channels): a tenth of the products of `resnet`, for small devices.
  case edge
  /// Four convolutions of 3 × 3 with group normalisation and pooling over log-mel pictures, global average.
  case audioCNN = "audio-cnn"
  /// Two hidden layers (256 and 128) on the numbers as they come: for tables, and a baseline for the rest.
  case mlp

  /// The network for examples of this shape.
  /// - Throws: `LearningError.invalidParameter` where the examples are too small for the network.
  public func module(for shape: BatchShape) throws(LearningError) -> Sequential {
    guard shape.classes.count > 1 else { throw .singleClass(shape.classes.first ?? "") }
    guard min(shape.height, shape.width) >= smallestSide else {
      throw .invalidParameter(
        "side of the examples", found: Double(min(shape.height, shape.width)),
        expected: "at least \(smallestSide) for the network \(rawValue)")
    }
    var layers = LayerStack(height: shape.height, width: shape.width, channels: shape.channels)
    let classes = shape.classes.count
    switch self {
    case .lenet:
      layers.convolve(filters: 16, kernel: 5)
      layers.activate()
      layers.pool()
      layers.convolve(filters: 32, kernel: 5)
      layers.activate()
      layers.pool()
      layers.connect(128)
      layers.activate()
      layers.connect(classes)
    case .resnet:
      layers.convolve(filters: 32, kernel: 3)
      layers.normalize()
      layers.activate()
      layers.residual(filters: 32)
      layers.residual(filters: 64, stride: 2)
      layers.residual(filters: 128, stride: 2)
      layers.averageGlobally()
      layers.connect(classes)
    case .edge:
      layers.convolve(filters: 32, kernel: 3, stride: layers.height >= 64 ? 2 : 1)
      layers.normalize()
      layers.activate()
      layers.separable(filters: 64, stride: 2)
      layers.separable(filters: 64)
      layers.separable(filters: 128, stride: 2)
      layers.separable(filters: 128)
      layers.averageGlobally()
      layers.connect(classes)
    case .audioCNN:
      for filters in [32, 64, 96] {
        layers.convolve(filters: filters, kernel: 3)
        layers.normalize()
        layers.activate()
        layers.pool()
      }
      layers.convolve(filters: 128, kernel: 3)
      layers.normalize()
      layers.activate()
      layers.averageGlobally()
      layers.drop(0.3)
      layers.connect(classes)
    case .mlp:
      layers.connect(256)
      layers.activate()
      layers.connect(128)
      layers.activate()
      layers.connect(classes)
    }
    return Sequential(layers.modules)
  }

  private var smallestSide: Int {
    switch self {
    case .lenet, .resnet, .edge: 4
    case .audioCNN: 8
    case .mlp: 1
    }
  }
}

/// Layers put on one another, each for the size that the one before leaves.
struct LayerStack {
  private(set) var modules: [any Module] = []
  private(set) var height: Int
  private(set) var width: Int
  private(set) var channels: Int

  init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  mutating func convolve(filters: Int, kernel: Int, stride: Int = 1) {
    let layer = Convolution(
      height: height, width: width, channels: channels, filters: filters, kernel: kernel, stride: stride)
    modules.append(layer)
    (height, width, channels) = (layer.outputHeight, layer.outputWidth, filters)
  }

  mutating func convolveDepthwise(kernel: Int, stride: Int = 1) {
    let layer = DepthwiseConvolution(height: height, width: width, channels: channels, kernel: kernel, stride: stride)
    modules.append(layer)
    (height, width) = (layer.outputHeight, layer.outputWidth)
  }

  /// Groups of eight channels.
  mutating func normalize() {
    modules.append(
      GroupNormalization(
        pixels: height * width, channels: channels, groups: channels.isMultiple(of: 8) ? channels / 8 : 1))
  }

  mutating func activate(_ function: Activation.Function = .relu) {
    modules.append(Activation(function, width: height * width * channels))
  }

  mutating func pool(window: Int = 2) {
    let layer = MaxPooling(height: height, width: width, channels: channels, window: window)
    modules.append(layer)
    (height, width) = (layer.outputHeight, layer.outputWidth)
  }

  mutating func averageGlobally() {
    modules.append(AveragePooling.global(height: height, width: width, channels: channels))
    (height, width) = (1, 1)
  }

  mutating func drop(_ rate: Double) { modules.append(Dropout(rate: rate, width: height * width * channels)) }

  mutating func connect(_ outputs: Int) {
    modules.append(Linear(inputs: height * width * channels, outputs: outputs))
    (height, width, channels) = (1, 1, outputs)
  }

  /// Two convolutions of 3 × 3, with the input added to their output.
  mutating func residual(filters: Int, stride: Int = 1) {
    var body = LayerStack(height: height, width: width, channels: channels)
    body.convolve(filters: filters, kernel: 3, stride: stride)
    body.normalize()
    body.activate()
    body.convolve(filters: filters, kernel: 3)
    body.normalize()
    var shortcut: Sequential?
    if stride != 1 || filters != channels {
      var other = LayerStack(height: height, width: width, channels: channels)
      other.convolve(filters: filters, kernel: 1, stride: stride)
      shortcut = Sequential(other.modules)
    }
    modules.append(Residual(Sequential(body.modules), shortcut: shortcut))
    (height, width, channels) = (body.height, body.width, filters)
    activate()
  }

  /// A depthwise convolution of 3 × 3, then one of 1 × 1.
  mutating func separable(filters: Int, stride: Int = 1) {
    convolveDepthwise(kernel: 3, stride: stride)
    normalize()
    activate()
    convolve(filters: filters, kernel: 1)
    normalize()
    activate()
  }
}
