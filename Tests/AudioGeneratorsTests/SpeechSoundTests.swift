import AudioGenerators
import SundogNumerics
import Testing

@Suite("The analysis of speech and its way back")
struct SpeechSoundTests {
  /// A vowel that glides: pulses through two moving resonances, then noise.
  private func word(_ analysis: SpeechAnalysis, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed, stream: 2)
    var signal = [Float](repeating: 0, count: analysis.sampleRate / 2)
    var (a, b): ((Float, Float), (Float, Float)) = ((0, 0), (0, 0))
    let rate = Float(analysis.sampleRate)
    for i in signal.indices {
      let share = Float(i) / Float(signal.count)
      let source: Float = share < 0.7 ? (i % (analysis.sampleRate / 120) == 0 ? 1 : 0) : Float(0.05 * random.normal())
      let (first, second) = ((300 + 500 * share) / rate, (2_400 - 1_300 * share) / rate)
      let x = source + 1.94 * cosine(first) * a.0 - 0.94 * a.1
      a = (x, a.0)
      let z = source + 1.9 * cosine(second) * b.0 - 0.9 * b.1
      b = (z, b.0)
      signal[i] = 0.02 * (x + 0.5 * z) + Float(1e-4 * random.normal())
    }
    return signal
  }

  private func cosine(_ turns: Float) -> Float {
    // Bhaskara's approximation would do; the series is exact enough for half a turn.
    let x = 2 * Float.pi * turns
    let s = x * x
    return 1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56 * (1 - s / 90))))
  }

  @Test("finds in a waveform what the waveform was made from", arguments: [8_000, 16_000])
  func roundTrip(sampleRate: Int) {
    let analysis = SpeechAnalysis(sampleRate: sampleRate, seconds: 1)
    let resynthesis = SpeechResynthesis(analysis)
    for seed in 0..<4 {
      let numbers = analysis.describe(word(analysis, seed: UInt64(seed))[...])
      var random = SeededRandom(seed: UInt64(seed), stream: 3)
      let found = analysis.describe(resynthesis.waveform(of: numbers, random: &random)[...])
      // Number 0 is the level below the peak; all others are shapes, of which the largest are near 0.2.
      for i in 1..<SpeechAnalysis.dimension { #expect(abs(found[i] - numbers[i]) < 0.02, "number \(i)") }
      #expect(abs(found[0] - numbers[0]) < 0.06)
      #expect(found.last == numbers.last)
    }
  }

  @Test("does not hear how loud a clip is, and gives finite numbers for anything")
  func levels() {
    let analysis = SpeechAnalysis(sampleRate: 8_000, seconds: 1)
    let signal = word(analysis, seed: 1)
    let loud = analysis.describe(signal[...])
    let quiet = analysis.describe(signal.map { $0 / 8 }[...])
    #expect(zip(loud, quiet).allSatisfy { abs($0 - $1) < 1e-3 })
    let odd: [[Float]] = [
      [], [1], [Float](repeating: 0, count: 900), [.nan, .infinity, 1e30], signal + signal + signal,
    ]
    for clip in odd {
      let numbers = analysis.describe(clip[...])
      #expect(numbers.count == SpeechAnalysis.dimension && numbers.allSatisfy(\.isFinite))
    }
  }

  @Test("makes a waveform of any finite numbers, no longer than a clip may be")
  func anyNumbers() {
    let analysis = SpeechAnalysis(sampleRate: 8_000, seconds: 0.5)
    let resynthesis = SpeechResynthesis(analysis)
    var random = SeededRandom(seed: 1, stream: 4)
    for scale: Float in [0, 0.1, 1, 1_000] {
      let numbers = (0..<SpeechAnalysis.dimension).map { _ in scale * Float(random.normal()) }
      let signal = resynthesis.waveform(of: numbers, random: &random)
      #expect(!signal.isEmpty && signal.count <= 4_000)
      #expect(signal.allSatisfy { $0.isFinite && abs($0) <= 1 })
    }
  }
}
