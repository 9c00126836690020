import Sundog

/// Which examples of a stream are made, and in which order.
///
/// The stream is the examples of epoch `firstEpoch`, then those of the next one, and so on, each epoch shuffled; its
/// outputs are numbered from 0. Chance depends on (seed, epoch, number of the example in its set) alone, and the order
/// on (seed, epoch): workers, blocks, shards and interruptions change nothing.
public struct StreamOptions: Sendable, Hashable {
  public var seed: UInt64 = 0
  public var firstEpoch = 0
  public var epochs = 1
  /// How many examples a random one is taken from; at most one is not shuffled.
  public var shuffleBuffer = 1
  /// The number of the first output.
  public var start = 0
  /// The most outputs of all shards together.
  public var limit: Int?
  /// Outputs are dealt to the shards in blocks of this many: the shards of any number together give the same blocks in
  /// turn.
  public var block = 1
  public var shardIndex = 0
  public var shardCount = 1

  public init() {}
}
