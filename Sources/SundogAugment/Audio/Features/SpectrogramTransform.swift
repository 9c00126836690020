import SundogNumerics

/// Magnitudes |X[k, t]| of the short-time Fourier transform of the channels' mean: rows of frequencies, columns of
/// frames. `ShortTimeFourier` states the formula.
public struct SpectrogramTransform: FramedTransform {
  public static let name = "spectrogram"
  public static let gives: SoundShape.Domain? = .magnitudes
  public static let parameters: [Parameter<Self>] = frameParameters

  public var transformLength = 256
  public var windowLength = 0
  public var hopLength = 0

  public init() {}

  public func resultShape(of shape: SoundShape) -> SoundShape? {
    resultShape(of: shape, rows: frames.frequencies, .magnitudes)
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    let transform = FeatureCache.transform(frames)
    let samples = sample.shape.columns
    _ = sample.mixedDown()
    sample.map(to: resultShape(of: sample.shape, rows: frames.frequencies, .magnitudes)) { source, target in
      transform.power(source, into: target)
      for i in target.indices { target[i] = target[i].squareRoot() }
    }
    sample.origin = (frames, samples)
  }
}
