/// Labelled clips of one sample rate and one channel, in memory: one array of samples, clips of any length.
public struct SoundSet: Sendable, Hashable {
  public let sampleRate: Int
  /// Names of the classes.
  public let classes: [String]
  /// The class of each clip, as a position in `classes`.
  public let labels: [Int32]
  /// The clips one after the other.
  public let samples: [Float]
  /// Where each clip begins in `samples`, and, last, where the last one ends.
  public let offsets: [Int]

  /// - Precondition: offsets ascend from 0 to the number of samples, and labels are positions of classes.
  public init(sampleRate: Int, classes: [String], labels: [Int32], samples: [Float], offsets: [Int]) {
    precondition(sampleRate > 0, "a sample rate")
    precondition(offsets.count == labels.count + 1 && offsets.first == 0 && offsets.last == samples.count, "offsets")
    precondition(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }, "offsets ascend")
    precondition(labels.allSatisfy { classes.indices.contains(Int($0)) }, "labels are positions of classes")
    self.sampleRate = sampleRate
    self.classes = classes
    self.labels = labels
    self.samples = samples
    self.offsets = offsets
  }

  public var count: Int { labels.count }

  /// One of the clips.
  public subscript(position: Int) -> Sound {
    Sound(sampleRate: sampleRate, samples: Array(samples[offsets[position]..<offsets[position + 1]]))
  }
}
