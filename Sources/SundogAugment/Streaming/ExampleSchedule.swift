import Sundog
import SundogNumerics

/// Deals out the examples of a set as the options of a stream say.
final class ExampleSchedule<Item> {
  struct Turn {
    var item: Item
    var epoch: Int
    /// The number of the output in the stream.
    var number: Int
  }

  private let options: StreamOptions
  private let advance: () throws -> Item?
  private let rewind: () throws -> Void
  private var epoch: Int
  private var generator: SeededRandom
  private var buffer: [Item] = []
  private var isDrained = false
  private var number = 0

  /// - Parameters:
  ///   - advance: the next example of the set; `nil` at its end.
  ///   - rewind: goes back to the first one.
  init(_ options: StreamOptions, advance: @escaping () throws -> Item?, rewind: @escaping () throws -> Void) {
    self.options = options
    self.advance = advance
    self.rewind = rewind
    epoch = options.firstEpoch
    generator = Self.generator(options, epoch)
  }

  private static func generator(_ options: StreamOptions, _ epoch: Int) -> SeededRandom {
    // Another stream than those of the transforms' draws.
    SeededRandom(seed: options.seed, stream: 0xA068_0000, index: UInt64(epoch))
  }

  /// The next output of this shard.
  func next() throws -> Turn? {
    while options.limit.map({ number < options.start + $0 }) ?? true, let item = try nextOfAll() {
      let turn = Turn(item: item, epoch: epoch, number: number)
      number += 1
      if turn.number >= options.start, turn.number / options.block % options.shardCount == options.shardIndex {
        return turn
      }
    }
    return nil
  }

  private func nextOfAll() throws -> Item? {
    while true {
      if let item = try nextOfEpoch() { return item }
      guard number > 0, epoch + 1 < options.firstEpoch + options.epochs else { return nil }
      epoch += 1
      generator = Self.generator(options, epoch)
      isDrained = false
      try rewind()
    }
  }

  private func nextOfEpoch() throws -> Item? {
    guard options.shuffleBuffer > 1 else { return try advance() }
    while !isDrained, buffer.count < options.shuffleBuffer {
      if let item = try advance() { buffer.append(item) } else { isDrained = true }
    }
    guard !buffer.isEmpty else { return nil }
    let position = generator.integer(in: 0...buffer.count - 1)
    buffer.swapAt(position, buffer.count - 1)
    return buffer.removeLast()
  }
}
