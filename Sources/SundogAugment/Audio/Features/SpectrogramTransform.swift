import SundogNumerics

/// Magnitudes |X[k, t]| of the short-time Fourier transform of the channels' mean: rows of frequencies, columns of
/// frames. `ShortTimeFourier` states the formula.
public struct SpectrogramTransform: SoundTransform {
  public static let name = "spectrogram"
  public static let gives: SoundShape.Domain? = .magnitudes
  public static let parameters: [Parameter<Self>] = Parameter.frames(\.frames)

  public var frames = FrameSettings.transformDefault

  public init() {}

  public func resultShape(of shape: SoundShape) -> SoundShape? {
    shape.with(rows: frames.frequencies, columns: frames.frameCount(samples: shape.columns), .magnitudes)
  }

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    let transform = ShortTimeFourier(frames)
    let samples = sample.shape.columns
    _ = sample.mixedDown()
    let after = sample.shape.with(
      rows: frames.frequencies, columns: frames.frameCount(samples: samples), .magnitudes)
    sample.map(to: after) { source, target in
      transform.power(source, into: target)
      for i in target.indices { target[i] = target[i].squareRoot() }
    }
    sample.origin = (frames, samples)
  }
}

extension FrameSettings {
  /// Frames of 256 samples, half of them apart.
  static let transformDefault = FrameSettings(windowLength: 256, hopLength: 128, transformLength: 256)
}

extension Parameter {
  /// The parameters of frames.
  static func frames(_ path: WritableKeyPath<Owner, FrameSettings> & Sendable) -> [Parameter] {
    [
      .integer("transformLength", path.appending(path: \.transformLength), powersOfTwo: 16...65_536),
      .integer("windowLength", path.appending(path: \.windowLength), in: 1...65_536),
      .integer("hopLength", path.appending(path: \.hopLength), in: 1...65_536),
      .choice("padding", path.appending(path: \.padding)),
    ]
  }
}
