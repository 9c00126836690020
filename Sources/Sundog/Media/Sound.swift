/// A clip of sound: `frames × channels` samples in [−1, 1], the channel varying fastest.
public struct Sound: Sendable, Hashable {
  /// Frames a second.
  public let sampleRate: Int
  public let channels: Int
  public var samples: [Float]

  /// - Precondition: rate and channels are positive, and all channels have as many samples.
  public init(sampleRate: Int, channels: Int = 1, samples: [Float]) {
    precondition(sampleRate > 0 && channels > 0, "a rate and channels")
    precondition(samples.count.isMultiple(of: channels), "as many samples in each channel")
    self.sampleRate = sampleRate
    self.channels = channels
    self.samples = samples
  }

  public var frames: Int { samples.count / channels }
  public var seconds: Double { Double(frames) / Double(sampleRate) }
}
