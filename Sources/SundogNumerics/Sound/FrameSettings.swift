/// How a signal is cut into overlapping frames for a short-time Fourier transform.
public struct FrameSettings: Sendable, Hashable, Codable {
  /// Samples of the (periodic) Hann window; a shorter one stands in the middle of its frame.
  public var windowLength: Int
  /// Samples between the beginnings of neighboring frames.
  public var hopLength: Int
  /// Samples a frame, a power of two and at least 16.
  public var transformLength: Int
  /// What lies before the first and behind the last sample.
  public var padding: Padding

  /// What frames see beyond the signal's ends.
  public enum Padding: String, Sendable, Hashable, Codable, CaseIterable {
    /// Frame t is centered on sample t × hop; the signal is mirrored at its first and last sample.
    case reflect
    /// Frame t is centered on sample t × hop; zeros lie around the signal.
    case zeros
    /// Frame t begins at sample t × hop; samples behind the last whole frame are left out.
    case none
  }

  public init(windowLength: Int, hopLength: Int, transformLength: Int, padding: Padding = .reflect) {
    self.windowLength = windowLength
    self.hopLength = hopLength
    self.transformLength = transformLength
    self.padding = padding
  }

  /// Non-negative frequencies of a frame.
  public var frequencies: Int { transformLength / 2 + 1 }

  /// What is wrong with these numbers and how to mend it; `nil` if they can be used.
  public var problem: String? {
    if transformLength < 16 || transformLength & (transformLength - 1) != 0 || transformLength > 1 << 20 {
      return "transformLength is \(transformLength); a power of two from 16 to 1048576 is expected, such as 512"
    }
    if windowLength < 1 || windowLength > transformLength {
      return "windowLength is \(windowLength); 1 to transformLength (\(transformLength)) is expected"
    }
    if hopLength < 1 || hopLength > windowLength {
      return "hopLength is \(hopLength); 1 to windowLength (\(windowLength)) is expected"
    }
    return nil
  }

  /// Frames of a signal: 1 + ⌊samples / hop⌋, or 1 + ⌊(samples − length) / hop⌋ without padding; at least one.
  public func frameCount(samples: Int) -> Int {
    padding == .none ? 1 + max(0, samples - transformLength) / hopLength : 1 + samples / hopLength
  }
}
