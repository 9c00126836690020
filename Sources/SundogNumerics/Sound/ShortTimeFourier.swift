import CSundogKernels
import Foundation

/// The short-time Fourier transform of a signal, its power, and its inverse.
///
///     X[k, t] = Σ_j w[j] x[t · hop + j − padding] exp(−2πi jk / n),   k = 0 … n/2
///
/// with the periodic Hann window w[j] = ½ − ½ cos(2πj / m). The errors of single precision are about 10⁻⁶ of a frame's
/// root mean square. A value can be used from many threads at once.
///
/// Complexity: O(frames · n log n); sixteen frames are transformed together.
public struct ShortTimeFourier: Sendable {
  public let settings: FrameSettings
  /// The window of a whole frame, zero where the settings' window is shorter.
  let window: [Float]
  private let plan: SpectrumPlan

  /// - Precondition: `settings.problem` is `nil`.
  public init(_ settings: FrameSettings) {
    precondition(settings.problem == nil, settings.problem ?? "")
    self.settings = settings
    window = Self.hann(settings.windowLength, within: settings.transformLength)
    plan = SpectrumPlan.shared(count: settings.transformLength)
  }

  static func hann(_ length: Int, within frame: Int) -> [Float] {
    var window = [Float](repeating: 0, count: frame)
    let first = (frame - length) / 2
    for j in 0..<length { window[first + j] = Float(0.5 - 0.5 * cos(2 * Double.pi * Double(j) / Double(length))) }
    return window
  }

  /// Frames of a signal of so many samples.
  public func frameCount(samples: Int) -> Int { settings.frameCount(samples: samples) }

  /// The transform of a signal.
  public func forward(_ signal: UnsafeBufferPointer<Float>) -> Spectrogram {
    var spectrogram = Spectrogram(frequencies: settings.frequencies, frames: frameCount(samples: signal.count))
    withFrames(of: signal) { padded, starts in
      forward(padded, starts: starts, into: &spectrogram)
    }
    return spectrogram
  }

  /// The transform of frames that begin at `starts`, without padding.
  ///
  /// - Precondition: a whole frame lies behind each start, and the spectrogram has a frame for each.
  public func forward(
    _ signal: UnsafeBufferPointer<Float>, starts: UnsafeBufferPointer<Int32>, into spectrogram: inout Spectrogram
  ) {
    check(starts, signal.count, spectrogram)
    spectrogram.withUnsafeMutableParts { real, imaginary, stride in
      plan.withScratch { plan, scratch in
        sundog_stft(
          plan, sundog_best_instructions(), window, signal.baseAddress, starts.baseAddress, Int32(starts.count), real,
          imaginary, stride, scratch)
      }
    }
  }

  /// The power |X[k, t]|², a row of frames for each frequency, or weighted sums of it.
  ///
  /// - Precondition: `output` has a row of `frameCount` numbers for each band of the bank or each frequency.
  public func power(
    _ signal: UnsafeBufferPointer<Float>, bank: MelFilterBank? = nil, into output: UnsafeMutableBufferPointer<Float>
  ) {
    let frames = frameCount(samples: signal.count)
    precondition(output.count == frames * (bank?.bands ?? settings.frequencies), "a row for each band")
    precondition(bank.map { $0.frequencies == settings.frequencies } ?? true, "a bank for frames of this length")
    withFrames(of: signal) { padded, starts in
      plan.withScratch { plan, scratch in
        func run(_ bank: UnsafePointer<sundog_filter_bank>?) {
          sundog_power_spectrogram(
            plan, sundog_best_instructions(), window, padded.baseAddress, starts.baseAddress, Int32(frames), bank,
            output.baseAddress, scratch)
        }
        if let bank { bank.withUnsafeBank(run) } else { run(nil) }
      }
    }
  }

  /// The signal whose transform is nearest to `spectrogram`: Σ_t w x_t / Σ_t w², of `samples` samples.
  ///
  /// Samples that no window covers are zero. Source: Griffin, Lim, "Signal estimation from modified short-time Fourier
  /// transform" (1984), equation 6.
  ///
  /// - Precondition: `settings.padding` is not `none` or the signal is as long as its frames.
  public func inverse(_ spectrogram: Spectrogram, samples: Int) -> [Float] {
    let length = settings.transformLength
    let frames = spectrogram.frames
    let before = settings.padding == .none ? 0 : length / 2
    let starts = (0..<frames).map { Int32($0 * settings.hopLength) }
    let total = max((frames - 1) * settings.hopLength + length, before + samples)
    var sum = [Float](repeating: 0, count: total)
    starts.withUnsafeBufferPointer { starts in
      sum.withUnsafeMutableBufferPointer { addFrames(spectrogram, starts: starts, to: $0) }
    }
    var weight = [Float](repeating: 0, count: total)
    for start in starts {
      for j in 0..<length { weight[Int(start) + j] += window[j] * window[j] }
    }
    return (0..<samples).map { sample in
      let covered = weight[before + sample]
      return covered > 1e-8 ? sum[before + sample] / covered : 0
    }
  }

  /// Adds window × inverse transform of each frame to `signal` from the frame's start on.
  ///
  /// - Precondition: a whole frame lies behind each start.
  public func addFrames(
    _ spectrogram: Spectrogram, starts: UnsafeBufferPointer<Int32>, to signal: UnsafeMutableBufferPointer<Float>
  ) {
    check(starts, signal.count, spectrogram)
    spectrogram.withUnsafeParts { real, imaginary, stride in
      plan.withScratch { plan, scratch in
        sundog_overlap_add(
          plan, sundog_best_instructions(), window, real, imaginary, stride, starts.baseAddress, Int32(starts.count),
          signal.baseAddress, scratch)
      }
    }
  }

  private func check(_ starts: UnsafeBufferPointer<Int32>, _ samples: Int, _ spectrogram: Spectrogram) {
    precondition(spectrogram.frames == starts.count, "a frame for each start")
    precondition(spectrogram.frequencies == settings.frequencies, "a spectrogram of this transform's length")
    let last = samples - settings.transformLength
    precondition(starts.allSatisfy { $0 >= 0 && Int($0) <= last }, "a whole frame lies behind each start")
  }

  /// Calls `body` with the padded signal and where its frames begin.
  private func withFrames(
    of signal: UnsafeBufferPointer<Float>, _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int32>) -> Void
  ) {
    let frames = frameCount(samples: signal.count)
    let before = settings.padding == .none ? 0 : settings.transformLength / 2
    let count = max(signal.count + 2 * before, (frames - 1) * settings.hopLength + settings.transformLength)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { padded in
      pad(signal, before: before, into: padded)
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: frames) { starts in
        for t in 0..<frames { starts[t] = Int32(t * settings.hopLength) }
        body(UnsafeBufferPointer(padded), UnsafeBufferPointer(starts))
      }
    }
  }

  private func pad(_ signal: UnsafeBufferPointer<Float>, before: Int, into padded: UnsafeMutableBufferPointer<Float>) {
    let count = signal.count
    for j in 0..<before { padded[j] = settings.padding == .reflect ? Self.mirrored(signal, j - before) : 0 }
    if count > 0, let base = signal.baseAddress, let target = padded.baseAddress {
      (target + before).update(from: base, count: count)
    }
    for j in before + count..<padded.count {
      padded[j] = settings.padding == .reflect && before > 0 ? Self.mirrored(signal, j - before) : 0
    }
  }

  /// The sample at any position of a signal that is mirrored at both ends again and again.
  private static func mirrored(_ signal: UnsafeBufferPointer<Float>, _ position: Int) -> Float {
    let count = signal.count
    if count < 2 { return count == 1 ? signal[0] : 0 }
    let period = 2 * (count - 1)
    let phase = ((position % period) + period) % period
    return signal[phase < count ? phase : period - phase]
  }
}
