import Foundation
import SundogNumerics

/// A waveform whose log-mel picture is a given one.
///
/// The picture gives the power of each band and frame; a source, pulses of a drawn pitch where low bands are loud and noise
/// elsewhere, gives the phases to begin with. Alternating projections (as `GriffinLim`, with its momentum) bring phases
/// into agreement, and after each round the power of each band is corrected by what the signal's own analysis says it
/// lacks, so that the analysis of the waveform finds the picture again.
package struct SpeechResynthesis: Sendable {
  private let analysis: SpeechAnalysis
  private let transform: ShortTimeFourier
  /// `bands × frequencies`: each frequency's power is the bands' powers in these shares.
  private let spreading: [Float]

  /// Iterations of each round.
  private static let rounds = [30, 10, 10]
  private static let momentum: Float = 0.99
  /// Peak of the waveform.
  private static let peak: Float = 0.7

  package init(_ analysis: SpeechAnalysis) {
    self.analysis = analysis
    transform = ShortTimeFourier(analysis.frames)
    let (bands, count) = (SpeechAnalysis.bands, analysis.frames.frequencies)
    var weights = analysis.bank.matrix
    var areas = [Float](repeating: 0, count: bands)
    for band in 0..<bands { for k in 0..<count { areas[band] += weights[band * count + k] } }
    for k in 0..<count {
      var sum: Float = 1e-6
      for band in 0..<bands { sum += weights[band * count + k] }
      for band in 0..<bands { weights[band * count + k] /= sum * max(areas[band], 1e-6) }
    }
    spreading = weights
  }

  /// - Parameters:
  ///   - numbers: as `SpeechAnalysis.describe` gives them; any finite numbers.
  ///   - random: decides pitch and noise.
  package func waveform(of numbers: [Float], random: inout SeededRandom) -> [Float] {
    let frames = analysis.frameCount(lengthNumber: numbers[SpeechAnalysis.dimension - 1])
    let target = powers(of: numbers, frames: frames)
    var spectrum = source(powers: target, frames: frames, random: &random)
    var powers = target
    var signal: [Float] = []
    for iterations in Self.rounds {
      let magnitudes = magnitudes(powers, frames: frames)
      Self.scale(&spectrum, to: magnitudes, frames: frames)
      var last = Spectrogram(frequencies: spectrum.frequencies, frames: frames)
      for _ in 0..<iterations {
        signal = inverse(spectrum, frames: frames)
        let projected = signal.withUnsafeBufferPointer { transform.forward($0) }
        let share = Self.momentum / (1 + Self.momentum)
        for i in spectrum.real.indices {
          spectrum.real[i] = projected.real[i] - share * last.real[i]
          spectrum.imaginary[i] = projected.imaginary[i] - share * last.imaginary[i]
        }
        last = projected
        Self.scale(&spectrum, to: magnitudes, frames: frames)
      }
      signal = inverse(spectrum, frames: frames)
      let found = signal.withUnsafeBufferPointer { analysis.powers($0) }
      // By the power 0.7 and a factor of 10 at most: bands overlap, and each corrects for its neighbors too.
      for i in powers.indices {
        powers[i] *= pow(min(10, max(0.1, target[i] / max(found[i], 1e-9))), 0.7)
      }
    }
    let loudest = signal.reduce(0) { max($0, abs($1)) }
    return signal.map { $0 * Self.peak / max(loudest, 1e-9) }
  }

  /// The powers of a picture, with a peak of 1.
  private func powers(of numbers: [Float], frames: Int) -> [Float] {
    let bands = SpeechAnalysis.bands
    let square = analysis.picture(of: numbers[0..<SpeechAnalysis.dimension - 1])
    var picture = SpeechAnalysis.stretched(square, columns: bands, to: frames).map { min(1, max(-1, $0)) }
    // A smooth picture lost its peak, and an analysis would lift all of it to 0 decibels; one cell restores it.
    if let loudest = picture.indices.max(by: { picture[$0] < picture[$1] }), picture[loudest] > -1 {
      picture[loudest] = 1
    }
    return picture.map { pow(10, ($0 - 1) * SpeechAnalysis.decibels / 20) }
  }

  private func magnitudes(_ powers: [Float], frames: Int) -> [Float] {
    let (bands, count) = (SpeechAnalysis.bands, analysis.frames.frequencies)
    var result = [Float](repeating: 0, count: count * frames)
    for band in 0..<bands {
      for k in 0..<count where spreading[band * count + k] > 0 {
        let share = spreading[band * count + k]
        for t in 0..<frames { result[k * frames + t] += share * powers[band * frames + t] }
      }
    }
    return result.map { ($0 + 1e-12).squareRoot() }
  }

  /// The spectrum of pulses and noise: pulses where the lower half of the bands is louder than the upper.
  private func source(powers: [Float], frames: Int, random: inout SeededRandom) -> Spectrogram {
    let bands = SpeechAnalysis.bands
    let rate = Double(analysis.sampleRate)
    // Voices of adults; the pitch falls a little towards the end, as in words spoken alone.
    let pitch = 90 * exp(random.uniform() * log(240.0 / 90))
    let count = analysis.samples(frames: frames)
    var signal = [Float](repeating: 0, count: count)
    var phase = 0.0
    for sample in 0..<count {
      let t = min(frames - 1, sample / analysis.frames.hopLength)
      var (low, high): (Float, Float) = (1e-9, 1e-9)
      for band in 0..<bands {
        if band < bands / 2 { low += powers[band * frames + t] } else { high += powers[band * frames + t] }
      }
      phase += pitch * (1.1 - 0.2 * Double(sample) / Double(count)) / rate
      var value = Float(random.normal()) * (low > high ? 0.1 : 1)
      if phase >= 1 {
        phase -= 1
        if low > high { value += Float((rate / pitch).squareRoot()) }
      }
      signal[sample] = value
    }
    return signal.withUnsafeBufferPointer { transform.forward($0) }
  }

  /// The inverse transform. Windows end at zero, and what stands there is divided by next to nothing: faded out.
  private func inverse(_ spectrum: Spectrogram, frames: Int) -> [Float] {
    var signal = transform.inverse(spectrum, samples: analysis.samples(frames: frames))
    let fade = max(1, analysis.frames.windowLength / 16)
    let outside = (analysis.frames.transformLength - analysis.frames.windowLength) / 2
    for i in 0..<min(outside + fade, signal.count / 2) {
      let factor = i < outside ? 0 : Float(i - outside) / Float(fade)
      signal[i] *= factor
      signal[signal.count - 1 - i] *= factor
    }
    return signal
  }

  private static func scale(_ spectrum: inout Spectrogram, to magnitudes: [Float], frames: Int) {
    let stride = spectrum.stride
    for k in 0..<spectrum.frequencies {
      for t in 0..<frames {
        let place = k * stride + t
        let (real, imaginary) = (spectrum.real[place], spectrum.imaginary[place])
        let factor = magnitudes[k * frames + t] / max((real * real + imaginary * imaginary).squareRoot(), 1e-16)
        spectrum.real[place] = real * factor
        spectrum.imaginary[place] = imaginary * factor
      }
    }
  }
}
