import SundogNumerics
import Testing

@Suite("Features of sound")
struct SoundFeatureTests {
  private let oracle: SoundOracle
  private let signal = SoundOracle.signal

  init() throws { oracle = try SoundOracle() }

  private func transform(_ length: Int, hop: Int, window: Int, _ padding: FrameSettings.Padding = .reflect)
    -> ShortTimeFourier
  {
    ShortTimeFourier(
      FrameSettings(windowLength: window, hopLength: hop, transformLength: length, padding: padding))
  }

  private func logMel(_ change: (inout LogMel.Settings) -> Void) -> LogMel {
    var settings = LogMel.Settings(
      sampleRate: 8000, frames: FrameSettings(windowLength: 256, hopLength: 128, transformLength: 256), bands: 12)
    change(&settings)
    return LogMel(settings)
  }

  @Test func aSpectrogramAgreesWithLibrosa() {
    let spectrogram = signal.withUnsafeBufferPointer { transform(64, hop: 40, window: 48).forward($0) }
    #expect(spectrogram.frames == 18)
    func rows(_ part: [Float]) -> [Float] {
      (0..<33).flatMap { part[$0 * spectrogram.stride..<$0 * spectrogram.stride + 18] }
    }
    #expect(largestDifference(rows(spectrogram.real), oracle["librosa_stft_64_40_48_real"]) < 1e-5)
    #expect(largestDifference(rows(spectrogram.imaginary), oracle["librosa_stft_64_40_48_imaginary"]) < 1e-5)
  }

  @Test func powerAgreesWithScipy() {
    // Frames 1 to 20, which lie within the signal.
    let transform = transform(64, hop: 32, window: 64)
    var power = [Float](repeating: 0, count: 33 * transform.frameCount(samples: signal.count))
    signal.withUnsafeBufferPointer { signal in
      power.withUnsafeMutableBufferPointer { transform.power(signal, into: $0) }
    }
    let inner = (0..<33).flatMap { power[$0 * 22 + 1..<$0 * 22 + 21] }
    #expect(largestDifference(inner, oracle["scipy_stft_64_32_power"]) < 1e-3)
  }

  @Test func logMelAgreesWithLibrosa() {
    let slaney = logMel {
      $0.scale = .slaney
      $0.normalizesArea = true
      $0.dynamicRange = 80
    }
    #expect(largestDifference(slaney(signal), oracle["librosa_slaney_256_128_12"]) < 1e-3)
    let relative = logMel {
      $0.scale = .slaney
      $0.normalizesArea = true
      $0.reference = .peak
      $0.dynamicRange = 30
    }
    #expect(largestDifference(relative(signal), oracle["librosa_slaney_256_128_12_peak_30"]) < 1e-3)
  }

  @Test func logMelAndCepstraAgreeWithTorchaudio() {
    let htk = logMel { $0.lowestHertz = 60 }
    // torchaudio computes corners of bands and powers in single precision; 0.007 dB from numpy in double precision.
    #expect(largestDifference(htk(signal), oracle["torchaudio_htk_256_128_12_60"]) < 1e-2)
    #expect(largestDifference(MelCepstrum(htk, coefficients: 6)(signal), oracle["torchaudio_mfcc_6"]) < 1e-2)
  }

  @Test func bandsWeighAsMuchAsThoseOfLibrosaAndTorchaudio() {
    func sums(_ bank: MelFilterBank) -> [Float] {
      (0..<bank.bands).map { bank.matrix[$0 * bank.frequencies..<($0 + 1) * bank.frequencies].reduce(0, +) }
    }
    let slaney = MelFilterBank(
      sampleRate: 16000, transformLength: 512, bands: 80, lowest: 0, highest: 8000, scale: .slaney,
      normalizesArea: true)
    #expect(largestDifference(sums(slaney), oracle["librosa_slaney_bank_16000_512_80"]) < 1e-6)
    let htk = MelFilterBank(
      sampleRate: 8000, transformLength: 256, bands: 40, lowest: 0, highest: 4000, scale: .htk, normalizesArea: false)
    #expect(largestDifference(sums(htk), oracle["torchaudio_htk_bank_8000_256_40"]) < 2e-5)
  }

  @Test(
    "the inverse gives the signal back",
    arguments: [(16, 4, 16), (64, 16, 64), (256, 128, 256), (512, 100, 400), (1024, 256, 1024)],
    [FrameSettings.Padding.reflect, .zeros])
  func inverse(sizes: (Int, Int, Int), padding: FrameSettings.Padding) {
    let transform = transform(sizes.0, hop: sizes.1, window: sizes.2, padding)
    let spectrogram = signal.withUnsafeBufferPointer { transform.forward($0) }
    // Behind the last frame's center, windows fade.
    let covered = (spectrogram.frames - 1) * sizes.1
    let back = transform.inverse(spectrogram, samples: signal.count)
    #expect(largestDifference(Array(back[..<covered]), Array(signal[..<covered])) < 1e-5)
  }

  @Test func shortClipsAreMirroredAsOftenAsNeeded() {
    let transform = transform(64, hop: 16, window: 64)
    for count in [0, 1, 2, 5, 31, 33] {
      let clip = Array(signal[..<count])
      let spectrogram = clip.withUnsafeBufferPointer { transform.forward($0) }
      #expect(spectrogram.frames == 1 + count / 16)
      // numpy.pad(…, mode="reflect") of [a, b] goes on … a b a b …: half of the sum and of the difference survive.
      if count == 2 {
        var pattern = (0..<64).map { clip[$0 % 2] }
        pattern = pattern.enumerated().map { $1 * Float(0.5 - 0.5 * cosine($0, 64)) }
        #expect(abs(spectrogram.real[0] - pattern.reduce(0, +)) < 1e-5)
      }
      #expect(spectrogram.real.allSatisfy { $0.isFinite })
    }
  }

  @Test func silenceHasTheLeastPower() {
    let silence = logMel { $0.leastPower = 1e-8 }([Float](repeating: 0, count: 500))
    #expect(silence.allSatisfy { abs($0 + 80) < 1e-4 })
  }

  @Test func settingsSayWhatIsWrong() {
    func problem(_ change: (inout LogMel.Settings) -> Void) -> String {
      var settings = logMel { _ in }.settings
      change(&settings)
      return settings.problem ?? ""
    }
    #expect(problem { _ in } == "")
    #expect(problem { $0.frames.transformLength = 300 }.contains("transformLength is 300"))
    #expect(problem { $0.frames.windowLength = 300 }.contains("windowLength is 300"))
    #expect(problem { $0.frames.hopLength = 0 }.contains("hopLength is 0"))
    #expect(problem { $0.bands = 0 }.contains("bands is 0"))
    #expect(problem { $0.highestHertz = 5000 }.contains("highestHertz 5000"))
    #expect(problem { $0.leastPower = 0 }.contains("leastPower is 0"))
    #expect(problem { $0.dynamicRange = -1 }.contains("dynamicRange is -1"))
  }
}
