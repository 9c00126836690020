import Foundation
import Sundog
import SundogAugment
import SundogNumerics
import Testing

@Suite struct AugmentStreamTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "sundog-stream-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func image(_ seed: UInt64) -> Image {
    var random = SeededRandom(seed: seed)
    return Image(
      height: 12, width: 9, channels: 3, pixels: (0..<324).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }

  private func prepare(pipeline: String) throws {
    try Data(pipeline.utf8).write(to: URL(fileURLWithPath: folder + "/p.json"))
    let writer = try MediaWriter(path: folder + "/in.tar")
    try writer.write((0..<9).map { MediaExample(key: "k\($0)", media: .image(image($0)), label: "a") })
    _ = try writer.finish()
  }

  private func stream(_ options: StreamOptions) throws -> AugmentStream {
    try AugmentStream(
      pipeline: folder + "/p.json", input: folder + "/in.tar", reading: MediaReadingOptions(), options: options,
      threads: 2)
  }

  @Test("replaying the draws that are explained gives the bytes of the stream")
  func replay() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try prepare(
      pipeline: """
        [{ "op": "rotate", "degreesRange": [-40, 40] }, { "op": "horizontalFlip", "probability": 0.5 },
         { "op": "brightnessContrast", "probability": 0.8 }, { "op": "gaussianNoise" }]
        """)
    var options = StreamOptions()
    (options.seed, options.firstEpoch) = (8, 3)
    let output = try StreamOutput(path: folder + "/out.tar", form: .media(MediaEncoding()))
    var profile: StreamProfile?
    #expect(try stream(options).run(to: output, threads: 2, profile: &profile).written == 9)
    let made = try #require(try MediaReader(path: folder + "/out.tar").next(100))
    let augmenter = try ImageAugmenter(ImagePipeline(contentsOfFile: folder + "/p.json"), seed: 0)
    for (index, example) in made.enumerated() {
      let json = try JSONEncoder().encode(stream(options).explain(index: index))
      let draws = try JSONDecoder().decode([DrawRecord].self, from: json)
      let replayed = try augmenter.replay(draws, on: image(UInt64(index)), index: index, epoch: 3).image
      #expect(example.media == .image(replayed))
      #expect(replayed != image(UInt64(index)))
    }
  }

  @Test("numbers of a pipeline that normalizes go into archives as npy, and not into folders")
  func numbers() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try prepare(pipeline: "[{ \"op\": \"horizontalFlip\" }, { \"op\": \"normalize\" }]")
    var profile: StreamProfile? = StreamProfile()
    let output = try StreamOutput(path: folder + "/out.tar", form: .media(MediaEncoding()))
    _ = try stream(StreamOptions()).run(to: output, threads: 1, profile: &profile)
    #expect(profile?.examples == 9 && profile?.steps.stages.count == 2)
    let archive = try Data(contentsOf: URL(fileURLWithPath: folder + "/out.tar"))
    // The first member follows a header of 512 bytes: 128 of npy's own, then floats.
    let array = try NPYArray(decoding: Array(archive[512..<512 + 128 + 4 * 324]), file: "x")
    #expect(array.shape == [12, 9, 3])
    let batches = try StreamOutput(path: folder + "/out.npy", form: .arrays(size: 4, classes: ["a"], mixes: false))
    var none: StreamProfile?
    _ = try stream(StreamOptions()).run(to: batches, threads: 2, profile: &none)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/out.npy")))
    let first = try NPYArray(decoding: Array(bytes.prefix(128 + 4 * 4 * 324)), file: "x")
    #expect(first.shape == [4, 12, 9, 3])
    if case (.floats(let all), .floats(let one)) = (first.elements, array.elements) {
      #expect(Array(all.prefix(324)) == one)
    } else {
      Issue.record("no floats")
    }
    let failing = try StreamOutput(path: folder + "/out", form: .media(MediaEncoding()))
    #expect(throws: MediaError.self) {
      try stream(StreamOptions()).run(to: failing, threads: 2, profile: &none)
    }
  }
}
