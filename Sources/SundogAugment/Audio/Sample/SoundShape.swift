/// The sizes of a sound under augmentation.
public struct SoundShape: Codable, Hashable, Sendable {
  /// What the numbers of a sound stand for.
  public enum Domain: String, Codable, Hashable, Sendable {
    /// Samples in [−1, 1].
    case waveform
    /// |X[k, t]| of a short-time Fourier transform.
    case magnitudes
    /// Anything that cannot be turned back, such as decibels in mel bands.
    case features
  }

  public var domain: Domain
  /// Samples a second of the waveform.
  public var sampleRate: Int
  /// Channels of a waveform, one after the other; rows of a spectrogram.
  public var rows: Int
  /// Samples of a channel; columns of a spectrogram.
  public var columns: Int
  /// How many examples there are to mix from; 0 where sounds come one by one.
  public var examples: Int

  public init(
    sampleRate: Int, channels: Int = 1, frames: Int, domain: Domain = .waveform, examples: Int = 0
  ) {
    self.domain = domain
    self.sampleRate = sampleRate
    rows = channels
    columns = frames
    self.examples = examples
  }

  /// Numbers of a sound.
  public var size: Int { rows * columns }
  /// The duration of a waveform.
  public var seconds: Double { Double(columns) / Double(sampleRate) }

  func with(columns: Int) -> SoundShape {
    var shape = self
    shape.columns = columns
    return shape
  }

  func with(rows: Int, columns: Int, _ domain: Domain) -> SoundShape {
    var shape = with(columns: columns)
    shape.rows = rows
    shape.domain = domain
    return shape
  }
}
