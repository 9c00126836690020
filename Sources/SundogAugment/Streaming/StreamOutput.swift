import Sundog

/// Where a stream goes: files of pictures and sounds, or batches of arrays.
public final class StreamOutput {
  public enum Form: Sendable, Hashable {
    /// A folder, or a WebDataset archive.
    case media(MediaEncoding)
    /// NumPy arrays behind each other, two a batch: the examples, then their labels.
    ///
    /// Examples are bytes (pictures: batch × height × width × channels) or floats (sounds: batch × frames, or × channels;
    /// numbers in their shape). Labels are integers (−1 where there is none), or floats (batch × classes) where
    /// the pipeline mixes examples.
    case arrays(size: Int, classes: [String]?, mixes: Bool)
  }

  enum Encoded: Sendable {
    case files([EncodedMedia])
    case bytes([UInt8], count: Int)
  }

  public let form: Form
  private let writer: MediaWriter?
  private let file: AtomicFile?
  private(set) var count = 0

  /// - Parameter path: as for `MediaWriter`; for arrays a file, or `-`.
  /// - Throws: `FileError`.
  public init(path: String, form: Form) throws {
    self.form = form
    switch form {
    case .media(let encoding): (writer, file) = (try MediaWriter(path: path, encoding: encoding), nil)
    case .arrays: (writer, file) = (nil, try AtomicFile(path: path))
    }
  }

  /// Encodes a chunk, on any thread; a batch of arrays is one chunk.
  static func encode(_ examples: [AugmentedExample], as form: Form) throws -> Encoded {
    switch form {
    case .media(let encoding):
      let encoder = MediaEncoder(encoding: encoding)
      return .files(
        try examples.map { example in
          switch example.content {
          case .media(let media):
            return try encoder.encode(
              MediaExample(
                key: example.key, media: media, label: example.label, classShares: example.classShares,
                annotations: example.annotations))
          case .numbers(let numbers, let shape):
            return try encoder.encode(
              NPYArray(shape: shape, elements: .floats(numbers)), key: example.key, label: example.label,
              classShares: example.classShares, annotations: example.annotations)
          }
        })
    case .arrays(_, let classes, let mixes):
      guard !examples.isEmpty else { return .bytes([], count: 0) }
      let labels = try mixes ? shares(examples, classes ?? []) : numbers(examples, classes)
      return .bytes(try inputs(examples).encoded() + labels.encoded(), count: examples.count)
    }
  }

  func write(_ encoded: Encoded) throws {
    switch encoded {
    case .files(let examples):
      try writer?.write(examples)
      count += examples.count
    case .bytes(let bytes, let count):
      try file?.write(bytes)
      self.count += count
    }
  }

  /// - Throws: `FileError`.
  func finish() throws {
    _ = try writer?.finish()
    try file?.commit()
  }

  // MARK: Arrays

  private static func inputs(_ examples: [AugmentedExample]) throws(MediaError) -> NPYArray {
    var (bytes, floats, shape): ([UInt8], [Float], [Int]) = ([], [], [])
    for (position, example) in examples.enumerated() {
      let found: [Int]
      switch example.content {
      case .media(.image(let image)):
        found = [image.height, image.width, image.channels]
        bytes += image.pixels
      case .media(.sound(let sound)):
        found = sound.channels == 1 ? [sound.frames] : [sound.frames, sound.channels]
        floats += sound.samples
      case .numbers(let numbers, let sizes):
        found = sizes
        floats += numbers
      }
      if position == 0 { shape = found }
      guard shape == found else {
        let text = { (sizes: [Int]) in sizes.map(String.init).joined(separator: " × ") }
        throw MediaError(
          .mixed, file: example.key, found: text(found), expected: "\(text(shape)), as \(examples[0].key)",
          mend: "Batches need one size: end the pipeline with a resize or a crop, or give a size.")
      }
    }
    return NPYArray(shape: [examples.count] + shape, elements: floats.isEmpty ? .bytes(bytes) : .floats(floats))
  }

  private static func numbers(_ examples: [AugmentedExample], _ classes: [String]?) throws(MediaError) -> NPYArray {
    var labels: [Int64] = []
    for example in examples {
      guard let label = example.label else {
        labels.append(-1)
        continue
      }
      if let number = classes.map({ $0.firstIndex(of: label) }) ?? Int(label) {
        labels.append(Int64(number))
        continue
      }
      throw classes.map { _ in
        MediaError(
          .unknownLabel, file: example.key, found: "the label \"\(label)\"", expected: "one of the classes",
          mend: "Add it to the classes.")
      }
        ?? MediaError(
          .unknownLabel, file: example.key, found: "the label \"\(label)\"",
          expected: "an integer, or a list of classes whose positions are the numbers",
          mend: "Give the classes: --classes a,b,c")
    }
    return NPYArray(shape: [labels.count], elements: .integers(labels))
  }

  private static func shares(_ examples: [AugmentedExample], _ classes: [String]) -> NPYArray {
    let rows = examples.flatMap { example in
      classes.map { name in
        example.classShares.isEmpty ? (name == example.label ? 1 : 0) : example.classShares[name, default: 0]
      }
    }
    return NPYArray(shape: [examples.count, classes.count], elements: .floats(rows))
  }
}
