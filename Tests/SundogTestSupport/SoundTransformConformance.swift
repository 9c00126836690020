import Foundation
import Sundog
import SundogAugment
import SundogNumerics

/// What every transform of sounds must do. Returns what it does not, in sentences.
///
/// - Parameter shapes: sounds to try it on, as (frames, channels, rate).
public func checkSoundTransform<Kind: SoundTransform>(
  _ transform: Kind,
  shapes: [(Int, Int, Int)] = [(900, 1, 8000), (2500, 2, 16_000), (1, 1, 8000), (40, 1, 44_100), (3000, 1, 8000)]
) throws -> [String] {
  var failures: [String] = []
  for (frames, channels, rate) in shapes {
    let sound = Sound.warbling(frames: frames, channels: channels, sampleRate: rate)
    for isSilent in [false, true] {
      var sound = sound
      if isSilent { for j in sound.samples.indices { sound.samples[j] = 0 } }
      // Samples are used again, as in a pipeline.
      let used = SoundSample()
      func make() -> SoundSample {
        used.load(sound)
        // Transforms of spectrograms get one.
        if !Kind.takes.contains(.waveform) { SpectrogramTransform().apply(NoDraw(), to: used) }
        return used
      }
      let place = "\(frames) × \(channels) at \(rate)\(isSilent ? ", silent" : ""): "
      failures += try checkTransform(transform, make: make, content: content(of:)).map { place + $0 }
      for index in 0..<4 as Range<UInt64> {
        let sample = make()
        var generator = SeededRandom(seed: 12, stream: 4, index: index)
        transform.apply(transform.draw(for: sample.shape, using: &generator), to: sample)
        if !sample.numbers.allSatisfy({ $0.isFinite }) { failures.append(place + "\(Kind.name): not all is finite") }
        let domain = Kind.gives ?? make().shape.domain
        if sample.shape.domain != domain { failures.append(place + "\(Kind.name): it makes \(sample.shape.domain)") }
      }
    }
  }
  return failures
}

private func content(of sample: SoundSample) -> [UInt8] {
  sample.numbers.flatMap { withUnsafeBytes(of: $0, Array.init) } + Array("\(sample.shape)".utf8)
}

extension Sound {
  /// A sound with a voice-like tone, noise and pauses, always the same.
  public static func warbling(frames: Int, channels: Int = 1, sampleRate: Int = 8000) -> Sound {
    var generator = SeededRandom(seed: 32, stream: UInt32(frames), index: UInt64(channels))
    var samples: [Float] = []
    for frame in 0..<frames {
      let seconds = Double(frame) / Double(sampleRate)
      let isPause = (frame / 300) % 4 == 3
      for channel in 0..<channels {
        let pitch = 150 + 40 * sin(9 * seconds)
        let voice = (1...6).reduce(0.0) { $0 + sin(2 * Double.pi * pitch * Double($1) * seconds) / Double($1) }
        let noise = generator.normal() * 0.01
        samples.append(Float(isPause ? noise : 0.2 * voice / Double(channel + 1) + noise))
      }
    }
    return Sound(sampleRate: sampleRate, channels: channels, samples: samples)
  }
}
