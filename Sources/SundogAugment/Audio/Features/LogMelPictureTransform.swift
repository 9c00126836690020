import Sundog
import SundogNumerics
import Synchronization

/// A log-mel picture of one size for a trainer: `bands` rows and `columns` columns, of the first `seconds` of the
/// channels' mean. `LogMelPicture` states the numbers.
public struct LogMelPictureTransform: SoundTransform {
  public static let name = "logMelPicture"
  public static let gives: SoundShape.Domain? = .features
  public static let parameters: [Parameter<Self>] = [
    .number("seconds", \.seconds, in: 0.01...3600), .integer("bands", \.bands, in: 1...1024),
    .integer("columns", \.columns, in: 1...65_536), .number("range", \.range, in: 1...300),
  ]

  public var seconds = 1.024
  public var bands = 32
  public var columns = 32
  /// Decibels between the loudest band and what counts as silence.
  public var range = 60.0
  private static let pictures = Mutex<[Key: LogMelPicture]>([:])

  private struct Key: Hashable {
    var settings: LogMelPicture.Settings
    var sampleRate: Int
  }

  public init() {}

  var settings: LogMelPicture.Settings {
    LogMelPicture.Settings(seconds: seconds, bands: bands, columns: columns, range: Float(range))
  }

  public var conflict: String? {
    // Rates differ from sound to sound; eight samples a column must be there at the lowest in use.
    settings.problem(sampleRate: 8000)
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? {
    shape.with(rows: bands, columns: columns, .features)
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    let key = Key(settings: settings, sampleRate: sample.shape.sampleRate)
    let picture = Self.pictures.withLock { pictures in
      if let made = pictures[key] { return made }
      let made = LogMelPicture(key.settings, sampleRate: key.sampleRate)
      pictures[key] = made
      return made
    }
    _ = sample.mixedDown()
    sample.map(to: sample.shape.with(rows: bands, columns: columns, .features)) { picture.write($0, into: $1) }
  }
}
