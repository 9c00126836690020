import Foundation
import SundogNumerics
import Testing

@Suite("Stretching, convolving and inverting sound")
struct SoundProcessingTests {
  private func tone(_ hertz: Double, rate: Int, count: Int) -> [Float] {
    (0..<count).map { Float(0.5 * sin(2 * Double.pi * hertz * Double($0) / Double(rate))) }
  }

  /// How much of a signal is one sine: (amplitude, rest's root mean square).
  private func fit(_ signal: ArraySlice<Float>, hertz: Double, rate: Int) -> (amplitude: Double, rest: Double) {
    let values = signal.map(Double.init)
    let angles = signal.indices.map { 2 * Double.pi * hertz * Double($0) / Double(rate) }
    let n = Double(values.count)
    let a = 2 / n * zip(values, angles).reduce(0) { $0 + $1.0 * sin($1.1) }
    let b = 2 / n * zip(values, angles).reduce(0) { $0 + $1.0 * cos($1.1) }
    let rest = zip(values, angles).map { $0 - a * sin($1) - b * cos($1) }
    return ((a * a + b * b).squareRoot(), (rest.reduce(0) { $0 + $1 * $1 } / n).squareRoot())
  }

  @Test("a stretched tone keeps pitch and level", arguments: [0.5, 0.8, 0.97, 1, 1.1, 1.7, 2], [8000, 16000, 44100])
  func stretch(speed: Double, rate: Int) {
    let signal = tone(440, rate: rate, count: rate)
    var output = [Float](repeating: .nan, count: Int(Double(rate) / speed))
    signal.withUnsafeBufferPointer { signal in
      output.withUnsafeMutableBufferPointer {
        PhaseVocoder.shared(sampleRate: rate).stretch(signal, rate: speed, into: $0)
      }
    }
    // Away from the ends, where frames see silence.
    let inner = output[output.count / 5..<output.count * 4 / 5]
    let (amplitude, rest) = fit(inner, hertz: 440, rate: rate)
    #expect(abs(amplitude - 0.5) < 0.01)
    #expect(rest < 0.01)
  }

  @Test("pitch moves by semitones", arguments: [-12.0, -5, -0.5, 0, 1.5, 4, 12], [8000, 16000])
  func pitch(semitones: Double, rate: Int) {
    let signal = tone(500, rate: rate, count: rate)
    var output = [Float](repeating: .nan, count: rate)
    signal.withUnsafeBufferPointer { signal in
      output.withUnsafeMutableBufferPointer {
        PhaseVocoder.shared(sampleRate: rate).shiftPitch(signal, semitones: semitones, into: $0)
      }
    }
    let (amplitude, rest) = fit(output[rate / 5..<rate * 4 / 5], hertz: 500 * exp2(semitones / 12), rate: rate)
    #expect(abs(amplitude - 0.5) < 0.01)
    #expect(rest < 0.01)
  }

  @Test func speedOneChangesNothing() {
    let signal = SoundOracle.signal + SoundOracle.signal
    var output = [Float](repeating: .nan, count: signal.count)
    signal.withUnsafeBufferPointer { signal in
      output.withUnsafeMutableBufferPointer { PhaseVocoder(transformLength: 256).stretch(signal, rate: 1, into: $0) }
    }
    #expect(largestDifference(output, signal) < 1e-4)
  }

  @Test func pitchesAboveTheBandAreLeftOutInsteadOfFoldingBack() {
    let signal = tone(3000, rate: 8000, count: 8000)
    var output = [Float](repeating: .nan, count: 8000)
    signal.withUnsafeBufferPointer { signal in
      output.withUnsafeMutableBufferPointer {
        PhaseVocoder.shared(sampleRate: 8000).shiftPitch(signal, semitones: 7, into: $0)
      }
    }
    #expect(output[1000..<7000].allSatisfy { abs($0) < 0.005 })
  }

  @Test func silenceAndShortClipsStayFinite() {
    for count in [0, 1, 3, 40, 700] {
      for value: Float in [0, 0.3] {
        let signal = [Float](repeating: value, count: count)
        var output = [Float](repeating: .nan, count: count)
        signal.withUnsafeBufferPointer { signal in
          output.withUnsafeMutableBufferPointer {
            PhaseVocoder.shared(sampleRate: 8000).shiftPitch(signal, semitones: 3, into: $0)
          }
        }
        #expect(output.allSatisfy { $0.isFinite && abs($0) < 1 })
      }
    }
  }

  @Test func interpolationKeepsTones() {
    for hertz in [100.0, 1000, 2500, 3100] {
      let signal = tone(hertz, rate: 8000, count: 2000)
      var output = [Float](repeating: .nan, count: 1500)
      signal.withUnsafeBufferPointer { signal in
        output.withUnsafeMutableBufferPointer {
          SincInterpolation.shared.read(signal, from: 100.3, step: 1.1, into: $0)
        }
      }
      let expected = (0..<1500).map {
        Float(0.5 * sin(2 * Double.pi * hertz * (100.3 + 1.1 * Double($0)) / 8000))
      }
      #expect(largestDifference(output, expected) < 2e-4)
    }
  }

  @Test("convolution is the sum that defines it", arguments: [1, 2, 63, 64, 65, 700, 3000], [1, 100, 700])
  func convolution(response: Int, count: Int) {
    var generator = SeededRandom(seed: 2)
    let h = (0..<response).map { _ in Float(generator.normal()) }
    let signal = Array(SoundOracle.signal[..<count])
    for length in [1, count, count + response - 1, count + response + 500] {
      var output = [Float](repeating: .nan, count: length)
      signal.withUnsafeBufferPointer { signal in
        output.withUnsafeMutableBufferPointer { Convolver(response: h).convolve(signal, into: $0) }
      }
      let places = [0, length / 3, length / 2, length - 1, count - 1, count, count + response - 2]
      for j in places where j >= 0 && j < length {
        var sum = 0.0
        for i in 0..<response where (0..<count).contains(j - i) { sum += Double(h[i]) * Double(signal[j - i]) }
        #expect(abs(Double(output[j]) - sum) < 1e-4)
      }
    }
  }

  @Test func griffinLimFindsASignalOfThoseMagnitudes() {
    let transform = ShortTimeFourier(FrameSettings(windowLength: 256, hopLength: 64, transformLength: 256))
    let signal = (0..<4000).map { j -> Float in
      let place = Double(j)
      let tones: Double = 0.3 * sin(0.1 * place) + 0.1 * sin(0.9 * place)
      return Float(tones + 0.2 * sin(0.00004 * place * place))
    }
    let target = signal.withUnsafeBufferPointer { transform.forward($0) }
    func error(momentum: Float, iterations: Int) -> Float {
      let found = GriffinLim(transform, iterations: iterations, momentum: momentum)(
        magnitudes: target.magnitudes, frames: target.frames, samples: signal.count, seed: 1)
      let magnitudes = found.withUnsafeBufferPointer { transform.forward($0) }.magnitudes
      var (difference, whole): (Float, Float) = (0, 0)
      for (found, expected) in zip(magnitudes, target.magnitudes) {
        difference += (found - expected) * (found - expected)
        whole += expected * expected
      }
      return (difference / whole).squareRoot()
    }
    let start = error(momentum: 0.99, iterations: 0)
    let plain = error(momentum: 0, iterations: 32)
    let fast = error(momentum: 0.99, iterations: 32)
    #expect(start > 0.3 && plain < 0.5 * start && fast < plain)
  }
}
