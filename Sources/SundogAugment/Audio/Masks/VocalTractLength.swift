import SundogNumerics

/// Another speaker's vocal tract: frequencies stretched by α up to a corner f₀, and squeezed above it so that half the
/// sample rate h stays.
///
///     f′ = α f                                     for f ≤ f₀ min(α, 1) / α
///     f′ = h − (h − f₀ min(α, 1)) / (h − f₀ min(α, 1) / α) (h − f)   above
///
/// Spectra of a waveform are moved with interpolation between neighboring frequencies, and it is put together again;
/// frames keep their phases, so that a pure tone wavers where neighboring frames no longer agree.
/// Source: Jaitly, Hinton, "Vocal tract length perturbation (VTLP) improves speech recognition" (2013), equation 1.
public struct VocalTractLength: SoundTransform {
  public static let name = "vocalTractLength"
  public static let takes: Set<SoundShape.Domain> = [.waveform, .magnitudes]
  public static let parameters: [Parameter<Self>] = [
    .range("factorRange", \.factorRange, in: 0.5...2), .number("cornerHertz", \.cornerHertz, in: 1...192_000),
  ]

  /// α.
  public var factorRange: ClosedRange<Double> = 0.9...1.1
  /// f₀, at most 0.9 h.
  public var cornerHertz = 3000.0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var factor: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(factor: generator.uniform(in: factorRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    if sample.shape.domain == .magnitudes {
      let (rows, columns) = (sample.shape.rows, sample.shape.columns)
      let places = sources(rows: rows, sampleRate: sample.shape.sampleRate, factor: draw.factor)
      sample.map(to: sample.shape) { source, target in
        for (row, place) in places.enumerated() {
          for column in 0..<columns {
            let low = source[place.row * columns + column]
            let high = source[(place.row + 1) * columns + column]
            target[row * columns + column] = low + place.share * (high - low)
          }
        }
      }
      return
    }
    sample.editSpectra { spectrogram in
      let places = sources(
        rows: spectrogram.frequencies, sampleRate: sample.shape.sampleRate, factor: draw.factor)
      let (real, imaginary, stride) = (spectrogram.real, spectrogram.imaginary, spectrogram.stride)
      for (row, place) in places.enumerated() {
        // Spectra of frames alternate in sign, as time counts from a frame's beginning and not from its middle:
        // without that, neighbors have similar phases and can be interpolated.
        let sign = (row + place.row).isMultiple(of: 2) ? Float(1) : -1
        let (near, far) = (sign * (1 - place.share), -sign * place.share)
        let (low, high) = (place.row * stride, (place.row + 1) * stride)
        for column in 0..<spectrogram.frames {
          spectrogram.real[row * stride + column] = near * real[low + column] + far * real[high + column]
          spectrogram.imaginary[row * stride + column] = near * imaginary[low + column] + far * imaginary[high + column]
        }
      }
    }
  }

  /// Where each row of the result lies between two rows of the source.
  func sources(rows: Int, sampleRate: Int, factor: Double) -> [(row: Int, share: Float)] {
    let half = Double(sampleRate) / 2
    let corner = min(cornerHertz, 0.9 * half) * min(factor, 1)
    return (0..<rows).map { row in
      let hertz = half * Double(row) / Double(rows - 1)
      // The inverse of the formula above: which f is heard at f′.
      let slope = (half - corner / factor) / (half - corner)
      let from = hertz <= corner ? hertz / factor : half - slope * (half - hertz)
      let place = from / half * Double(rows - 1)
      let whole = min(rows - 2, max(0, Int(place)))
      return (whole, Float(min(1, max(0, place - Double(whole)))))
    }
  }
}
