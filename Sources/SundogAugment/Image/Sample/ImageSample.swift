import Sundog

/// A picture under augmentation, with its annotations and class shares.
///
/// Its 8-bit pixels lie in one of two buffers; a transform writes in place, or into the other buffer, which then takes
/// over. Buffers grow to what the largest picture needs and are kept, so that a warmed-up pipeline allocates nothing.
public final class ImageSample: AugmentSample {
  /// The share of a class in a mixed picture.
  public struct LabelShare: Sendable, Hashable {
    /// A position in the set's classes.
    public var label: Int32
    public var share: Float
  }

  public private(set) var shape = ImageShape(height: 0, width: 0, channels: 1)
  /// What is marked in the picture.
  public var annotations = Annotations()
  /// The classes that the picture shows; shares sum to one. Empty where labels are not known.
  public internal(set) var labels: [LabelShare] = []
  /// Where transforms that mix examples find others.
  var partners: (any ImagePartners)?

  /// A cut that is not made yet: of a picture of this shape, to the sample's. Cuts of cuts are made at once.
  private var pendingWindow: (of: ImageShape, window: PixelWindow)?
  /// The picture while it still lies with the caller.
  private var borrowed: UnsafePointer<UInt8>?
  private var front = GrowingBuffer<UInt8>()
  private var back = GrowingBuffer<UInt8>()
  /// Memory for transforms that need more than the two buffers.
  var bytes = GrowingBuffer<UInt8>()
  var alpha = GrowingBuffer<UInt8>()
  var kept = GrowingBuffer<UInt8>()
  var words = GrowingBuffer<Int32>()
  var floats = GrowingBuffer<Float>()

  private var ownOutput = GrowingBuffer<Float>()
  private var output: UnsafeMutablePointer<Float>?
  /// Where `normalize` writes instead of memory of the sample's own.
  var outputDestination: UnsafeMutablePointer<Float>?

  public init() {}

  /// Begins with a picture that the caller keeps in place and unchanged while transforms run.
  /// - Parameter examples: how many examples there are to mix from.
  func load(_ pixels: UnsafePointer<UInt8>, shape: ImageShape) {
    self.shape = shape
    borrowed = pixels
    pendingWindow = nil
    output = nil
    outputDestination = nil
    if !annotations.isEmpty { annotations = Annotations() }
    labels.removeAll(keepingCapacity: true)
  }

  /// Begins with a copy of a picture.
  public func load(_ image: Image, annotations: Annotations = Annotations()) {
    image.pixels.withUnsafeBufferPointer { pixels in
      load(
        pixels.baseAddress!, shape: ImageShape(height: image.height, width: image.width, channels: image.channels))
      own()
    }
    self.annotations = annotations
  }

  /// The picture, 8 bits a channel: before normalization.
  public var image: Image {
    Image(
      height: shape.height, width: shape.width, channels: shape.channels,
      pixels: Array(UnsafeBufferPointer(start: pixels, count: shape.size)))
  }

  /// The numbers that `normalize` made, in the order of the pixels; `nil` before it.
  public var normalized: UnsafeBufferPointer<Float>? {
    output.map { UnsafeBufferPointer(start: $0, count: shape.size) }
  }

  /// The pixels, to read.
  var pixels: UnsafePointer<UInt8> {
    settle()
    return borrowed ?? UnsafePointer(front.pointer)
  }

  /// Takes a window of the picture, which is cut when pixels are next asked for.
  func take(_ window: PixelWindow) {
    if let (original, first) = pendingWindow, let both = first.then(window) {
      pendingWindow = (original, both)
    } else {
      settle()
      pendingWindow = (shape, window)
    }
    shape = shape.resized(height: window.height, width: window.width)
  }

  /// Makes the cut that is pending.
  private func settle() {
    guard let (original, window) = pendingWindow else { return }
    pendingWindow = nil
    back.reserve(shape.size)
    window.cut(original, borrowed ?? UnsafePointer(front.pointer), into: back.pointer)
    swap(&front, &back)
    borrowed = nil
  }

  /// Makes the pixels the sample's own.
  func own() {
    settle()
    guard let source = borrowed else { return }
    front.reserve(shape.size)
    front.pointer.update(from: source, count: shape.size)
    borrowed = nil
  }

  /// Lets `body` change the pixels where they are.
  func mutate(_ body: (UnsafeMutablePointer<UInt8>) -> Void) {
    own()
    body(front.pointer)
  }

  /// Lets `body` write each pixel from the same pixel: (source, destination), which may be the same.
  func mapInPlace(_ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void) {
    let source = pixels
    if borrowed != nil { front.reserve(shape.size) }
    body(source, front.pointer)
    borrowed = nil
  }

  /// Lets `body` write a new picture of another place and maybe size: (source, destination).
  func map(to shape: ImageShape, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void) {
    let source = pixels
    back.reserve(shape.size)
    body(source, back.pointer)
    swap(&front, &back)
    borrowed = nil
    self.shape = shape
  }

  /// Lets `body` write a new picture of the same size.
  func map(_ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void) { map(to: shape, body) }

  /// Lets `body` write the numbers that leave the pipeline: (pixels, numbers).
  func normalize(_ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<Float>) -> Void) {
    if let outputDestination {
      output = outputDestination
    } else {
      ownOutput.reserve(shape.size)
      output = ownOutput.pointer
    }
    body(pixels, output!)
  }

  public static var catalog: [any Transform<ImageSample>.Type] { ImageCatalog.transforms }

  public static func orderProblem(of steps: [Step<ImageSample>]) -> OrderProblem? {
    for (position, step) in steps.enumerated() where step.mixesExamples && !step.children.isEmpty {
      return OrderProblem(
        position: position, expected: "steps that mix examples outside containers",
        mend: "Move them to the list itself, with a probability.")
    }
    for (position, step) in steps.enumerated() where step.transforms.contains(where: { $0 is Normalize }) {
      if position == steps.count - 1, step.name == Normalize.name, step.probability == 1 { continue }
      return OrderProblem(
        position: position, expected: "\"normalize\" as the last step, always taken: it ends in numbers, not pixels",
        mend: "Move it to the end.")
    }
    return nil
  }
}

/// Pictures that are augmented.
public typealias ImagePipeline = Pipeline<ImageSample>

/// Other examples of the set that a sample is of.
protocol ImagePartners: AnyObject {
  /// Example `index`, changed by the steps before the one that asks, in the given use (from 1) of this example's
  /// chance.
  func partner(_ index: Int, use: Int) -> ImageSample
}

/// Memory of its owner that grows and is never given back before the end; contents are lost when it grows.
struct GrowingBuffer<Element: BitwiseCopyable> {
  private final class Storage {
    let pointer: UnsafeMutablePointer<Element>
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: capacity * MemoryLayout<Element>.stride)
      pointer = memory.assumingMemoryBound(to: Element.self)
    }

    deinit { pointer.deallocate() }
  }

  /// Kernels may read (never use) a vector beyond the end.
  private static var slack: Int { 64 }
  private var storage = Storage(capacity: slack)

  var pointer: UnsafeMutablePointer<Element> { storage.pointer }

  mutating func reserve(_ count: Int) {
    if count + Self.slack > storage.capacity { storage = Storage(capacity: count + Self.slack) }
  }

  /// The memory for `count` elements.
  mutating func reserved(_ count: Int) -> UnsafeMutablePointer<Element> {
    reserve(count)
    return storage.pointer
  }
}
