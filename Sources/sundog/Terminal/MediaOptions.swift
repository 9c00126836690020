import ArgumentParser
import Sundog
import SundogAugment

/// How a set of pictures or sounds is read.
struct MediaOptions: ParsableArguments {
  @Option(help: "The part of a set that keeps train and test apart: train or test.")
  var part = MediaReadingOptions.Part.train

  @Option(help: "What a damaged file does: fail, or skip (left out and counted).")
  var onDamage = MediaReadingOptions.DamagePolicy.fail

  @Option(help: "Bring every picture to this size, written HEIGHTxWIDTH.")
  var size: PictureSize?

  @Option(help: "Bring pictures to this number of channels (1, 3, 4), or sounds to one.")
  var channels: Int?

  @Option(help: "Bring every sound to this sample rate, in frames a second.")
  var sampleRate: Int?

  @Option(help: "Cut or fill every sound to this length.")
  var seconds: Double?

  @Option(
    help: ArgumentHelp(
      "What sizes or rates that differ do: keep, refuse, or resample (all to the first's).", valueName: "policy"))
  var mixed = MediaReadingOptions.SizePolicy.keep

  @Option(help: "The classes, separated by commas, in the order of their numbers. Default: the labels found, sorted.")
  var classes: String?

  func validate() throws {
    if let channels, !(1...4).contains(channels) {
      throw ValidationError("--channels is \(channels); expected 1 to 4.")
    }
    if let sampleRate, !(1...10_000_000).contains(sampleRate) {
      throw ValidationError("--sample-rate is \(sampleRate); expected 1 to 10,000,000.")
    }
    if let seconds, !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--seconds is \(seconds); expected above 0, at most 86,400.")
    }
  }

  var options: MediaReadingOptions {
    get throws {
      var options = MediaReadingOptions()
      options.part = part
      options.damage = onDamage
      options.resize = size?.value
      options.channels = channels
      options.sampleRate = sampleRate
      options.seconds = seconds
      options.mixedSizes = mixed
      options.classes = classes?.split(separator: ",").map(String.init)
      options.allowsEmptyClasses = true
      return options
    }
  }
}

/// `HEIGHTxWIDTH` on the command line.
struct PictureSize: ExpressibleByArgument {
  let value: MediaReadingOptions.Size

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let height = parts[0], let width = parts[1], (1...10_000).contains(height),
      (1...10_000).contains(width)
    else { return nil }
    value = MediaReadingOptions.Size(height: height, width: width)
  }
}

extension MediaReadingOptions.Part: ExpressibleByArgument {}
extension MediaReadingOptions.DamagePolicy: ExpressibleByArgument {}
extension MediaReadingOptions.SizePolicy: ExpressibleByArgument {}

/// Which examples of a stream, and in which order.
struct OrderOptions: ParsableArguments {
  @Option(help: "How often the whole set passes, each time with other draws.")
  var epochs = 1

  @Option(help: "The number of the first epoch.")
  var firstEpoch = 0

  @Option(help: "Take each example at random from this many that wait; 1 keeps the order.")
  var shuffleBuffer = 1

  @Option(help: "Make only part i of n, written i/n with i from 0.")
  var shard: Shard?

  @Option(help: "The number of the first output, to go on where another run stopped.")
  var start = 0

  @Option(help: "Most outputs, of all shards together.")
  var limit: Int?

  @Option(help: "The seed of draws and order.")
  var seed: UInt64 = 0

  func validate() throws {
    for (name, value, range) in [
      ("--epochs", epochs, 1...1_000_000), ("--first-epoch", firstEpoch, 0...1_000_000_000),
      ("--shuffle-buffer", shuffleBuffer, 1...100_000_000), ("--start", start, 0...(Int.max / 4)),
      ("--limit", limit ?? 0, 0...(Int.max / 4)),
    ] where !range.contains(value) {
      throw ValidationError("\(name) is \(value); expected \(range.lowerBound) to \(range.upperBound).")
    }
  }

  func stream(block: Int) -> StreamOptions {
    var options = StreamOptions()
    options.seed = seed
    options.firstEpoch = firstEpoch
    options.epochs = epochs
    options.shuffleBuffer = shuffleBuffer
    options.start = start
    options.limit = limit
    options.block = block
    if let shard = shard?.value { (options.shardIndex, options.shardCount) = (shard.index, shard.count) }
    return options
  }
}
