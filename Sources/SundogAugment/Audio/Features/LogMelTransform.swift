import SundogNumerics

/// The power of the channels' mean in mel bands, in decibels. `LogMel` states the formula.
public struct LogMelTransform: MelTransform {
  public static let name = "logMel"
  public static let gives: SoundShape.Domain? = .features
  public static let parameters: [Parameter<Self>] =
    melParameters + [
      .choice("reference", \.reference), .number("leastDecibels", \.leastDecibels, in: -300...0),
      .number("dynamicRange", \.dynamicRange, in: 0...300),
    ]

  public var transformLength = 256
  public var windowLength = 0
  public var hopLength = 0
  public var bands = 40
  public var lowestHertz = 0.0
  public var highestHertz = 0.0
  public var scale = MelScale.htk
  public var normalizesArea = false
  /// What counts as 0 decibels.
  public var reference = LogMel.Settings.Reference.one
  /// The smallest power that is told apart from silence.
  public var leastDecibels = -100.0
  /// Decibels under the clip's largest value below which all is one; 0 for no such limit.
  public var dynamicRange = 80.0

  public init() {}

  public func resultShape(of shape: SoundShape) -> SoundShape? { resultShape(of: shape, rows: bands, .features) }

  func logMel(sampleRate: Int) -> LogMel {
    var settings = settings(sampleRate: sampleRate)
    settings.reference = reference
    settings.leastPower = amplitude(decibels: 2 * leastDecibels)
    settings.dynamicRange = dynamicRange > 0 ? Float(dynamicRange) : nil
    return FeatureCache.logMel(settings)
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    let logMel = logMel(sampleRate: sample.shape.sampleRate)
    _ = sample.mixedDown()
    sample.map(to: resultShape(of: sample.shape, rows: bands, .features)) { logMel.write($0, into: $1) }
  }
}
