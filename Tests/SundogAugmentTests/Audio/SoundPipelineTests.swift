import Foundation
import Sundog
import SundogAugment
import SundogNumerics
import SundogTestSupport
import Testing

@Suite("A pipeline of sounds")
struct SoundPipelineTests {
  static let text = """
    [{ "op": "gain", "decibelsRange": [-6, 6] }, { "op": "mixUp", "probability": 0.5 },
     { "op": "oneOf", "steps": [{ "op": "timeStretch" }, { "op": "pitchShift" }, { "op": "speed" }] },
     { "op": "someOf", "countRange": [1, 2], "steps": [
       { "op": "gaussianNoise" }, { "op": "lowPass" }, { "op": "shift" }] },
     { "op": "logMelPicture", "columns": 16 }, { "op": "specAugment", "probability": 0.8 }]
    """

  private let set: SoundSet = {
    let sounds = (0..<12).map { Sound.warbling(frames: 2000 + 400 * $0) }
    return SoundSet(
      sampleRate: 8000, classes: ["a", "b", "c"], labels: (0..<12).map { Int32($0 % 3) },
      samples: sounds.flatMap(\.samples), offsets: sounds.reduce(into: [0]) { $0.append($0.last! + $1.frames) })
  }()

  private func read(_ source: AugmentedSounds, _ positions: [Int32], epoch: Int) -> [Float] {
    var inputs = [Float](repeating: .nan, count: positions.count * source.shape.inputs)
    var targets = [Float](repeating: .nan, count: positions.count * 3)
    inputs.withUnsafeMutableBufferPointer { inputs in
      targets.withUnsafeMutableBufferPointer { targets in
        positions.withUnsafeBufferPointer {
          source.read($0, epoch: epoch, into: Batch(inputs: inputs, targets: targets))
        }
      }
    }
    for row in 0..<positions.count {
      let share = targets[row * 3..<row * 3 + 3].reduce(0, +)
      #expect(abs(share - 1) < 1e-5)
    }
    return inputs + targets
  }

  private func problem(_ text: String) -> String {
    do {
      _ = try SoundPipeline(text: text, file: "p.json")
      return "none"
    } catch { return "\(error)" }
  }

  @Test func isTheSameForAnyBatchThreadAndOrder() throws {
    let source = try AugmentedSounds(set, pipeline: SoundPipeline(text: Self.text), seed: 4)
    #expect(source.shape.height == 32 && source.shape.width == 16)
    let positions = (0..<12).map(Int32.init)
    let together = read(source, positions, epoch: 3)
    let alone = Parallel.map(count: 12, threads: 3) { read(source, [positions[11 - $0]], epoch: 3) }.reversed()
    let inputs = source.shape.inputs
    #expect(Array(together[..<(12 * inputs)]) == alone.flatMap { $0[..<inputs] })
    #expect(Array(together[(12 * inputs)...]) == alone.flatMap { $0[inputs...] })
    #expect(read(source, positions, epoch: 4) != together)
    let other = try AugmentedSounds(set, pipeline: SoundPipeline(text: Self.text), seed: 5)
    #expect(read(other, positions, epoch: 3) != together)
  }

  @Test func withoutStepsItIsTheSetAsPictures() throws {
    let source = try AugmentedSounds(set, pipeline: SoundPipeline([]), seed: 4)
    let plain = SoundBatches(set)
    #expect(source.shape == plain.shape)
    var inputs = [Float](repeating: 0, count: 2 * plain.shape.inputs)
    var targets = [Float](repeating: 0, count: 6)
    let positions: [Int32] = [3, 11]
    inputs.withUnsafeMutableBufferPointer { inputs in
      targets.withUnsafeMutableBufferPointer { targets in
        positions.withUnsafeBufferPointer { plain.read($0, epoch: 0, into: Batch(inputs: inputs, targets: targets)) }
      }
    }
    #expect(read(source, positions, epoch: 9) == inputs + targets)
  }

  @Test func repeatsWhatItRecorded() throws {
    let augmenter = try SoundAugmenter(SoundPipeline(text: Self.text), seed: 8, set: set)
    for index in 0..<12 {
      let (sample, draws) = try augmenter.explain(index: index, epoch: 2)
      let expected = sample.numbers
      #expect(augmenter.augment(index: index, epoch: 2).numbers == expected)
      let read = try JSONDecoder().decode([DrawRecord].self, from: JSONEncoder().encode(draws))
      #expect(try augmenter.replay(read, index: index, epoch: 2).numbers == expected)
    }
  }

  @Test func mixingNeedsASet() throws {
    let pipeline = try SoundPipeline(text: Self.text)
    #expect(throws: AugmentError.needsSet(step: "mixUp")) { try SoundAugmenter(pipeline, seed: 1) }
  }

  @Test(arguments: [
    ("[{\"op\": \"pitchshift\"}]", "Did you mean \"pitchShift\"?"),
    ("[{\"op\": \"logMel\"}, {\"op\": \"gain\"}]", "\"gain\" where there is a waveform"),
    ("[{\"op\": \"specAugment\"}]", "\"specAugment\" where there is a spectrogram or features"),
    ("[{\"op\": \"logMel\", \"probability\": 0.5}]", "\"logMel\" as a step of its own, always taken"),
    ("[{\"op\": \"oneOf\", \"steps\": [{\"op\": \"mfcc\"}]}]", "as a step of its own"),
    ("[{\"op\": \"griffinLim\"}]", "where there is a spectrogram"),
    ("[{\"op\": \"logMel\", \"transformLength\": 300}]", "transformLength is 300"),
    ("[{\"op\": \"logMel\", \"windowLength\": 400}]", "windowLength is 400"),
    ("[{\"op\": \"mfcc\", \"coefficients\": 41}]", "coefficients is 41"),
    ("[{\"op\": \"logMel\", \"lowestHertz\": 900, \"highestHertz\": 500}]", "lowestHertz is 900"),
    ("[{\"op\": \"logMelPicture\", \"columns\": 3000}]", "2 samples a column"),
    ("[{\"op\": \"backgroundNoise\", \"path\": \"/no/such\"}]", "a sound file"),
    ("[{\"op\": \"gain\", \"decibelsRange\": [3, -3]}]", "two ascending numbers in -80...80"),
    ("[{\"op\": \"timeStretch\", \"rateRange\": 0}]", "0.1...10"),
    ("[{\"op\": \"gain\"}, {\"op\": \"spectrogram\"}, {\"op\": \"griffinLim\"}, {\"op\": \"gain\"}]", "none"),
  ])
  func refusesWhatItCannotDo(text: String, expected: String) {
    #expect(problem(text).contains(expected))
  }

  @Test func trainersTakePicturesOfOneKind() throws {
    let features = try SoundPipeline(text: "[{\"op\": \"mfcc\"}]")
    #expect(throws: AugmentError.self) { try AugmentedSounds(set, pipeline: features, seed: 1) }
    let narrow = try SoundPipeline(text: "[{\"op\": \"resample\", \"sampleRate\": 200}]")
    #expect(throws: AugmentError.self) { try AugmentedSounds(set, pipeline: narrow, seed: 1) }
  }

  @Test func noiseHasTheRatioThatWasAsked() throws {
    let sound = Sound.warbling(frames: 20_000)
    let noises: [any SoundTransform] = [
      GaussianSoundNoise { $0.signalToNoiseRange = 10...10 }, ColoredNoise { $0.signalToNoiseRange = 10...10 },
      BackgroundNoise {
        $0.path = SoundConformanceTests.folder
        $0.signalToNoiseRange = 10...10
      },
    ]
    for noise in noises {
      let augmenter = try SoundAugmenter(SoundPipeline([step(noise)]), seed: 3)
      let changed = augmenter.augment(sound, index: 0, epoch: 0).numbers
      var (signal, rest) = (0.0, 0.0)
      for (before, after) in zip(sound.samples, changed) {
        signal += Double(before * before)
        rest += Double((after - before) * (after - before))
      }
      // 20,000 squares of normal numbers: six standard deviations of their mean are 0.26 decibels, a false alarm in
      // 10⁹; colored and recorded noise are scaled exactly.
      #expect(abs(10 * log10(signal / rest) - 10) < 0.27)
    }
  }

  private func step(_ transform: some SoundTransform) -> Step<SoundSample> { Step(transform) }

  @Test func coloredNoiseFallsWithFrequency() throws {
    // Mean power of octaves an octave apart falls by 3 a decibels; a = 2 is brown.
    let sound = Sound(sampleRate: 8000, samples: (0..<32_768).map { $0 % 2 == 0 ? 1e-3 : -1e-3 })
    let pipeline = SoundPipeline {
      ColoredNoise {
        $0.exponentRange = 2...2
        $0.signalToNoiseRange = -40...(-40)
      }
    }
    let noise = try SoundAugmenter(pipeline, seed: 3).augment(sound, index: 0, epoch: 0).numbers
    let spectrum = RealFFT(count: 32_768).forward(noise.map(Double.init))
    func power(_ range: Range<Int>) -> Double {
      range.reduce(0) { $0 + spectrum.real[$1] * spectrum.real[$1] + spectrum.imaginary[$1] * spectrum.imaginary[$1] }
        / Double(range.count)
    }
    for octave in [500, 1000, 2000] {
      // 500 and more exponential variates: six standard deviations of the ratio's logarithm are 1.7 decibels.
      let fall = 10 * log10(power(octave..<2 * octave) / power(2 * octave..<4 * octave))
      #expect(abs(fall - 20 * log10(2)) < 1.7)
    }
  }

  @Test func aRoomDelaysAndReflects() throws {
    // One wall's reflection of a click: a path through the mirror image.
    var click = [Float](repeating: 0, count: 800)
    click[0] = 1
    let pipeline = SoundPipeline { Room { $0.reflections = 1 } }
    let draw: JSONValue = .object([
      "size": .array([.number(5), .number(50), .number(50)]), "source": .array([.number(1), .number(25), .number(25)]),
      "microphone": .array([.number(2), .number(25), .number(25)]), "absorption": .number(0.36),
    ])
    let record: JSONValue = .array([
      .object([
        "op": .string("room"), "position": .integer(0), "isTaken": .bool(true), "draw": draw, "steps": .array([]),
      ])
    ])
    let draws = try JSONDecoder().decode([DrawRecord].self, from: JSONEncoder().encode(record))
    let response = try SoundAugmenter(pipeline, seed: 1)
      .replay(draws, on: Sound(sampleRate: 34_300, samples: click), index: 0, epoch: 0).numbers
    // The wall at 0 mirrors the source to −1: 3 m instead of 1 m, 200 samples later at 100 samples a meter, with
    // 0.8 of the pressure; the wall at 5 mirrors it to 9: 7 m.
    #expect(abs(response[200] / response[0] - 0.8 / 3) < 1e-3)
    #expect(abs(response[600] / response[0] - 0.8 / 7) < 1e-3)
    #expect(abs(response[100] / response[0]) < 1e-3)
  }
}
