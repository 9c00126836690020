import SundogNumerics

extension MediaSet {
  /// Reads a whole labelled set; `MediaReader` says which layouts there are. Sounds are mixed down to one channel.
  /// - Throws: `MediaError` for examples without a label, labels outside the classes, classes without an example, mixed
  ///   sizes or rates, damaged files, a set without examples; `FileError`.
  public static func read(
    path: String, options: MediaReadingOptions = MediaReadingOptions(), threads: Int = Parallel.defaultThreadCount
  ) throws -> MediaSet {
    var options = options
    if options.mixedSizes == .keep { options.mixedSizes = .refuse }
    let reader = try MediaReader(path: path, options: options, mixesDown: true)
    if options.resize == nil, options.channels == nil, let array = reader.array {
      return .images(try images(array, options: options))
    }
    var builder = MediaSetBuilder(path: path, options: options, count: reader.count)
    try reader.readChunks(threads: threads) { try builder.add($0) }
    return try builder.finish(skipped: reader.decoder.skipped.first)
  }

  /// The pictures as they lie in the file, with their labels numbered.
  private static func images(_ array: PictureArray, options: MediaReadingOptions) throws(MediaError) -> ImageSet {
    var table = ClassTable(path: array.imagePath, classes: options.classes)
    var numbers: [Int32] = []
    numbers.reserveCapacity(array.count)
    let texts = (0...255).map { PictureArray.label(UInt8($0), classes: options.classes) }
    for (position, label) in array.labels.enumerated() {
      numbers.append(try table.number(of: texts[Int(label)], file: "\(array.imagePath), picture \(position)"))
    }
    guard !numbers.isEmpty else { throw MediaSetBuilder.empty(array.imagePath, skipped: nil) }
    let (classes, final) = try table.finish(allowsEmptyClasses: options.allowsEmptyClasses)
    return ImageSet(
      height: array.height, width: array.width, channels: array.channels, classes: classes,
      labels: numbers.map { final[Int($0)] }, pixels: array.pixels)
  }
}

/// Gathers examples into one set.
struct MediaSetBuilder {
  private let path: String
  private let options: MediaReadingOptions
  private let count: Int?
  private var table: ClassTable
  private var numbers: [Int32] = []
  private var shape: (height: Int, width: Int, channels: Int) = (0, 0, 0)
  private var sampleRate = 0
  private var pixels: [UInt8] = []
  private var samples: [Float] = []
  private var offsets = [0]

  init(path: String, options: MediaReadingOptions, count: Int?) {
    self.path = path == "-" ? "standard input" : path
    self.options = options
    self.count = count
    table = ClassTable(path: self.path, classes: options.classes)
  }

  mutating func add(_ examples: [MediaExample]) throws(MediaError) {
    for example in examples {
      numbers.append(try table.number(of: example.label, file: "\(path), \(example.key)"))
      switch example.media {
      case .image(let image):
        if numbers.count == 1 {
          shape = (image.height, image.width, image.channels)
          pixels.reserveCapacity((count ?? 0) * image.pixels.count)
        }
        pixels.append(contentsOf: image.pixels)
      case .sound(let sound):
        if numbers.count == 1 { sampleRate = sound.sampleRate }
        samples.append(contentsOf: sound.samples)
        offsets.append(samples.count)
      }
    }
  }

  /// - Parameter skipped: a damaged example that was left out, for the error where nothing else was there.
  func finish(skipped: MediaError?) throws(MediaError) -> MediaSet {
    guard !numbers.isEmpty else { throw Self.empty(path, skipped: skipped) }
    let (classes, final) = try table.finish(allowsEmptyClasses: options.allowsEmptyClasses)
    let labels = numbers.map { final[Int($0)] }
    if sampleRate > 0 {
      return .sounds(
        SoundSet(sampleRate: sampleRate, classes: classes, labels: labels, samples: samples, offsets: offsets))
    }
    return .images(
      ImageSet(
        height: shape.height, width: shape.width, channels: shape.channels, classes: classes, labels: labels,
        pixels: pixels))
  }

  static func empty(_ path: String, skipped: MediaError?) -> MediaError {
    MediaError(
      .empty, file: path, found: skipped.map { "damaged examples only, the first: \($0)" } ?? "no example",
      expected: "at least one", mend: "Check that the right set was given.")
  }
}
