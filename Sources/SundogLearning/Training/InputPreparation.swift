import Sundog

/// What is done to examples before a network sees them: kept with the training, so that others do the same.
public enum InputPreparation: Sendable, Hashable, Codable {
  /// (x / 255 − mean) / standard deviation for each channel, with public constants.
  case image(means: [Double], standardDeviations: [Double])
  /// A log-mel picture of each clip, brought to this rate.
  case sound(bands: Int, columns: Int, seconds: Double, range: Double, sampleRate: Int)
  /// Numbers standardised by the training table, and one-hot categories.
  case table
  /// Whatever the maker of the batches does.
  case custom

  /// Values between −1 and 1.
  public static let defaultImage = InputPreparation.image(means: [0.5], standardDeviations: [0.5])

  /// The default log-mel pictures of clips of a rate.
  public static func defaultSound(sampleRate: Int) -> InputPreparation {
    let settings = LogMelPicture.Settings()
    return .sound(
      bands: settings.bands, columns: settings.columns, seconds: settings.seconds, range: Double(settings.range),
      sampleRate: sampleRate)
  }

  /// The settings of log-mel pictures; `nil` where the examples are not sounds.
  public var pictureSettings: LogMelPicture.Settings? {
    guard case .sound(let bands, let columns, let seconds, let range, _) = self else { return nil }
    return LogMelPicture.Settings(seconds: seconds, bands: bands, columns: columns, range: Float(range))
  }

  /// A set as a network that was trained with this preparation takes it.
  /// - Throws: `LearningError.otherPreparation` where the set is of another kind, or its sounds of another rate.
  public func batches(of set: MediaSet, threads: Int) throws(LearningError) -> any BatchSource {
    switch (self, set) {
    case (.image(let means, let deviations), .images(let images)):
      func channels(_ values: [Double]) -> [Float] {
        values.count == 1
          ? [Float(values[0])] : (0..<images.channels).map { Float(values[min($0, values.count - 1)]) }
      }
      return ImageBatches(images, mean: channels(means), standardDeviation: channels(deviations))
    case (.sound(_, _, _, _, let rate), .sounds(let sounds)):
      guard sounds.sampleRate == rate, let settings = pictureSettings else {
        throw .otherPreparation(expected: "sounds of \(rate) Hz", found: "sounds of \(sounds.sampleRate) Hz")
      }
      if let problem = settings.problem(sampleRate: rate) {
        throw .otherPreparation(expected: "clips that make log-mel pictures", found: problem)
      }
      return SoundBatches(sounds, settings: settings, threads: threads)
    case (_, .images): throw .otherPreparation(expected: kind, found: "pictures")
    case (_, .sounds): throw .otherPreparation(expected: kind, found: "sounds")
    }
  }

  private var kind: String {
    switch self {
    case .image: "pictures"
    case .sound: "sounds"
    case .table: "the rows of a table"
    case .custom: "batches of a source of their own"
    }
  }
}
