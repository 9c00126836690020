import Synchronization

/// Turns stored records into pictures and sounds as the options want them, on any number of threads.
public final class MediaDecoder: Sendable {
  /// What all examples must agree on where sizes may not be mixed, and the file that decided.
  struct Target: Sendable {
    var height = 0
    var width = 0
    var channels = 0
    var sampleRate = 0
    var file = ""
  }

  private struct State {
    var target: Target?
    var skippedCount = 0
    var skipped: [(index: Int, error: MediaError)] = []
    var largest = 0
  }

  public let options: MediaReadingOptions
  /// Whether sounds of several channels are mixed down where the options say nothing.
  private let mixesDown: Bool
  private let classes: Set<String>?
  private let state = Mutex(State())

  init(options: MediaReadingOptions, mixesDown: Bool) {
    self.options = options
    self.mixesDown = mixesDown
    classes = options.classes.map(Set.init)
  }

  /// Number of damaged examples that were left out.
  public var skippedCount: Int { state.withLock { $0.skippedCount } }

  /// The first of them, by their position.
  public var skipped: [MediaError] {
    state.withLock { $0.skipped.sorted { $0.index < $1.index }.map(\.error) }
  }

  /// The picture or sound, converted as the options say; `nil` where it is damaged and damaged ones are left out.
  /// - Throws: `MediaError`, `FileError`.
  public func decode(_ record: MediaRecord) throws -> MediaExample? {
    do {
      return try conform(load(record), of: record)
    } catch let error as MediaError where error.isDamage && options.damage == .skip {
      state.withLock { state in
        state.skippedCount += 1
        if state.skipped.count < 20 { state.skipped.append((record.index, error)) }
      }
      return nil
    }
  }

  /// The example without the conversions that depend on others; `nil` where it is damaged and may be left out.
  func peek(_ record: MediaRecord) throws -> MediaExample? {
    do { return try load(record) } catch let error as MediaError where error.isDamage && options.damage == .skip {
      return nil
    }
  }

  /// How many records make about eight megabytes of decoded content.
  public var chunkSize: Int {
    let largest = state.withLock { $0.largest }
    return largest == 0 ? 4 : min(max((8 << 20) / largest, 1), 64)
  }

  /// Whether examples must agree, and it is not known on what.
  var needsTarget: Bool { options.mixedSizes != .keep && state.withLock { $0.target == nil } }

  /// Makes this record decide what the others must agree on. Returns false where it is damaged.
  func setTarget(from record: MediaRecord) throws -> Bool {
    var target = Target(file: record.file)
    do {
      switch try load(record).media {
      case .image(let image):
        (target.height, target.width, target.channels) = (image.height, image.width, image.channels)
      case .sound(let sound): (target.sampleRate, target.channels) = (sound.sampleRate, sound.channels)
      }
    } catch let error as MediaError where error.isDamage { return false }
    state.withLock { $0.target = target }
    return true
  }

  // MARK: Loading

  /// The record as it is stored, with what the options say for each alone.
  private func load(_ record: MediaRecord) throws -> MediaExample {
    let json = try record.json.map { try RecordJSON(decoding: $0, file: record.file) }
    let media = try convert(media(of: record, json: json), file: record.file)
    let size = media.byteCount
    state.withLock { $0.largest = max($0.largest, size) }
    return MediaExample(
      key: record.key, media: media, label: record.label ?? json?.label ?? record.fallbackLabel,
      classShares: json?.classShares ?? [:])
  }

  private func media(of record: MediaRecord, json: RecordJSON?) throws -> Media {
    let bytes: [UInt8]
    switch record.content {
    case .problem(let error): throw error
    case .picture(let array, let position): return .image(array.image(position))
    case .bytes, .file: bytes = try self.bytes(record.content, file: record.file)
    }
    if bytes.starts(with: NPYArray.magic) {
      return try Media(
        NPYArray(decoding: bytes, file: record.file), sampleRate: json?.sampleRate ?? options.sampleRate,
        file: record.file, pixelLimit: options.pixelLimit)
    }
    if Sound.isSound(bytes) {
      return .sound(try Sound(decoding: bytes, file: record.file, sampleLimit: options.sampleLimit))
    }
    return .image(try Image(decoding: bytes, file: record.file, pixelLimit: options.pixelLimit))
  }

  private func bytes(_ content: MediaRecord.Content, file: String) throws -> [UInt8] {
    switch content {
    case .bytes(let bytes): return bytes
    case .file(let path):
      do { return try FileError.contents(of: path, limit: 1 << 31) } catch FileError.notFound {
        throw MediaError(
          .damaged, file: path, found: "no file", expected: "the file that is listed",
          mend: "Add the file, or take it off the list.")
      }
    case .problem(let error): throw error
    case .picture: return []
    }
  }

  // MARK: Conversion

  /// What the options ask for, whatever the other examples are.
  private func convert(_ media: Media, file: String) throws(MediaError) -> Media {
    switch media {
    case .image(var image):
      if let channels = options.channels { image = image.converted(toChannels: channels) }
      return .image(image)
    case .sound(var sound):
      if options.channels ?? (mixesDown ? 1 : sound.channels) == 1 { sound = sound.mixedDown() }
      if let channels = options.channels, channels != sound.channels {
        throw MediaError(
          .mixed, file: file, found: "a sound of \(sound.channels) channels", expected: "\(channels)",
          mend: "Ask for one channel: sounds are mixed down then.")
      }
      if let rate = options.sampleRate { sound = try resampled(sound, to: rate, file: file) }
      return .sound(sound)
    }
  }

  private func resampled(_ sound: Sound, to rate: Int, file: String) throws(MediaError) -> Sound {
    guard rate != sound.sampleRate else { return sound }
    guard rate <= 256 * sound.sampleRate, sound.sampleRate <= 256 * rate else {
      throw MediaError(
        .unsupported, file: file, found: "a sample rate of \(sound.sampleRate) frames a second",
        expected: "within a factor of 256 of \(rate)", mend: "Check the file's header.")
    }
    guard Double(sound.samples.count) * Double(rate) / Double(sound.sampleRate) <= Double(options.sampleLimit) else {
      throw MediaError(
        .tooLarge, file: file, found: "\(sound.frames) frames at \(sound.sampleRate) a second",
        expected: "at most \(options.sampleLimit) samples at \(rate)", mend: "Cut the sound, or raise the limit.")
    }
    return sound.resampled(to: rate)
  }

  /// What must agree with the other examples, then annotations, size and length.
  private func conform(_ loaded: MediaExample, of record: MediaRecord) throws -> MediaExample {
    var example = loaded
    if let classes, let label = example.label, !classes.contains(label) {
      throw ClassTable.unknown(label, file: record.file, classes: options.classes ?? [])
    }
    let target = options.mixedSizes == .keep ? nil : state.withLock { $0.target }
    switch example.media {
    case .image(let image):
      example.annotations = try annotations(of: record, image: image)
      var wanted = options.resize ?? MediaReadingOptions.Size(height: image.height, width: image.width)
      var channels = image.channels
      if let target {
        guard target.sampleRate == 0 else { throw mixed(target, "a picture", "sounds", record.file) }
        if options.resize == nil {
          wanted = MediaReadingOptions.Size(height: target.height, width: target.width)
        }
        channels = target.channels
      }
      if options.mixedSizes == .refuse, channels != image.channels || options.resize == nil && wanted != image.size {
        throw mixed(
          target, image.shapeText, "\(wanted.height) × \(wanted.width) pixels and \(channels) channels", record.file)
      }
      example.media = .image(
        image.converted(toChannels: channels).resized(height: wanted.height, width: wanted.width))
      example.annotations.resize(from: image.size, to: wanted)
    case .sound(var sound):
      if let target {
        guard target.sampleRate > 0 else { throw mixed(target, "a sound", "pictures", record.file) }
        let found = "a sound of \(sound.channels) channels at \(sound.sampleRate) frames a second"
        let expected = "\(target.channels) channels at \(target.sampleRate)"
        guard sound.channels == target.channels else { throw mixed(target, found, expected, record.file) }
        if sound.sampleRate != target.sampleRate {
          guard options.mixedSizes == .resample else { throw mixed(target, found, expected, record.file) }
          sound = try resampled(sound, to: target.sampleRate, file: record.file)
        }
      }
      if let seconds = options.seconds {
        let frames = max(1, (seconds * Double(sound.sampleRate)).rounded())
        guard frames * Double(sound.channels) <= Double(options.sampleLimit) else {
          throw MediaError(
            .tooLarge, file: record.file, found: "\(frames) frames asked for",
            expected: "at most \(options.sampleLimit) samples", mend: "Ask for fewer seconds.")
        }
        sound = sound.fitted(toFrames: Int(frames))
      }
      example.media = .sound(sound)
    }
    return example
  }

  private func mixed(_ target: Target?, _ found: String, _ expected: String, _ file: String) -> MediaError {
    MediaError(
      .mixed, file: file, found: found, expected: "\(expected), as \(target?.file ?? "the first")",
      mend: "Give a size or rate to bring all to, or choose to resample those that differ.")
  }

  private func annotations(of record: MediaRecord, image: Image) throws -> Annotations {
    var annotations = Annotations()
    if let json = record.json {
      let content = try RecordJSON(decoding: json, file: record.file)
      (annotations.boxes, annotations.keyPoints) = (content.boxes ?? [], content.keyPoints ?? [])
    }
    for (number, content) in record.masks.enumerated() {
      let name = "\(record.file), mask \(number)"
      let mask = try Image.mask(
        decoding: bytes(content, file: name), file: name, pixelLimit: options.pixelLimit)
      guard mask.size == image.size, mask.channels == 1 else {
        throw MediaError(
          .annotations, file: name, found: mask.shapeText,
          expected: "\(image.height) × \(image.width) pixels, as the picture, and 1 channel",
          mend: "Write masks of the picture's size whose values are numbers of classes.")
      }
      annotations.masks.append(mask.pixels)
    }
    return annotations
  }
}
