import ArgumentParser
import Foundation
import Sundog
import SundogAugment
import SundogNumerics

struct AugmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "augment",
    abstract: "Change pictures or sounds by a pipeline of transforms, as a stream.",
    discussion: """
      Examples:
        sundog augment pipeline.json pictures -o augmented
        sundog augment pipeline.json pictures --epochs 10 --shuffle-buffer 10000 --seed 1 -o - | trainer
        sundog augment pipeline.json shard.tar --format npy --batch-size 64 -o batches.npy
        sundog augment pipeline.json pictures --explain 17

      IN is a folder (metadata.csv, a folder for each class, IDX, recordings named digit_speaker_take.wav), a WebDataset
      archive, or - for one on standard input. OUT is a folder, a .tar, or - for an archive on standard output.

      What happens to example i in epoch e depends on the pipeline, the seed, e and i alone; the order on the seed and e.
      Outputs are the same for any number of workers; with --start they go on where another run stopped, and the blocks
      of shards 0/n to n-1/n in turn are the whole.
      """)

  @Argument(help: "The pipeline: a list of transforms, JSON or YAML.")
  var pipeline: String

  @Argument(help: "The set to change.")
  var input: String

  @Option(
    name: [.short, .long], help: "Where to write: a folder, a .tar, a file for arrays, or - for standard output.")
  var output = "-"

  @OptionGroup(title: "Order") var order: OrderOptions
  @OptionGroup(title: "Reading") var reading: MediaOptions

  @Option(help: "tar (also for folders), or npy: two NumPy arrays a batch, the examples and their labels.")
  var format = OutputFormat.tar

  @Option(help: "Examples in a batch of npy; shards take turns by batches then.")
  var batchSize = 64

  @Option(help: "Write pictures as JPEG of this quality, 1 to 100, instead of PNG.")
  var jpegQuality: Int?

  @Option(help: "How sounds are written: \(Sound.Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var soundFormat = Sound.Format.wav

  @Option(help: "Print what is drawn for example i in the first epoch as JSON, and write nothing.")
  var explain: Int?

  @Flag(help: "Tell at the end, on standard error, where the time went.")
  var profile = false

  @Option(help: "Most threads to use; no output depends on it. Default: all cores.")
  var workers: Int?

  @Flag(help: "No progress, no notes.")
  var quiet = false

  enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case tar, npy }

  func validate() throws {
    for (name, value, least) in [
      ("--batch-size", batchSize, 1), ("--workers", workers ?? 1, 1), ("--explain", explain ?? 0, 0),
      ("--jpeg-quality", jpegQuality ?? 1, 1),
    ] where value < least {
      throw ValidationError("\(name) is \(value); expected at least \(least).")
    }
    if let jpegQuality, jpegQuality > 100 {
      throw ValidationError("--jpeg-quality is \(jpegQuality); expected at most 100.")
    }
    if input == "-", order.epochs > 1 {
      throw ValidationError(
        "--epochs \(order.epochs) of standard input, which can be read once; write it to a file first.")
    }
    if output == "-", explain == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("-o - would fill the terminal with an archive; give a path, or pipe it on.")
    }
  }

  func run() throws {
    let threads = workers ?? Parallel.defaultThreadCount
    let stream = try AugmentStream(
      pipeline: pipeline, input: input, reading: try reading.options,
      options: order.stream(block: format == .npy ? batchSize : 1), threads: threads)
    if let explain {
      try Console.writeJSON(try stream.explain(index: explain))
      return
    }
    let out = try StreamOutput(path: output, form: form(of: stream))
    let bar = ProgressBar(quiet: quiet)
    defer { bar.finish() }
    var times = profile ? StreamProfile() : nil
    let summary = try stream.run(to: out, threads: threads, profile: &times) { written, total in
      if let total, total > 0 { bar.update(Double(written) / Double(total), "\(written) examples") }
    }
    bar.finish()
    if summary.skipped > 0 {
      Console.writeError("note: \(summary.skipped) damaged examples were left out; the first:\n")
      for problem in summary.problems.prefix(5) { Console.writeError("  \(problem)\n") }
    }
    if let times { Console.writeError(Self.text(times)) }
    if output != "-", !quiet { Console.writeError("\(output): \(summary.written) examples\n") }
  }

  private func form(of stream: AugmentStream) -> StreamOutput.Form {
    if format == .npy {
      return .arrays(size: batchSize, classes: stream.classes, mixes: stream.mixes)
    }
    var encoding = MediaEncoding()
    if let jpegQuality { encoding.picture = .jpeg(quality: jpegQuality) }
    encoding.sound = soundFormat
    return .media(encoding)
  }

  /// The profile as a table: seconds of all threads together.
  private static func text(_ profile: StreamProfile) -> String {
    func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
    var table = TextTable(header: ["stage", "seconds", "µs/example"], rightAligned: [1, 2])
    func add(_ name: String, _ value: Double) {
      table.add([name, seconds(value), String(format: "%.1f", 1e6 * value / Double(max(1, profile.examples)))])
    }
    add("read", profile.readSeconds)
    add("decode", profile.decodeSeconds)
    add("transform", profile.transformSeconds)
    for stage in profile.steps.stages { add("  \(stage.path)", stage.seconds) }
    add("encode", profile.encodeSeconds)
    add("write", profile.writeSeconds)
    let rate = Double(profile.examples) / max(profile.elapsedSeconds, 1e-9)
    let slowest = profile.steps.slowest.map { "; the slowest transform is \($0.path)" } ?? ""
    return table.text + "\n\(profile.examples) examples in \(seconds(profile.elapsedSeconds)) s, "
      + "\(Int(rate)) a second\(slowest)\n"
  }
}

extension Sound.Format: ExpressibleByArgument {}
