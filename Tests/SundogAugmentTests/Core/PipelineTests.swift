import Foundation
import Sundog
import SundogAugment
import SundogTestSupport
import Testing

@Suite("A pipeline")
struct PipelineTests {
  static let text = """
    [{ "op": "horizontalFlip", "probability": 0.5 },
     { "op": "oneOf", "weights": [1, 3], "steps": [
       { "op": "rotate", "degreesRange": [-10, 10], "border": "reflect" }, { "op": "verticalFlip" }] },
     { "op": "someOf", "countRange": [1, 2], "steps": [
       { "op": "brightnessContrast" }, { "op": "gaussianNoise", "standardDeviationRange": 0.1 },
       { "op": "verticalFlip" }] },
     { "op": "repeat", "countRange": [0, 2], "probability": 0.9, "steps": [{ "op": "rotate" }] }]
    """

  private func problem(_ text: String, _ format: Schema.Format = .json) -> String {
    do {
      _ = try ImagePipeline(text: text, format: format, file: "p.json")
      return "none"
    } catch { return "\(error)" }
  }

  @Test func isTheSameAfterWritingAndReading() throws {
    let pipeline = try ImagePipeline(text: Self.text)
    let again = try JSONDecoder().decode(ImagePipeline.self, from: JSONEncoder().encode(pipeline))
    #expect(again == pipeline)
    #expect(pipeline.transforms.count == 7)
  }

  @Test func readsYAML() throws {
    let yaml = """
      - op: rotate
        degreesRange: [-10, 10]
        probability: 0.5
      - op: horizontalFlip
      """
    let built = ImagePipeline {
      Rotate { $0.degreesRange = -10...10 }.withProbability(0.5)
      HorizontalFlip()
    }
    #expect(try ImagePipeline(text: yaml, format: .yaml) == built)
  }

  @Test func namesThePlaceOfAnUnknownOperationAndTheNearestOne() {
    let text = "[{ \"op\": \"rotate\" },\n  { \"op\": \"horizontalflipp\" }]"
    #expect(problem(text).contains("p.json:2:11"))
    #expect(problem(text).contains("Did you mean \"horizontalFlip\"?"))
  }

  @Test func namesAnUnknownParameterAndABadRange() {
    let text = "[{ \"op\": \"rotate\", \"degreeRange\": [1, 2] },\n { \"op\": \"rotate\", \"degreesRange\": [9, 2] }]"
    #expect(problem(text).contains("p.json:1:20"))
    #expect(problem(text).contains("Did you mean \"degreesRange\"?"))
    #expect(problem(text).contains("p.json:2:36"))
    #expect(problem(text).contains("two ascending numbers in -360...360"))
  }

  @Test(arguments: [
    ("{}", "a list of operations"), ("[{}]", "an object with \"op\""), ("[{\"op\": 3}]", "the name of an operation"),
    ("[{\"op\": \"rotate\", \"probability\": 1.5}]", "a number in 0...1"),
    ("[{\"op\": \"oneOf\", \"steps\": []}]", "at least one"), ("[{\"op\": \"oneOf\"}]", "a list of operations"),
    ("[{\"op\": \"oneOf\", \"weights\": [1, 1], \"steps\": [{\"op\": \"rotate\"}]}]", "1 numbers"),
    ("[{\"op\": \"someOf\", \"countRange\": [1, 2], \"steps\": [{\"op\": \"rotate\"}]}]", "two ascending integers"),
    ("[{\"op\": \"normalize\"}, {\"op\": \"rotate\"}]", "the last step"),
    ("[{\"op\": \"normalize\", \"probability\": 0.5}]", "always taken"),
    ("[{\"op\": \"rotate\", \"fill\": 256}]", "an integer in 0...255"),
    ("[{\"op\": \"rotate\", \"border\": \"wrap\"}]", "one of constant, edge, reflect"),
  ])
  func refusesWhatItCannotDo(text: String, expected: String) {
    #expect(problem(text).contains(expected))
  }

  @Test func readsTheDefaultsOfAResource() throws {
    let entry: JSONValue = .object([
      "op": .string("rotate"), "degreesRange": .array([.integer(-10), .integer(10)]), "probability": .number(0.5),
    ])
    let expected = ImagePipeline { Rotate { $0.degreesRange = -10...10 }.withProbability(0.5) }
    #expect(try ImagePipeline(of: Resource(name: "pictures", fields: [], augment: [entry])) == expected)
    let wrong = Resource(name: "pictures", fields: [], augment: [entry, .object(["op": .string("rotat")])])
    do {
      _ = try ImagePipeline(of: wrong)
      Issue.record("an unknown operation was read")
    } catch {
      #expect(error.problems.map(\.path) == ["$.sundog.augment[1].op"])
      #expect(error.description.contains("Did you mean \"rotate\"?"))
    }
  }

  @Test func dependsOnSeedEpochAndIndexAlone() throws {
    let pipeline = try ImagePipeline(text: Self.text)
    let image = Image.speckled(height: 20, width: 24, channels: 3)
    func run(_ augmenter: ImageAugmenter, epoch: Int, index: Int) -> Image {
      augmenter.augment(image, index: index, epoch: epoch).image
    }
    let augmenter = try ImageAugmenter(pipeline, seed: 5)
    let inOrder = (0..<40).map { run(augmenter, epoch: $0 / 20, index: $0 % 20) }
    for place in (0..<40).reversed() {
      #expect(run(try ImageAugmenter(pipeline, seed: 5), epoch: place / 20, index: place % 20) == inOrder[place])
    }
    #expect(Set(inOrder).count > 30)
    #expect(run(try ImageAugmenter(pipeline, seed: 6), epoch: 0, index: 0) != inOrder[0])
  }

  @Test func repeatsWhatItRecorded() throws {
    let pipeline = try ImagePipeline(text: Self.text)
    let augmenter = try ImageAugmenter(pipeline, seed: 8)
    let image = Image.speckled(height: 20, width: 24, channels: 3)
    for index in 0..<20 {
      let (sample, draws) = try augmenter.explain(image, index: index, epoch: 2)
      let expected = sample.image
      #expect(augmenter.augment(image, index: index, epoch: 2).image == expected)
      let read = try JSONDecoder().decode([DrawRecord].self, from: JSONEncoder().encode(draws))
      #expect(read == draws)
      #expect(try augmenter.replay(read, on: image, index: index, epoch: 2).image == expected)
    }
  }

  @Test func refusesTheRecordOfAnother() throws {
    let augmenter = try ImageAugmenter(ImagePipeline { Rotate() }, seed: 8)
    let image = Image.speckled(height: 20, width: 24, channels: 3)
    let draws = try augmenter.explain(image, index: 0, epoch: 0).draws
    let other = try ImageAugmenter(ImagePipeline { VerticalFlip() }, seed: 8)
    #expect(throws: AugmentError.self) { try other.replay(draws, on: image, index: 0, epoch: 0) }
  }

  @Test func takesStepsWithTheirProbability() throws {
    // 4,000 draws of probability 0.3: six standard deviations are 174; false alarms below 2 × 10⁻⁹.
    let pipeline = ImagePipeline { HorizontalFlip().withProbability(0.3) }
    let augmenter = try ImageAugmenter(pipeline, seed: 1)
    let image = Image(height: 1, width: 2, channels: 1, pixels: [1, 2])
    let flipped = (0..<4_000).filter { augmenter.augment(image, index: $0, epoch: 0).image.pixels == [2, 1] }
    #expect(abs(flipped.count - 1_200) < 174)
  }

  @Test func tellsWhereTimeGoes() throws {
    let augmenter = try ImageAugmenter(ImagePipeline(text: Self.text), seed: 8)
    let image = Image.speckled(height: 20, width: 24, channels: 3)
    var profile = AugmentProfile()
    for index in 0..<20 { _ = augmenter.augment(image, index: index, epoch: 0, profile: &profile) }
    #expect(profile.stages.contains { $0.path == "1:oneOf" && $0.runs == 20 })
    // Containers are no candidates for the slowest step.
    #expect(profile.slowest?.path.hasSuffix("oneOf") == false)
  }
}
