import Foundation

/// Mel-frequency cepstral coefficients: the cosine transform of log-mel spectra over the bands.
///
///     C[q, t] = s(q) Σ_b L[b, t] cos(π q (b + ½) / bands),   s(0) = √(1 / bands), s(q) = √(2 / bands)
///
/// Source: Davis, Mermelstein, "Comparison of parametric representations for monosyllabic word recognition" (1980); the
/// orthonormal cosine transform of type 2, as librosa and torchaudio use it.
public struct MelCepstrum: Sendable {
  public let logMel: LogMel
  /// Rows of the result: coefficients 0 to `coefficients − 1`.
  public let coefficients: Int
  private let matrix: [Float]

  /// - Precondition: 1 ≤ coefficients ≤ bands.
  public init(_ logMel: LogMel, coefficients: Int) {
    let bands = logMel.settings.bands
    precondition((1...bands).contains(coefficients), "1 to \(bands) coefficients")
    self.logMel = logMel
    self.coefficients = coefficients
    matrix = (0..<coefficients * bands).map { index in
      let (q, b) = (index / bands, index % bands)
      let scale = ((q == 0 ? 1 : 2) / Double(bands)).squareRoot()
      return Float(scale * cos(Double.pi * Double(q) * (Double(b) + 0.5) / Double(bands)))
    }
  }

  /// `coefficients × frames` numbers.
  public func callAsFunction(_ signal: [Float]) -> [Float] {
    let bands = logMel.settings.bands
    let frames = logMel.frameCount(samples: signal.count)
    let spectra = logMel(signal)
    return [Float](unsafeUninitializedCapacity: coefficients * frames) { output, initialized in
      output.initialize(repeating: 0)
      spectra.withUnsafeBufferPointer { spectra in
        for q in 0..<coefficients {
          for b in 0..<bands {
            let factor = matrix[q * bands + b]
            for t in 0..<frames { output[q * frames + t] += factor * spectra[b * frames + t] }
          }
        }
      }
      initialized = coefficients * frames
    }
  }
}
