import Foundation
import Sundog
import SundogNumerics
import Testing

@Suite("Batches of sound")
struct SoundBatchesTests {
  /// Tones of 500 and 2000 Hz, of uneven lengths and levels.
  private let set: SoundSet = {
    var samples: [Float] = []
    var offsets = [0]
    for clip in 0..<70 {
      let pitch = clip.isMultiple(of: 2) ? 500.0 : 2000.0
      for j in 0..<1000 + 211 * clip {
        samples.append(Float(0.01 * Double(clip + 1) * sin(2 * Double.pi * pitch * Double(j) / 8000)))
      }
      offsets.append(samples.count)
    }
    return SoundSet(
      sampleRate: 8000, classes: ["low", "high"], labels: (0..<70).map { Int32($0 % 2) }, samples: samples,
      offsets: offsets)
  }()

  private func read(_ batches: SoundBatches, _ positions: [Int32]) -> (inputs: [Float], targets: [Float]) {
    var inputs = [Float](repeating: .nan, count: positions.count * batches.shape.inputs)
    var targets = [Float](repeating: .nan, count: positions.count * batches.shape.classes.count)
    inputs.withUnsafeMutableBufferPointer { inputs in
      targets.withUnsafeMutableBufferPointer { targets in
        positions.withUnsafeBufferPointer {
          batches.read($0, epoch: 3, into: Batch(inputs: inputs, targets: targets))
        }
      }
    }
    return (inputs, targets)
  }

  @Test func theToneIsWhereItSounds() {
    let batches = SoundBatches(set)
    #expect(batches.shape == BatchShape(count: 70, height: 32, width: 32, channels: 1, classes: ["low", "high"]))
    let (inputs, targets) = read(batches, [2, 7])
    #expect(targets == [1, 0, 0, 1])
    for (place, hertz) in [500.0, 2000.0].enumerated() {
      let column = (0..<32).map { inputs[place * 1024 + $0 * 32 + 2] }
      let loudest = column.indices.max { column[$0] < column[$1] } ?? 0
      // The band whose middle is nearest on the mel scale.
      let expected = MelScale.htk.mel(hertz: hertz) / MelScale.htk.mel(hertz: 4000) * 33 - 1
      #expect(abs(Double(loudest) - expected) <= 0.51)
      #expect(column[loudest] > 1.9)
    }
    // 1422 samples, hops of 256: from the ninth column on there is silence.
    #expect((0..<32).allSatisfy { inputs[$0 * 32 + 9] == -2 })
    #expect(inputs.allSatisfy { (-2...2).contains($0) })
  }

  @Test func thePictureDoesNotDependOnLoudness() {
    let quiet = SoundSet(
      sampleRate: 8000, classes: set.classes, labels: set.labels, samples: set.samples.map { $0 / 16 },
      offsets: set.offsets)
    let (loud, soft) = (read(SoundBatches(set), [5]).inputs, read(SoundBatches(quiet), [5]).inputs)
    #expect(zip(loud, soft).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func picturesAreTheSameWithoutMemoryAndForAnyThreads() {
    let positions: [Int32] = [69, 0, 64, 63, 12]
    let cached = read(SoundBatches(set, threads: 1), positions)
    let parallel = read(SoundBatches(set, threads: 3), positions)
    let computed = read(SoundBatches(set, memory: 0), positions)
    #expect(cached.inputs == parallel.inputs && cached.inputs == computed.inputs)
    #expect(cached.targets == computed.targets)
  }

  @Test func settingsSayWhatIsWrong() {
    func problem(_ settings: LogMelPicture.Settings, _ rate: Int = 8000) -> String {
      settings.problem(sampleRate: rate) ?? ""
    }
    #expect(problem(LogMelPicture.Settings()) == "")
    #expect(problem(LogMelPicture.Settings(), 48_000) == "")
    #expect(problem(LogMelPicture.Settings(seconds: 0)).contains("seconds is 0"))
    #expect(problem(LogMelPicture.Settings(columns: 4000)).contains("2 samples a column"))
    #expect(problem(LogMelPicture.Settings(bands: 10_000)).contains("bands is 10000"))
  }
}
