import Foundation
import Sundog
import SundogNumerics

/// A clip of speech as some numbers: what its log-mel picture looks like at a standard length, and how long it was.
///
/// The power in `bands` mel bands, in decibels below the clip's peak, is brought to [−1, 1] over 60 dB and to `bands`
/// columns by linear interpolation over time, so that fast and slow speech lie over each other. The first `rows × columns`
/// coefficients of the picture's orthonormal cosine transform, over `bands`, are its shape; the last number is the
/// logarithm of its length. How loud a clip is is not kept.
package struct SpeechAnalysis: Sendable {
  package static let bands = 32
  /// Coefficients over frequency and over time.
  package static let rows = 12
  package static let columns = 10
  /// Numbers that describe a clip.
  package static let dimension = rows * columns + 1
  static let decibels: Float = 60

  package let sampleRate: Int
  /// The longest clip, in seconds.
  package let seconds: Double
  package let frames: FrameSettings
  package let bank: MelFilterBank
  private let mel: LogMel
  /// `rows × bands` numbers: the first functions of the orthonormal cosine transform.
  private let cosines: [Float]

  /// - Precondition: `accepts` this form.
  package init(sampleRate: Int, seconds: Double) {
    self.sampleRate = sampleRate
    self.seconds = seconds
    let window = Int((0.032 * Double(sampleRate)).rounded())
    var length = 16
    while length < window { length *= 2 }
    frames = FrameSettings(
      windowLength: window, hopLength: Int((0.01 * Double(sampleRate)).rounded()), transformLength: length,
      padding: .none)
    let settings = LogMel.Settings(
      sampleRate: sampleRate, frames: frames, bands: Self.bands, lowestHertz: 60,
      highestHertz: Double(sampleRate) / 2)
    mel = LogMel(settings)
    bank = MelFilterBank(
      sampleRate: sampleRate, transformLength: length, bands: Self.bands, lowest: 60, highest: Double(sampleRate) / 2,
      scale: settings.scale, normalizesArea: false)
    cosines = (0..<Self.rows).flatMap { row in
      (0..<Self.bands).map { place in
        let angle = Double.pi * Double(row) * (Double(place) + 0.5) / Double(Self.bands)
        return Float(cos(angle) * ((row == 0 ? 1.0 : 2.0) / Double(Self.bands)).squareRoot())
      }
    }
  }

  /// Whether sounds of this form can be described so: one channel of speech at 6 to 48 kHz, 0.2 to 20 seconds long.
  package static func accepts(_ content: MediaSpecification.Content) -> Bool {
    guard case .audio(let sampleRate, let channels, let seconds, _) = content else { return false }
    return channels == 1 && (6_000...48_000).contains(sampleRate) && (0.2...20).contains(seconds)
  }

  /// The most frames that a clip of the longest length has.
  package var longest: Int { frames.frameCount(samples: Int((seconds * Double(sampleRate)).rounded())) }
  /// Samples of a clip of so many frames.
  package func samples(frames count: Int) -> Int { (count - 1) * frames.hopLength + frames.transformLength }

  /// Frames that the length's number 0 stands for: four tenths of the longest clip.
  private var usual: Double { 0.4 * seconds * Double(sampleRate) / Double(frames.hopLength) }
  private static let lengthScale = 0.2
  private static let lengthRange = 1.2

  package func lengthNumber(frames count: Int) -> Float {
    Float(Self.lengthScale * min(1, max(-1, log(Double(count) / usual) / Self.lengthRange)))
  }

  /// The number of frames of a length's number, from 4 to `longest`.
  package func frameCount(lengthNumber: Float) -> Int {
    let place = min(1, max(-1, Double(lengthNumber) / Self.lengthScale))
    return min(longest, max(min(4, longest), Int((usual * exp(Self.lengthRange * place)).rounded())))
  }

  /// The `bands × frameCount` powers of a signal.
  package func powers(_ signal: UnsafeBufferPointer<Float>) -> [Float] {
    let count = Self.bands * frames.frameCount(samples: signal.count)
    return [Float](unsafeUninitializedCapacity: count) { output, initialized in
      mel.writePower(signal, into: UnsafeMutableBufferPointer(rebasing: output[..<count]))
      initialized = count
    }
  }

  /// `dimension` finite numbers for any clip; samples that are not numbers count as silence.
  package func describe(_ clip: ArraySlice<Float>) -> [Float] {
    let limit = Int((seconds * Double(sampleRate)).rounded())
    var signal = clip.prefix(limit).map { $0.isFinite ? min(1, max(-1, $0)) : 0 }
    // A clip shorter than a frame is one frame.
    if signal.count < frames.transformLength {
      signal += [Float](repeating: 0, count: frames.transformLength - signal.count)
    }
    let count = frames.frameCount(samples: signal.count)
    return describe(powers: signal.withUnsafeBufferPointer { powers($0) }, frames: count)
  }

  /// The numbers of a spectrogram of `bands × frames` powers.
  package func describe(powers: [Float], frames count: Int) -> [Float] {
    let peak = powers.max() ?? 0
    // Below −60 dB all is one, and silence is one level throughout.
    let picture = powers.map { power -> Float in
      guard peak > 1e-10 else { return -1 }
      let level = 10 * log10(Double(power / peak) + 1e-9)
      return Float(min(0, max(-Double(Self.decibels), level))) / (Self.decibels / 2) + 1
    }
    let square = Self.stretched(picture, columns: count, to: Self.bands)
    return transformed(square) + [lengthNumber(frames: count)]
  }

  /// `bands × count` numbers at another number of columns, by linear interpolation between their middles.
  package static func stretched(_ picture: [Float], columns: Int, to count: Int) -> [Float] {
    var result = [Float](repeating: 0, count: bands * count)
    for column in 0..<count {
      let place = (Double(column) + 0.5) * Double(columns) / Double(count) - 0.5
      let clamped = min(Double(columns - 1), max(0, place))
      let left = Int(clamped)
      let right = min(columns - 1, left + 1)
      let share = Float(clamped - Double(left))
      for band in 0..<bands {
        let (a, b) = (picture[band * columns + left], picture[band * columns + right])
        result[band * count + column] = a + share * (b - a)
      }
    }
    return result
  }

  private func transformed(_ square: [Float]) -> [Float] {
    let bands = Self.bands
    var result: [Float] = []
    for row in 0..<Self.rows {
      var sums = [Float](repeating: 0, count: bands)
      for band in 0..<bands {
        let weight = cosines[row * bands + band]
        for column in 0..<bands { sums[column] += weight * square[band * bands + column] }
      }
      for column in 0..<Self.columns {
        var sum: Float = 0
        for place in 0..<bands { sum += sums[place] * cosines[column * bands + place] }
        result.append(sum / Float(bands))
      }
    }
    return result
  }

  /// The smooth `bands × bands` picture of a shape's coefficients.
  package func picture(of shape: ArraySlice<Float>) -> [Float] {
    let (bands, first) = (Self.bands, shape.startIndex)
    var square = [Float](repeating: 0, count: bands * bands)
    for row in 0..<Self.rows {
      for column in 0..<Self.columns {
        let weight = Float(bands) * shape[first + row * Self.columns + column]
        for band in 0..<bands {
          let scaled = weight * cosines[row * bands + band]
          for place in 0..<bands { square[band * bands + place] += scaled * cosines[column * bands + place] }
        }
      }
    }
    return square
  }
}
