/// A signal whose spectrogram has given magnitudes, by alternating projections with momentum.
///
///     Cᵢ = transform(inverse(|M| · Aᵢ)),   Tᵢ = Cᵢ − m / (1 + m) Cᵢ₋₁,   Aᵢ₊₁ = Tᵢ / |Tᵢ|
///
/// Sources: Griffin, Lim, "Signal estimation from modified short-time Fourier transform" (1984); Perraudin, Balazs,
/// Søndergaard, "A fast Griffin–Lim algorithm" (2013), with the momentum as librosa writes it.
public struct GriffinLim: Sendable {
  public let transform: ShortTimeFourier
  public let iterations: Int
  /// 0 for the original algorithm; at most 1.
  public let momentum: Float

  /// - Precondition: 0 ≤ momentum ≤ 1, and frames are centered.
  public init(_ transform: ShortTimeFourier, iterations: Int = 32, momentum: Float = 0.99) {
    precondition((0...1).contains(momentum), "momentum in [0, 1]")
    precondition(transform.settings.padding != .none, "centered frames")
    self.transform = transform
    self.iterations = iterations
    self.momentum = momentum
  }

  /// - Parameters:
  ///   - magnitudes: |X[k, t]|, a row for each frequency without gaps.
  ///   - seed: decides the phases that the first iteration begins with.
  public func callAsFunction(magnitudes: [Float], frames: Int, samples: Int, seed: UInt64) -> [Float] {
    precondition(magnitudes.count == transform.settings.frequencies * frames, "a row for each frequency")
    var estimate = Spectrogram(frequencies: transform.settings.frequencies, frames: frames)
    var generator = SeededRandom(seed: seed, stream: 0x6C1)
    for k in 0..<estimate.frequencies {
      for t in 0..<frames {
        let place = k * estimate.stride + t
        (estimate.real[place], estimate.imaginary[place]) = Self.direction(&generator)
      }
    }
    scale(&estimate, to: magnitudes)
    var last = Spectrogram(frequencies: estimate.frequencies, frames: frames)
    for _ in 0..<iterations {
      let signal = transform.inverse(estimate, samples: samples)
      let projected = signal.withUnsafeBufferPointer { transform.forward($0) }
      accelerate(projected, from: last, into: &estimate)
      last = projected
      scale(&estimate, to: magnitudes)
    }
    return transform.inverse(estimate, samples: samples)
  }

  /// A uniformly distributed point of the unit circle, by rejection.
  private static func direction(_ generator: inout SeededRandom) -> (Float, Float) {
    while true {
      let (x, y) = (2 * Float(generator.uniform()) - 1, 2 * Float(generator.uniform()) - 1)
      let square = x * x + y * y
      if square > 0.01 && square <= 1 { return (x / square.squareRoot(), y / square.squareRoot()) }
    }
  }

  private func accelerate(_ now: Spectrogram, from last: Spectrogram, into estimate: inout Spectrogram) {
    let share = momentum / (1 + momentum)
    for i in estimate.real.indices {
      estimate.real[i] = now.real[i] - share * last.real[i]
      estimate.imaginary[i] = now.imaginary[i] - share * last.imaginary[i]
    }
  }

  private func scale(_ estimate: inout Spectrogram, to magnitudes: [Float]) {
    let (frequencies, frames, stride) = (estimate.frequencies, estimate.frames, estimate.stride)
    estimate.withUnsafeMutableParts { real, imaginary, _ in
      magnitudes.withUnsafeBufferPointer { magnitudes in
        for k in 0..<frequencies {
          for t in 0..<frames {
            let place = k * stride + t
            let size = (real[place] * real[place] + imaginary[place] * imaginary[place]).squareRoot()
            let factor = magnitudes[k * frames + t] / max(size, 1e-16)
            real[place] *= factor
            imaginary[place] *= factor
          }
        }
      }
    }
  }
}
