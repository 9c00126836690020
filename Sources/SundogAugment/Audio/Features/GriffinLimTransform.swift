import SundogNumerics

/// A waveform whose spectrogram has the magnitudes of the spectrogram before. `GriffinLim` states the algorithm and its
/// sources.
public struct GriffinLimTransform: SoundTransform {
  public static let name = "griffinLim"
  public static let takes: Set<SoundShape.Domain> = [.magnitudes]
  public static let gives: SoundShape.Domain? = .waveform
  public static let parameters: [Parameter<Self>] = [
    .integer("iterations", \.iterations, in: 0...1000), .number("momentum", \.momentum, in: 0...1),
  ]

  public var iterations = 32
  public var momentum = 0.99

  public init() {}

  public struct Draw: Codable, Sendable {
    public var phaseSeed: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(phaseSeed: generator.noiseSeed())
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? { nil }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard let origin = sample.origin else { return }
    let algorithm = GriffinLim(
      FeatureCache.transform(origin.frames), iterations: iterations, momentum: Float(momentum))
    let frames = sample.shape.columns
    sample.map(to: sample.shape.with(rows: 1, columns: origin.samples, .waveform)) { source, target in
      let signal = algorithm(
        magnitudes: Array(source), frames: frames, samples: target.count, seed: UInt64(draw.phaseSeed))
      for j in target.indices { target[j] = signal[j] }
    }
  }
}
