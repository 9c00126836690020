import SundogNumerics

/// A transform that cuts a sound into frames.
public protocol FramedTransform: SoundTransform {
  /// Samples a frame, a power of two.
  var transformLength: Int { get set }
  /// Samples of the window; 0 for whole frames.
  var windowLength: Int { get set }
  /// Samples between frames; 0 for half a window.
  var hopLength: Int { get set }
}

extension FramedTransform {
  /// The parameters of frames.
  static var frameParameters: [Parameter<Self>] {
    [
      .integer("transformLength", \.transformLength, in: 16...65_536),
      .integer("windowLength", \.windowLength, in: 0...65_536), .integer("hopLength", \.hopLength, in: 0...65_536),
    ]
  }

  var frames: FrameSettings {
    let window = windowLength == 0 ? transformLength : windowLength
    return FrameSettings(
      windowLength: window, hopLength: hopLength == 0 ? max(1, window / 2) : hopLength,
      transformLength: transformLength)
  }

  public var conflict: String? { frames.problem }

  func resultShape(of shape: SoundShape, rows: Int, _ domain: SoundShape.Domain) -> SoundShape {
    shape.with(rows: rows, columns: frames.frameCount(samples: shape.columns), domain)
  }
}

/// Features in mel bands, of which `LogMel.Settings` are the parameters.
public protocol MelTransform: FramedTransform {
  var bands: Int { get set }
  /// The lower corner of the first band, in hertz.
  var lowestHertz: Double { get set }
  /// The upper corner of the last band, in hertz; 0, or more than half the sample rate, for half the sample rate.
  var highestHertz: Double { get set }
  var scale: MelScale { get set }
  /// Whether bands have the same area (librosa's default) or the same height (torchaudio's).
  var normalizesArea: Bool { get set }
}

extension MelTransform {
  static var melParameters: [Parameter<Self>] {
    frameParameters + [
      .integer("bands", \.bands, in: 1...1024), .number("lowestHertz", \.lowestHertz, in: 0...96_000),
      .number("highestHertz", \.highestHertz, in: 0...96_000), .choice("scale", \.scale),
      .flag("normalizesArea", \.normalizesArea),
    ]
  }

  public var conflict: String? {
    if let problem = frames.problem { return problem }
    if bands > transformLength { return "bands is \(bands); at most transformLength (\(transformLength)) is expected" }
    if highestHertz > 0 && lowestHertz >= highestHertz {
      return "lowestHertz is \(lowestHertz) and highestHertz \(highestHertz); the lower one is expected to be smaller"
    }
    return nil
  }

  /// The settings at a sample rate; corners beyond its band move into it.
  func settings(sampleRate: Int) -> LogMel.Settings {
    let half = Double(sampleRate) / 2
    let highest = highestHertz > 0 ? min(half, highestHertz) : half
    return LogMel.Settings(
      sampleRate: sampleRate, frames: frames, bands: bands, lowestHertz: min(lowestHertz, highest / 2),
      highestHertz: highest, scale: scale, normalizesArea: normalizesArea)
  }
}
