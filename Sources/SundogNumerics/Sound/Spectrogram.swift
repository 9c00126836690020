/// Complex short-time spectra: rows of frequencies, columns of frames.
public struct Spectrogram: Sendable {
  /// Rows: frequency k stands for k × sampleRate / transformLength hertz.
  public let frequencies: Int
  /// Columns.
  public let frames: Int
  /// Numbers from one row to the next: `frames`, rounded up to a multiple of sixteen for the kernels.
  public let stride: Int
  /// `frequencies × stride`; what lies behind the last frame of a row means nothing.
  public var real: [Float]
  public var imaginary: [Float]

  /// A spectrogram of zeros.
  public init(frequencies: Int, frames: Int) {
    self.frequencies = frequencies
    self.frames = frames
    stride = (frames + 15) / 16 * 16
    real = [Float](repeating: 0, count: frequencies * stride)
    imaginary = real
  }

  /// |X[k, t]|, a row of `frames` numbers for each frequency without gaps.
  public var magnitudes: [Float] {
    var result = [Float](repeating: 0, count: frequencies * frames)
    for k in 0..<frequencies {
      for t in 0..<frames {
        let (re, im) = (real[k * stride + t], imaginary[k * stride + t])
        result[k * frames + t] = (re * re + im * im).squareRoot()
      }
    }
    return result
  }

  func withUnsafeParts(_ body: (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Void) {
    real.withUnsafeBufferPointer { real in
      imaginary.withUnsafeBufferPointer { imaginary in
        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
        body(real, imaginary, stride)
      }
    }
  }

  mutating func withUnsafeMutableParts(
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    let stride = self.stride
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
        body(real, imaginary, stride)
      }
    }
  }
}
