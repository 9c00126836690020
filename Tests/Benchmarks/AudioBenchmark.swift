import Foundation
import Sundog
import SundogAugment
import SundogNumerics

/// Clips per CPU-second of features and transforms of sound, one thread: medians, as `kind operation rate` lines, which
/// `augment-audio.sh` sets beside the peers' rates of the same minute.
enum AudioBenchmark {
  /// - Parameter folder: WAV recordings of spoken digits at 8 kHz; the peers read every 47th.
  static func run(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }.sorted()
    let short = try stride(from: 0, to: names.count, by: 47).map { index in
      let path = folder + "/" + names[index]
      return try Sound(decoding: Array(Data(contentsOf: URL(filePath: path))), file: path)
    }
    measure("fsdd_8k_0.45s", short, hop: 128, window: 256, transform: 256, bands: 40)
    // As the peers make them: all clips at 16 kHz, eight windows of four seconds.
    let tape = Sound(sampleRate: 8000, samples: short.flatMap(\.samples)).resampled(to: 16_000).samples
    let long = (0..<8).map { clip in
      Sound(sampleRate: 16_000, samples: (0..<64_000).map { tape[(clip * 20_000 + $0) % tape.count] })
    }
    measure("16k_4s", long, hop: 160, window: 400, transform: 512, bands: 80)
  }

  private static func measure(
    _ kind: String, _ clips: [Sound], hop: Int, window: Int, transform: Int, bands: Int
  ) {
    let logMel = LogMel(
      LogMel.Settings(
        sampleRate: clips[0].sampleRate,
        frames: FrameSettings(windowLength: window, hopLength: hop, transformLength: transform), bands: bands))
    var output = [Float](repeating: 0, count: bands * (clips.map { logMel.frameCount(samples: $0.frames) }.max() ?? 0))
    report(kind, "log_mel") { index in
      let clip = clips[index % clips.count].samples
      clip.withUnsafeBufferPointer { clip in
        output.withUnsafeMutableBufferPointer { output in
          let count = bands * logMel.frameCount(samples: clip.count)
          logMel.write(clip, into: UnsafeMutableBufferPointer(rebasing: output[..<count]))
        }
      }
    }
    let five = SoundPipeline {
      Gain()
      GaussianSoundNoise()
      TimeStretch { $0.rateRange = 0.9...1.1 }
      PitchShift { $0.semitonesRange = -2...2 }
      Shift()
    }
    report(kind, "compose5", five, clips)
    for type in SoundCatalog.transforms {
      guard let transform = type.init() as? any SoundTransform, let steps = pipeline(of: transform) else { continue }
      report(kind, type.name, steps, clips)
    }
  }

  /// A transform with what must stand before it; `nil` for those that need files or a set.
  private static func pipeline(of transform: some SoundTransform) -> SoundPipeline? {
    let kind = type(of: transform)
    if transform is BackgroundNoise || transform is ImpulseResponse || transform is SoundMixUp { return nil }
    let step = Step(transform)
    return SoundPipeline(kind.takes.contains(.waveform) ? [step] : [Step(SpectrogramTransform()), step])
  }

  private static func report(_ kind: String, _ name: String, _ pipeline: SoundPipeline, _ clips: [Sound]) {
    guard let augmenter = try? SoundAugmenter(pipeline, seed: 1) else { return }
    report(kind, name) { augmenter.augment(clips[$0 % clips.count], index: $0, epoch: 0) }
  }

  private static func report(_ kind: String, _ name: String, _ body: (Int) -> Void) {
    var index = 0
    func run(_ count: Int) -> Double {
      let start = clock()
      for _ in 0..<count {
        body(index)
        index += 1
      }
      return max(1e-6, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    _ = run(3)
    let count = max(1, Int(0.05 / (run(4) / 4)))
    let rates = (0..<5).map { _ in Double(count) / run(count) }.sorted()
    print("\(kind) \(name) \(String(format: "%.1f", rates[2]))")
  }
}
