import SundogNumerics

/// Mel-frequency cepstral coefficients of the channels' mean. `MelCepstrum` states the formula.
public struct MelCepstrumTransform: MelTransform {
  public static let name = "mfcc"
  public static let gives: SoundShape.Domain? = .features
  public static let parameters: [Parameter<Self>] =
    melParameters + [
      .integer("coefficients", \.coefficients, in: 1...1024), .number("dynamicRange", \.dynamicRange, in: 0...300),
    ]

  public var transformLength = 256
  public var windowLength = 0
  public var hopLength = 0
  public var bands = 40
  public var lowestHertz = 0.0
  public var highestHertz = 0.0
  public var scale = MelScale.htk
  public var normalizesArea = false
  public var coefficients = 13
  /// Decibels under the clip's largest value below which all is one; 0 for no such limit.
  public var dynamicRange = 80.0

  public init() {}

  public var conflict: String? {
    if coefficients > bands { return "coefficients is \(coefficients); at most bands (\(bands)) is expected" }
    var mel = MelSpectrogramTransform()
    (mel.transformLength, mel.windowLength, mel.hopLength) = (transformLength, windowLength, hopLength)
    (mel.bands, mel.lowestHertz, mel.highestHertz) = (bands, lowestHertz, highestHertz)
    return mel.conflict
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? {
    resultShape(of: shape, rows: coefficients, .features)
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    var settings = settings(sampleRate: sample.shape.sampleRate)
    settings.dynamicRange = dynamicRange > 0 ? Float(dynamicRange) : nil
    let cepstrum = MelCepstrum(FeatureCache.logMel(settings), coefficients: coefficients)
    _ = sample.mixedDown()
    sample.map(to: resultShape(of: sample.shape, rows: coefficients, .features)) { source, target in
      let values = cepstrum(Array(source))
      for i in target.indices { target[i] = values[i] }
    }
  }
}
