import CSundogKernels
import Foundation
import Synchronization

/// Changes of duration that keep pitch, and of pitch that keep duration.
///
/// Frames of n samples under a periodic Hann window, n/4 apart in the output, are taken from the input around
/// position × rate and turned, region by region around the peaks of their spectra, so that each continues the one
/// before it; `sundog_stretch` states the formula.
///
/// Sources: Puckette, "Phase-locked vocoder" (1995); Laroche, Dolson, "Improved phase vocoder time-scale modification
/// of audio" (1999).
public struct PhaseVocoder: Sendable {
  /// Samples a frame, a power of two and at least 64.
  public let transformLength: Int
  private let window: [Float]
  private let plan: SpectrumPlan
  private static let shared = Mutex<[Int: PhaseVocoder]>([:])

  /// - Precondition: `transformLength` is a power of two and at least 64.
  public init(transformLength: Int) {
    precondition(transformLength >= 64 && transformLength & (transformLength - 1) == 0, "a power of two of at least 64")
    self.transformLength = transformLength
    window = ShortTimeFourier.hann(transformLength, within: transformLength)
    plan = SpectrumPlan.shared(count: transformLength)
  }

  /// The vocoder with frames of about 64 milliseconds: long enough for the harmonics of a deep voice.
  public static func shared(sampleRate: Int) -> PhaseVocoder {
    let exponent = log2(0.064 * Double(max(1, sampleRate))).rounded()
    let length = 1 << Int(min(max(exponent, 6), 16))
    return shared.withLock { vocoders in
      if let vocoder = vocoders[length] { return vocoder }
      let vocoder = PhaseVocoder(transformLength: length)
      vocoders[length] = vocoder
      return vocoder
    }
  }

  private var hop: Int { transformLength / 4 }

  /// Fills `output` with the signal at `rate` times its speed: sample j sounds like the signal around j × rate, and
  /// like silence behind its end.
  ///
  /// - Precondition: 1/16 ≤ rate ≤ 16.
  public func stretch(
    _ signal: UnsafeBufferPointer<Float>, rate: Double, into output: UnsafeMutableBufferPointer<Float>
  ) {
    stretch(signal, rate: rate, frequencies: transformLength / 2 + 1, into: output)
  }

  /// Fills `output` with the signal, its pitch changed by a number of semitones (twelfths of an octave).
  ///
  /// The signal is stretched by 2^(semitones / 12) without the frequencies that would leave the band, and then read
  /// faster by the same factor.
  ///
  /// - Precondition: `output` is as long as the signal, and −48 ≤ semitones ≤ 48.
  public func shiftPitch(
    _ signal: UnsafeBufferPointer<Float>, semitones: Double, into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(output.count == signal.count, "pitch changes, length does not")
    let factor = exp2(semitones / 12)
    let count = Int((Double(signal.count) * factor).rounded(.up)) + Int(SUNDOG_TAPS)
    // The band that is left, but for what the interpolation cannot keep.
    let kept = Double(transformLength / 2 + 1) * min(1, 0.96 / factor)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { stretched in
      stretch(signal, rate: 1 / factor, frequencies: Int(kept), into: stretched)
      SincInterpolation.shared.read(UnsafeBufferPointer(stretched), from: 0, step: factor, into: output)
    }
  }

  private func stretch(
    _ signal: UnsafeBufferPointer<Float>, rate: Double, frequencies: Int,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition((1.0 / 16...16).contains(rate), "a rate within four octaves")
    guard !output.isEmpty else { return }
    let half = transformLength / 2
    // Frames a hop before the first sample and behind the last one reach into the output, too.
    let frames = (output.count + hop - 1) / hop + 3
    // Zeros in front for the first frame and the input a hop before it, and behind for the last.
    let lead = Int((Double(hop) * rate).rounded(.up))
    let before = half + hop + lead
    func start(_ frame: Int) -> Int { hop + lead + Int((Double((frame - 1) * hop) * rate).rounded()) }
    let last = start(frames - 1)
    let padded = max(before + signal.count, last + transformLength)
    let whole = (frames - 1) * hop + transformLength
    withUnsafeTemporaryAllocation(of: Float.self, capacity: padded + whole) { memory in
      memory.initialize(repeating: 0)
      guard let input = memory.baseAddress else { return }
      if let base = signal.baseAddress { (input + before).update(from: base, count: signal.count) }
      let sum = input + padded
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: frames) { starts in
        for i in 0..<frames { starts[i] = Int32(start(i)) }
        plan.withScratch(floats: sundog_stretch_scratch) { plan, scratch in
          sundog_stretch(
            plan, sundog_best_instructions(), window, input, starts.baseAddress, Int32(frames), Int32(hop),
            Int32(frequencies), sum, scratch)
        }
      }
      // Squared windows a quarter of their length apart sum to 3/2.
      for j in output.indices { output[j] = sum[half + hop + j] * (2.0 / 3) }
    }
  }
}
