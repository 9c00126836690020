import SundogNumerics

/// Reads a set of pictures or sounds, one chunk after the other, whatever its layout.
///
/// Recognized by what lies at the path, in this order: `metadata.csv` with a column `file_name` (ImageFolder,
/// AudioFolder); MNIST's IDX files; folders `train` and `test` that hold one of the layouts; recordings named
/// `digit_speaker_take.wav`, also in a folder `recordings`; WebDataset archives (a file, several in a folder, or `-` for
/// standard input); a folder for each class; unlabelled files. Files stand in natural order (2 before 10), so that
/// example *i* is the same everywhere.
public final class MediaReader {
  public let path: String
  public let decoder: MediaDecoder

  private enum Source {
    case array(PictureArray)
    case list(MediaList)
    case archives([String], TarRecords)
  }

  private var source: Source
  private var position = 0
  /// Records that were taken while looking for the one that decides the size.
  private var pending: [MediaRecord] = []

  /// - Throws: `MediaError` where nothing is recognized, or the part is missing; `FileError`.
  public convenience init(path: String, options: MediaReadingOptions = MediaReadingOptions()) throws {
    try self.init(path: path, options: options, mixesDown: false)
  }

  init(path: String, options: MediaReadingOptions, mixesDown: Bool) throws {
    self.path = path
    decoder = MediaDecoder(options: options, mixesDown: mixesDown)
    switch try MediaLayout.find(at: path, part: options.part, pixelLimit: options.pixelLimit) {
    case .array(let array): source = .array(array)
    case .list(let list): source = .list(list)
    case .archives(let paths):
      guard options.part == .train else { throw MediaLayout.noTestPart(path) }
      source = .archives(paths, TarRecords(paths: paths))
    }
  }

  /// Whether the set at a path keeps a test part of its own.
  /// - Throws: `FileError`.
  public static func hasTestPart(at path: String) throws -> Bool { try MediaLayout.hasTestPart(at: path) }

  /// Number of examples, damaged ones included; `nil` for archives, which tell at their end only.
  public var count: Int? {
    switch source {
    case .array(let array): array.count
    case .list(let list): list.entries.count
    case .archives: nil
    }
  }

  /// The pictures, where they lie in one array.
  var array: PictureArray? {
    if case .array(let array) = source { return array }
    return nil
  }

  /// The classes where they are known beforehand: those of the options, or the labels of a folder's files in natural
  /// order.
  public var classes: [String]? {
    if let classes = decoder.options.classes { return classes }
    let labels: Set<String> =
      switch source {
      case .array(let array): Set(Set(array.labels).map(String.init))
      case .list(let list): Set(list.entries.compactMap(\.label))
      case .archives: []
      }
    return labels.isEmpty ? nil : labels.sorted(by: NaturalOrder.precedes)
  }

  /// The first example that is not damaged, without passing it: what kind of set it is. `nil` where there is none.
  /// - Throws: `MediaError`, `FileError`.
  public func firstExample() throws -> MediaExample? {
    for index in 0..<(count ?? 0) {
      switch source {
      case .array(let array): return try decoder.peek(array.record(at: index, classes: nil))
      case .list(let list): if let example = try decoder.peek(list.record(at: index)) { return example }
      case .archives: break
      }
    }
    guard case .archives(_, let records) = source else { return nil }
    for record in pending { if let example = try decoder.peek(record) { return example } }
    while let record = try records.next() {
      pending.append(record)
      if let example = try decoder.peek(record) { return example }
    }
    return nil
  }

  /// Whether the set can be read again from the beginning.
  public var canRewind: Bool { path != "-" }

  /// Goes back to the first example, for another epoch.
  /// - Throws: `MediaError` for standard input, which is gone.
  public func rewind() throws {
    guard canRewind else {
      throw MediaError(
        .layout, file: "standard input", found: "a second pass over it", expected: "one pass",
        mend: "Write it to a file first.")
    }
    if case .archives(let paths, _) = source { source = .archives(paths, TarRecords(paths: paths)) }
    position = 0
    pending.removeAll()
  }

  /// The next records, not yet decoded: at most `maximum`, and about 32 megabytes. None at the end.
  /// - Throws: `MediaError`, `FileError`.
  public func records(maximum: Int) throws -> [MediaRecord] {
    if decoder.needsTarget { try decideTarget() }
    var (records, size): ([MediaRecord], Int) = ([], 0)
    while records.count < maximum, size < 32 << 20, let record = try nextRecord() {
      size += record.size
      records.append(record)
    }
    return records
  }

  /// Passes over records without decoding them. Returns how many there were.
  /// - Throws: as `records`.
  @discardableResult
  public func skip(_ count: Int) throws -> Int {
    if decoder.needsTarget { try decideTarget() }
    if pending.isEmpty, let all = self.count {
      let skipped = min(count, all - position)
      position += skipped
      return skipped
    }
    for passed in 0..<count where try nextRecord() == nil { return passed }
    return count
  }

  /// The next `maximum` examples in order, decoded by several threads; fewer at the end, and where they are larger than
  /// 64 megabytes together. `nil` at the end.
  /// - Throws: `MediaError`, `FileError`.
  public func next(_ maximum: Int = 64, threads: Int = Parallel.defaultThreadCount) throws -> [MediaExample]? {
    let decoder = decoder
    var (examples, size): ([MediaExample], Int) = ([], 0)
    while examples.count < maximum, size < 64 << 20 {
      let records = try records(maximum: min(maximum - examples.count, threads * decoder.chunkSize))
      if records.isEmpty { return examples.isEmpty ? nil : examples }
      let results = Parallel.map(count: records.count, threads: threads) { index in
        Result { try decoder.decode(records[index]) }
      }
      for result in results {
        guard let example = try result.get() else { continue }
        size += example.media.byteCount
        examples.append(example)
      }
    }
    return examples
  }

  /// Calls `body` with all examples in order, chunk by chunk, while the next ones are decoded.
  /// - Throws: `MediaError`, `FileError`, and whatever `body` throws.
  public func readChunks(
    threads: Int = Parallel.defaultThreadCount, _ body: ([MediaExample]) throws -> Void
  ) throws {
    let decoder = decoder
    try OrderedPipeline.run(
      threads: threads,
      take: {
        let records = try records(maximum: decoder.chunkSize)
        return records.isEmpty ? nil : records
      },
      work: { records in try records.compactMap { try decoder.decode($0) } },
      give: body)
  }

  private func nextRecord() throws -> MediaRecord? {
    if !pending.isEmpty { return pending.removeFirst() }
    switch source {
    case .archives(_, let records): return try records.next()
    case .array(let array):
      guard position < array.count else { return nil }
      defer { position += 1 }
      return array.record(at: position, classes: decoder.options.classes)
    case .list(let list):
      guard position < list.entries.count else { return nil }
      defer { position += 1 }
      return list.record(at: position)
    }
  }

  /// The first example that is not damaged decides what the others must agree on, also where reading begins later.
  private func decideTarget() throws {
    let canGoOn = decoder.options.damage == .skip
    switch source {
    case .array(let array): if array.count > 0 { _ = try decoder.setTarget(from: array.record(at: 0, classes: nil)) }
    case .list(let list):
      for index in list.entries.indices {
        if try decoder.setTarget(from: list.record(at: index)) || !canGoOn { return }
      }
    case .archives(_, let records):
      while let record = try records.next() {
        pending.append(record)
        if try decoder.setTarget(from: record) || !canGoOn { return }
      }
    }
  }
}
