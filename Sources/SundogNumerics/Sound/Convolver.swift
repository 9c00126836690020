import CSundogKernels

/// Convolution with one response, such as the echoes of a room, by Fourier transforms of blocks.
///
///     y[j] = Σ_i h[i] x[j − i]
///
/// Blocks of b samples are transformed with as many zeros behind them; the response is cut into parts of b samples, and
/// each part multiplies the blocks before (uniformly partitioned overlap-add).
///
/// Complexity: O(n log b + n m / b) for n samples and a response of m. Source: Stockham, "High-speed convolution and
/// correlation" (1966); Wefers, "Partitioned convolution algorithms for real-time auralization" (2015), Chapter 5.
public struct Convolver: Sendable {
  /// Samples of the response.
  public let count: Int
  private let block: Int
  private let parts: [Spectrogram]
  private let plan: SpectrumPlan
  /// One for the first half of a frame, zero for the rest; and one everywhere.
  private let first: [Float]
  private let all: [Float]

  /// - Precondition: the response is not empty.
  public init(response: [Float]) {
    precondition(!response.isEmpty, "a response of at least one sample")
    count = response.count
    var block = 64
    while block < 1024 && block < response.count { block *= 2 }
    self.block = block
    plan = SpectrumPlan.shared(count: 2 * block)
    first = (0..<2 * block).map { $0 < block ? 1 : 0 }
    all = [Float](repeating: 1, count: 2 * block)
    let padded = response + [Float](repeating: 0, count: (block - response.count % block) % block + block)
    let (plan, first) = (plan, first)
    parts = (0..<(response.count + block - 1) / block).map { part in
      var spectrum = Spectrogram(frequencies: block + 1, frames: 1)
      var start = Int32(part * block)
      spectrum.withUnsafeMutableParts { real, imaginary, stride in
        plan.withScratch { plan, scratch in
          sundog_stft(
            plan, sundog_best_instructions(), first, padded, &start, 1, real, imaginary, stride, scratch)
        }
      }
      return spectrum
    }
  }

  /// Fills `output` with the beginning of the convolution, at most `signal.count + count − 1` samples, then zeros.
  public func convolve(_ signal: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>) {
    let needed = min(signal.count, output.count)
    let filled = (needed + block - 1) / block
    // Blocks behind the signal's end still carry its echoes.
    let frames = min((output.count + block - 1) / block, filled + parts.count)
    output.initialize(repeating: 0)
    guard frames > 0, filled > 0 else { return }
    var padded = [Float](repeating: 0, count: (frames + 1) * block)
    for j in 0..<needed { padded[j] = signal[j] }
    var starts = (0..<frames).map { Int32($0 * block) }
    var spectra = Spectrogram(frequencies: block + 1, frames: frames)
    var product = Spectrogram(frequencies: block + 1, frames: frames)
    var sum = [Float](repeating: 0, count: (frames + 1) * block)
    spectra.withUnsafeMutableParts { real, imaginary, stride in
      plan.withScratch { plan, scratch in
        sundog_stft(
          plan, sundog_best_instructions(), first, padded, &starts, Int32(frames), real, imaginary, stride, scratch)
      }
    }
    multiply(spectra, into: &product)
    product.withUnsafeParts { real, imaginary, stride in
      plan.withScratch { plan, scratch in
        sundog_overlap_add(
          plan, sundog_best_instructions(), all, real, imaginary, stride, &starts, Int32(frames), &sum, scratch)
      }
    }
    for j in 0..<min(output.count, sum.count) { output[j] = sum[j] }
  }

  private func multiply(_ spectra: Spectrogram, into product: inout Spectrogram) {
    let frames = spectra.frames
    spectra.withUnsafeParts { real, imaginary, stride in
      product.withUnsafeMutableParts { productReal, productImaginary, _ in
        for (shift, part) in parts.enumerated() where shift < frames {
          // Rows of one frame lie `part.stride` apart.
          let responseReal = Swift.stride(from: 0, to: part.real.count, by: part.stride).map { part.real[$0] }
          let responseImaginary = Swift.stride(from: 0, to: part.real.count, by: part.stride).map { part.imaginary[$0] }
          sundog_multiply_spectra(
            sundog_best_instructions(), Int32(block + 1), stride, Int32(frames), Int32(shift), real, imaginary,
            responseReal, responseImaginary, productReal, productImaginary)
        }
      }
    }
  }
}
