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
