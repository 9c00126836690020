import SundogNumerics

/// Clips of sound as pictures of one size for a trainer: log-mel spectrograms of `bands × columns × 1`.
///
/// A clip is padded with silence at its end, or cut there, to `seconds`. Its decibels count from its own loudest band,
/// so that recording levels do not matter, and are mapped from [−range, 0] to [−2, 2]: constants, never statistics of
/// a set.
public struct LogMelPicture: Sendable {
  public let settings: Settings
  public let sampleRate: Int
  /// Samples of a clip that are looked at.
  public let samples: Int
  private let logMel: LogMel

  /// How clips become pictures.
  public struct Settings: Sendable, Hashable, Codable {
    /// What is kept of a clip, from its beginning.
    public var seconds: Double
    /// Rows of the picture, from low to high.
    public var bands: Int
    /// Columns of the picture. Windows are two columns long.
    public var columns: Int
    /// Decibels between the loudest band and what counts as silence.
    public var range: Float

    public init(seconds: Double = 1.024, bands: Int = 32, columns: Int = 32, range: Float = 60) {
      self.seconds = seconds
      self.bands = bands
      self.columns = columns
      self.range = range
    }

    /// What is wrong with these numbers at a sample rate and how to mend it; `nil` if they can be used.
    public func problem(sampleRate: Int) -> String? {
      guard seconds > 0, seconds <= 3600, columns >= 1, bands >= 1, range > 0, range < .infinity else {
        return "seconds is \(seconds), columns \(columns), bands \(bands), range \(range); "
          + "positive numbers are expected, and at most an hour"
      }
      let hop = hopLength(sampleRate)
      if hop < 8 {
        return "\(columns) columns for \(seconds) s at \(sampleRate) Hz are \(hop) samples a column; "
          + "at least 8 are expected: use fewer columns"
      }
      return logMel(sampleRate).problem
    }

    fileprivate func hopLength(_ sampleRate: Int) -> Int { Int(seconds * Double(sampleRate)) / columns }

    fileprivate func logMel(_ sampleRate: Int) -> LogMel.Settings {
      let hop = hopLength(sampleRate)
      var length = 16
      while length < 2 * hop { length *= 2 }
      return LogMel.Settings(
        sampleRate: sampleRate,
        frames: FrameSettings(windowLength: 2 * hop, hopLength: hop, transformLength: length), bands: bands,
        reference: .peak, dynamicRange: range)
    }
  }

  /// - Precondition: `settings.problem(sampleRate:)` is `nil`.
  public init(_ settings: Settings = Settings(), sampleRate: Int) {
    let problem = settings.problem(sampleRate: sampleRate)
    precondition(problem == nil, problem ?? "")
    self.settings = settings
    self.sampleRate = sampleRate
    logMel = LogMel(settings.logMel(sampleRate))
    // One sample less than whole hops: a frame for each column and none more.
    samples = settings.columns * settings.hopLength(sampleRate) - 1
  }

  /// Numbers a picture.
  public var count: Int { settings.bands * settings.columns }

  /// Writes the picture of a clip.
  ///
  /// - Precondition: `picture` has `count` numbers.
  public func write(_ clip: UnsafeBufferPointer<Float>, into picture: UnsafeMutableBufferPointer<Float>) {
    precondition(picture.count == count, "a number for each band and column")
    if clip.count >= samples {
      logMel.write(UnsafeBufferPointer(rebasing: clip[..<samples]), into: picture)
    } else {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: samples) { padded in
        for j in 0..<clip.count { padded[j] = clip[j] }
        for j in clip.count..<samples { padded[j] = 0 }
        logMel.write(UnsafeBufferPointer(padded), into: picture)
      }
    }
    let scale = 4 / settings.range
    for i in picture.indices { picture[i] = 2 + scale * picture[i] }
  }
}
