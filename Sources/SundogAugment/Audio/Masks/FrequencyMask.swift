import SundogNumerics

/// Frequencies without content: a run of rows, a share of them, is the smallest value. In a waveform the frequencies of
/// its short-time transform are masked, and it is put together again.
public struct FrequencyMask: SoundTransform {
  public static let name = "frequencyMask"
  public static let takes: Set<SoundShape.Domain> = [.waveform, .magnitudes, .features]
  public static let parameters: [Parameter<Self>] = [.range("shareRange", \.shareRange, in: 0...1)]

  /// How much is masked.
  public var shareRange: ClosedRange<Double> = 0.02...0.15

  public init() {}

  public struct Draw: Codable, Sendable {
    public var share: Double
    /// Where the mask begins, as a share of what is left over.
    public var place: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(share: generator.uniform(in: shareRange), place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    if sample.shape.domain == .waveform {
      sample.editSpectra { spectrogram in
        let masked = MaskedRun(share: draw.share, place: draw.place, of: spectrogram.frequencies)
        for i in masked.range.lowerBound * spectrogram.stride..<masked.range.upperBound * spectrogram.stride {
          spectrogram.real[i] = 0
          spectrogram.imaginary[i] = 0
        }
      }
    } else {
      let masked = MaskedRun(share: draw.share, place: draw.place, of: sample.shape.rows)
      let fill = sample.silence
      let columns = sample.shape.columns
      sample.mutate { values in
        for i in masked.range.lowerBound * columns..<masked.range.upperBound * columns { values[i] = fill }
      }
    }
  }
}

extension SoundSample {
  /// Lets `body` change the short-time spectra of each channel: frames of about 64 milliseconds, a quarter apart.
  func editSpectra(_ body: (inout Spectrogram) -> Void) {
    let length = FrameSettings.transformLength(sampleRate: shape.sampleRate, seconds: 0.064)
    let transform = ShortTimeFourier(
      FrameSettings(windowLength: length, hopLength: length / 4, transformLength: length, padding: .zeros))
    mapRows { source, target in
      var spectrogram = transform.forward(source)
      body(&spectrogram)
      let edited = transform.inverse(spectrogram, samples: target.count)
      for j in target.indices { target[j] = edited[j] }
    }
  }
}

extension FrameSettings {
  /// The power of two from 64 to 65,536 whose duration is nearest on a logarithmic scale.
  static func transformLength(sampleRate: Int, seconds: Double) -> Int {
    var length = 64
    while length < 1 << 16, Double(length) * 1.4142 < seconds * Double(sampleRate) { length *= 2 }
    return length
  }
}
