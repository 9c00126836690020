import SundogNumerics

/// The power of the channels' mean in mel bands, without logarithm. `LogMel` states the formula.
public struct MelSpectrogramTransform: MelTransform {
  public static let name = "melSpectrogram"
  public static let gives: SoundShape.Domain? = .features
  public static let parameters: [Parameter<Self>] = melParameters

  public var transformLength = 256
  public var windowLength = 0
  public var hopLength = 0
  public var bands = 40
  public var lowestHertz = 0.0
  public var highestHertz = 0.0
  public var scale = MelScale.htk
  public var normalizesArea = false

  public init() {}

  public func resultShape(of shape: SoundShape) -> SoundShape? { resultShape(of: shape, rows: bands, .features) }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    let logMel = FeatureCache.logMel(settings(sampleRate: sample.shape.sampleRate))
    _ = sample.mixedDown()
    sample.map(to: resultShape(of: sample.shape, rows: bands, .features)) { logMel.writePower($0, into: $1) }
  }
}
