import SundogNumerics

/// Another speaker's vocal tract: frequencies stretched by α up to a corner f₀, and squeezed above it so that half the
/// sample rate h stays.
///
///     f′ = α f                                     for f ≤ f₀ min(α, 1) / α
///     f′ = h − (h − f₀ min(α, 1)) / (h − f₀ min(α, 1) / α) (h − f)   above
///
/// Spectra of a waveform are moved with interpolation between neighboring frequencies, and it is put together again.
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
        // The nearer one's phase with the interpolated size: opposite phases of neighbors would cancel.
        let near = place.share < 0.5 ? place.row : place.row + 1
        for column in 0..<spectrogram.frames {
          let (low, high) = (place.row * stride + column, (place.row + 1) * stride + column)
          let sizes = (Self.size(real[low], imaginary[low]), Self.size(real[high], imaginary[high]))
          let size = sizes.0 + place.share * (sizes.1 - sizes.0)
          let own = place.share < 0.5 ? sizes.0 : sizes.1
          let factor = own > 0 ? size / own : 0
          spectrogram.real[row * stride + column] = factor * real[near * stride + column]
          spectrogram.imaginary[row * stride + column] = factor * imaginary[near * stride + column]
        }
      }
    }
  }

  private static func size(_ real: Float, _ imaginary: Float) -> Float {
    (real * real + imaginary * imaginary).squareRoot()
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
