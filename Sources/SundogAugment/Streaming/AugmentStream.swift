import Dispatch
import Sundog
import SundogNumerics
import Synchronization

/// Reads a set, changes its examples by a pipeline, and writes them, in one pass with bounded memory.
public final class AugmentStream {
  /// Examples that were written and damaged ones that were left out.
  public struct Summary: Sendable, Hashable, Codable {
    public var written: Int
    public var skipped: Int
    /// The first damaged ones, in words.
    public var problems: [String]
  }

  private let reader: MediaReader
  private let options: StreamOptions
  /// The set, where the pipeline mixes examples; `nil` where examples pass one by one.
  private let wholeSet: MediaSet?
  private let makeWorker: @Sendable () throws -> any StreamWorker
  /// The classes of label numbers, where they are known.
  public let classes: [String]?
  /// Whether targets are shares of classes.
  public var mixes: Bool { wholeSet != nil }

  /// Opens a set and reads the pipeline that fits it: of pictures or of sounds.
  /// - Parameter pipeline: a file, JSON or YAML.
  /// - Throws: `SchemaErrors` for the pipeline, `MediaError` for the set, `FileError`.
  public init(
    pipeline path: String, input: String, reading: MediaReadingOptions, options: StreamOptions, threads: Int
  ) throws {
    self.options = options
    reader = try MediaReader(path: input, options: reading)
    let seed = options.seed
    switch try reader.firstExample()?.media {
    case nil:
      throw MediaError(
        .empty, file: input, found: "no example", expected: "at least one",
        mend: "Check that the right set was given.")
    case .image:
      let pipeline = try ImagePipeline(contentsOfFile: path)
      let images =
        try pipeline.steps.contains(where: \.mixesExamples)
        ? Self.whole(input, reading, threads: threads) { if case .images(let set) = $0 { set } else { nil } } : nil
      wholeSet = images.map { .images($0) }
      makeWorker = { try ImageStreamWorker(pipeline, seed: seed, set: images) }
    case .sound:
      let pipeline = try SoundPipeline(contentsOfFile: path)
      let sounds =
        try pipeline.steps.contains(where: \.mixesSounds)
        ? Self.whole(input, reading, threads: threads) { if case .sounds(let set) = $0 { set } else { nil } } : nil
      wholeSet = sounds.map { .sounds($0) }
      makeWorker = { try SoundStreamWorker(pipeline, seed: seed, set: sounds) }
    }
    classes = wholeSet?.classes ?? reader.classes
    // What a pipeline needs of a set is told before anything is read.
    _ = try makeWorker()
  }

  private static func whole<Kind>(
    _ input: String, _ reading: MediaReadingOptions, threads: Int, _ kind: (MediaSet) -> Kind?
  ) throws -> Kind? {
    guard input != "-" else { return nil }
    return kind(try MediaSet.read(path: input, options: reading, threads: threads))
  }

  /// What is drawn for example `index` in the first epoch of the options.
  /// - Throws: `MediaError` where there is no such example, or it is damaged.
  public func explain(index: Int) throws -> [DrawRecord] {
    let worker = try makeWorker()
    if let set = wholeSet {
      guard index < set.count else { throw missing(index, of: set.count) }
      return try worker.explain(index: index, epoch: options.firstEpoch)
    }
    let passed = try reader.skip(index)
    guard passed == index, let record = try reader.records(maximum: 1).first else {
      throw missing(index, of: passed)
    }
    guard let example = try reader.decoder.decode(record) else {
      throw reader.decoder.skipped.first ?? missing(index, of: index)
    }
    return try worker.explain(example, index: index, epoch: options.firstEpoch)
  }

  private func missing(_ index: Int, of count: Int) -> MediaError {
    MediaError(
      .empty, file: reader.path, found: "\(count) examples", expected: "an example \(index), counted from 0",
      mend: "Ask for a smaller number.")
  }

  /// Makes the whole stream.
  /// - Throws: `MediaError`, `FileError`; what precedes the example that failed was written to a pipe, and a file or
  ///   folder does not appear.
  public func run(
    to output: StreamOutput, threads: Int, profile: inout StreamProfile?,
    progress: ((_ written: Int, _ of: Int?) -> Void)? = nil
  ) throws -> Summary {
    if let set = wholeSet {
      var position = 0
      let schedule = ExampleSchedule<Int>(
        options,
        advance: {
          guard position < set.count else { return nil }
          defer { position += 1 }
          return position
        }, rewind: { position = 0 })
      try run(schedule, output, threads: threads, &profile, progress) { worker, index, epoch, times in
        try worker.augment(index: index, epoch: epoch, profile: &times.steps)
      }
    } else {
      let decoder = reader.decoder
      var ahead: ArraySlice<MediaRecord> = []
      let schedule = ExampleSchedule<MediaRecord>(
        options,
        advance: { [reader] in
          if ahead.isEmpty { ahead = try reader.records(maximum: 64)[...] }
          return ahead.popFirst()
        }, rewind: { [reader] in try reader.rewind() })
      try run(schedule, output, threads: threads, &profile, progress) { worker, record, epoch, times in
        let start = times.now
        guard let example = try decoder.decode(record) else { return nil }
        times.decode += times.now - start
        return try worker.augment(example, index: record.index, epoch: epoch, profile: &times.steps)
      }
    }
    guard output.count > 0 || options.start > 0 || options.limit != nil || options.shardCount > 1 else {
      throw reader.decoder.skipped.first
        ?? MediaError(
          .empty, file: reader.path, found: "no example", expected: "at least one",
          mend: "Check that the right set was given.")
    }
    try output.finish()
    return Summary(
      written: output.count, skipped: reader.decoder.skippedCount,
      problems: reader.decoder.skipped.map(\.description))
  }

  private func run<Item: Sendable>(
    _ schedule: ExampleSchedule<Item>, _ output: StreamOutput, threads: Int, _ profile: inout StreamProfile?,
    _ progress: ((Int, Int?) -> Void)?,
    _ make: @escaping @Sendable (any StreamWorker, Item, Int, inout StageTimes) throws -> AugmentedExample?
  ) throws {
    let pool = WorkerPool(make: makeWorker)
    let form = output.form
    let suffixesEpoch = options.epochs > 1
    let gathered = Mutex(StageTimes(isMeasuring: profile != nil))
    var outside = StageTimes(isMeasuring: profile != nil)
    let began = DispatchTime.now().uptimeNanoseconds
    let total = reader.count.map {
      min(options.limit ?? .max, $0 * options.epochs - options.start) / options.shardCount
    }
    try OrderedPipeline.run(
      threads: threads,
      take: {
        let start = outside.now
        defer { outside.read += outside.now - start }
        return try Self.chunk(of: schedule, form: form, size: reader.decoder.chunkSize)
      },
      work: { turns -> StreamOutput.Encoded in
        let worker = try pool.take()
        defer { pool.put(worker) }
        var times = StageTimes(isMeasuring: gathered.withLock { $0.isMeasuring })
        let start = times.now
        var examples: [AugmentedExample] = []
        examples.reserveCapacity(turns.count)
        for turn in turns {
          guard var example = try make(worker, turn.item, turn.epoch, &times) else { continue }
          if suffixesEpoch { example.key += "-e\(turn.epoch)" }
          examples.append(example)
        }
        let made = times.now
        times.transform = made - start - times.decode
        let encoded = try StreamOutput.encode(examples, as: form)
        times.encode = times.now - made
        if times.isMeasuring { gathered.withLock { $0.merge(times) } }
        return encoded
      },
      give: { encoded in
        let start = outside.now
        try output.write(encoded)
        outside.write += outside.now - start
        progress?(output.count, total)
      })
    guard profile != nil else { return }
    var times = gathered.withLock { $0 }
    times.merge(outside)
    profile = times.profile(examples: output.count, elapsed: DispatchTime.now().uptimeNanoseconds - began)
  }

  /// The next turns that are worked on together: for arrays one batch, which is a block of the stream.
  private static func chunk<Item>(
    of schedule: ExampleSchedule<Item>, form: StreamOutput.Form, size: Int
  ) throws -> [ExampleSchedule<Item>.Turn]? {
    var turns: [ExampleSchedule<Item>.Turn] = []
    if case .arrays(let batch, _, _) = form {
      while let turn = try schedule.next() {
        turns.append(turn)
        if (turn.number + 1) % batch == 0 { break }
      }
    } else {
      while turns.count < size, let turn = try schedule.next() { turns.append(turn) }
    }
    return turns.isEmpty ? nil : turns
  }
}

/// Nanoseconds of the stages, or nothing at all.
struct StageTimes: Sendable {
  let isMeasuring: Bool
  var read: UInt64 = 0
  var decode: UInt64 = 0
  var transform: UInt64 = 0
  var encode: UInt64 = 0
  var write: UInt64 = 0
  var steps: AugmentProfile?

  init(isMeasuring: Bool) {
    self.isMeasuring = isMeasuring
    steps = isMeasuring ? AugmentProfile() : nil
  }

  var now: UInt64 { isMeasuring ? DispatchTime.now().uptimeNanoseconds : 0 }

  mutating func merge(_ other: StageTimes) {
    read += other.read
    decode += other.decode
    transform += other.transform
    encode += other.encode
    write += other.write
    if let others = other.steps { steps?.merge(others) }
  }

  func profile(examples: Int, elapsed: UInt64) -> StreamProfile {
    var profile = StreamProfile()
    profile.examples = examples
    profile.elapsedSeconds = Double(elapsed) * 1e-9
    profile.readSeconds = Double(read) * 1e-9
    profile.decodeSeconds = Double(decode) * 1e-9
    profile.transformSeconds = Double(transform) * 1e-9
    profile.encodeSeconds = Double(encode) * 1e-9
    profile.writeSeconds = Double(write) * 1e-9
    profile.steps = steps ?? AugmentProfile()
    return profile
  }
}

/// Workers that no thread uses at the moment.
private final class WorkerPool: @unchecked Sendable {
  private let free = Mutex<[UncheckedWorker]>([])
  private let make: @Sendable () throws -> any StreamWorker

  /// Handed from thread to thread, never used by two.
  private struct UncheckedWorker: @unchecked Sendable { let worker: any StreamWorker }

  init(make: @escaping @Sendable () throws -> any StreamWorker) { self.make = make }

  func take() throws -> any StreamWorker {
    try free.withLock { $0.popLast() }?.worker ?? make()
  }

  func put(_ worker: any StreamWorker) { free.withLock { $0.append(UncheckedWorker(worker: worker)) } }
}
