import Foundation
import Sundog
import SundogAugment
import SundogNumerics
import Testing

/// One signal as other tools change it; `Tests/Fixtures/Oracles/sound_transforms.py` made the file.
struct SoundTransformOracle: Decodable {
  let loudness: Double
  let convolved: [Float]
  let warped: [Float]
  let augmented: [Float]
  let cases: [Case]

  struct Case: Decodable, CustomTestStringConvertible {
    let tool: String
    let pipeline: SoundPipeline
    let draw: JSONValue
    let count: Int
    let expected: [Float]
    let tolerance: Float

    var testDescription: String { "\(pipeline.steps[0].name) by \(tool)" }
  }

  static let shared: SoundTransformOracle? = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Oracles/sound_transforms.json")
    return try? JSONDecoder().decode(SoundTransformOracle.self, from: Data(contentsOf: file))
  }()

  static let signal = Sound(
    sampleRate: 8000,
    samples: (0..<700).map { j -> Float in
      let place = Double(j)
      let chirp = 0.4 * sin(0.0021 * place * place) + 0.2 * sin(0.9 * place)
      return Float(chirp + 0.05 * (Double(j * 37 % 11) - 5) / 5)
    })
}

@Suite("Transforms of sounds agree with other tools")
struct SoundOracleTests {
  private func largestDifference(_ found: [Float], _ expected: [Float]) -> Float {
    let picked = stride(from: 0, to: found.count, by: 5).map { found[$0] }
    guard picked.count == expected.count, !picked.isEmpty else { return .infinity }
    return zip(picked, expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  /// What the transform of a pipeline of one step makes of the signal with a given draw.
  private func change(_ pipeline: SoundPipeline, draw: JSONValue, signal: Sound = SoundTransformOracle.signal) throws
    -> SoundSample
  {
    let record: JSONValue = .array([
      .object([
        "op": .string(pipeline.steps[0].name), "position": .integer(0), "isTaken": .bool(true), "draw": draw,
        "steps": .array([]),
      ])
    ])
    let draws = try JSONDecoder().decode([DrawRecord].self, from: JSONEncoder().encode(record))
    return try SoundAugmenter(pipeline, seed: 0).replay(draws, on: signal, index: 0, epoch: 0)
  }

  @Test func theFileCanBeRead() throws {
    let oracle = try #require(SoundTransformOracle.shared)
    #expect(oracle.cases.count >= 30)
  }

  @Test("as they should", arguments: SoundTransformOracle.shared?.cases ?? [])
  func agrees(test: SoundTransformOracle.Case) throws {
    let values = try change(test.pipeline, draw: test.draw).numbers
    #expect(values.count == test.count)
    #expect(largestDifference(values, test.expected) < test.tolerance)
  }

  @Test func loudnessIsThatOfTorchaudio() throws {
    let oracle = try #require(SoundTransformOracle.shared)
    let signal = Sound(
      sampleRate: 8000, samples: (0..<8).flatMap { _ in SoundTransformOracle.signal.samples })
    let pipeline = SoundPipeline { LoudnessNormalize { $0.decibelsRange = -20...(-20) } }
    let sample = try change(pipeline, draw: .object(["decibels": .number(-20)]), signal: signal)
    // Blocks of the gate overlap; ours is the mean of all samples.
    let gain = 20 * log10(Double(sample.numbers[100] / signal.samples[100]))
    #expect(abs(gain - (-20 - oracle.loudness)) < 0.05)
  }

  @Test func aResponseIsConvolvedAsByScipy() throws {
    let oracle = try #require(SoundTransformOracle.shared)
    let response = (0..<300).map { i -> Float in
      let place = Double(i)
      return Float(exp(-place / 60) * cos(0.37 * place * place))
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "response-\(UUID().uuidString).wav")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Sound(sampleRate: 8000, samples: response).encoded(.wavFloat)).write(to: file)
    let pipeline = SoundPipeline { ImpulseResponse { $0.path = file.path() } }
    let sample = try change(
      pipeline, draw: .object(["file": .number(0), "wetShare": .number(1)]))
    #expect(largestDifference(sample.numbers, oracle.convolved) < 1e-5)
  }

  @Test func spectrogramsAreWarpedAndMaskedAsByNumpy() throws {
    let oracle = try #require(SoundTransformOracle.shared)
    let sample = SoundSample()
    func spectrogram() {
      sample.load(SoundTransformOracle.signal)
      SpectrogramTransform { $0.transformLength = 128 }.apply(NoDraw(), to: sample)
    }
    spectrogram()
    let warp = VocalTractLength()
    warp.apply(try decoded("{\"factor\": 1.1}"), to: sample)
    #expect(largestDifference(sample.numbers, oracle.warped) < 1e-3)
    spectrogram()
    // Rows 6 to 15 of 65 and columns 2 and 3 of 11.
    let augment: SpecAugment.Draw = try decoded(
      """
      {"center": 0.4, "warp": 0.1, "frequencies": [[0.1538, 0.1091]], "times": [[0.1818, 0.21]]}
      """)
    SpecAugment().apply(augment, to: sample)
    #expect(largestDifference(sample.numbers, oracle.augmented) < 1e-3)
  }

  private func decoded<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
