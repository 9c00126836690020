import Sundog
import SundogAugment
import SundogNumerics
import SundogTestSupport
import Testing

@Suite("Augmented pictures")
struct AugmentedImagesTests {
  private static let set: ImageSet = {
    let base = Image.speckled(height: 16, width: 16, channels: 3).pixels
    var generator = SeededRandom(seed: 4)
    let pixels = (0..<12).flatMap { _ in base }.map { $0 / 2 &+ UInt8(generator.next() % 64) }
    return ImageSet(
      height: 16, width: 16, channels: 3, classes: ["a", "b", "c"], labels: (0..<12).map { Int32($0 % 3) },
      pixels: pixels)
  }()

  private static let text = """
    [{ "op": "pad" }, { "op": "crop", "height": 16, "width": 16 }, { "op": "horizontalFlip", "probability": 0.5 },
     { "op": "rotate" }, { "op": "mosaic", "probability": 0.3 }, { "op": "cutMix", "probability": 0.5 },
     { "op": "mixUp", "alpha": 1 }, { "op": "gaussianNoise" }, { "op": "normalize", "means": [0.5, 0.4, 0.3] }]
    """

  private func read(_ source: AugmentedImages, _ positions: [Int32], epoch: Int) -> (inputs: [Float], targets: [Float])
  {
    var inputs = [Float](repeating: .nan, count: positions.count * source.shape.inputs)
    var targets = [Float](repeating: .nan, count: positions.count * source.shape.classes.count)
    inputs.withUnsafeMutableBufferPointer { inputs in
      targets.withUnsafeMutableBufferPointer { targets in
        positions.withUnsafeBufferPointer {
          source.read($0, epoch: epoch, into: Batch(inputs: inputs, targets: targets))
        }
      }
    }
    return (inputs, targets)
  }

  @Test func areTheSameForAnyBatchesAndThreads() throws {
    let source = try AugmentedImages(Self.set, pipeline: ImagePipeline(text: Self.text), seed: 3)
    let positions = (0..<12).map { Int32($0) }
    for epoch in 0..<3 {
      let whole = read(source, positions, epoch: epoch)
      let alone = Parallel.map(count: 12, threads: 4) { read(source, [Int32(11 - $0)], epoch: epoch) }
      #expect(alone.reversed().flatMap(\.inputs) == whole.inputs)
      #expect(alone.reversed().flatMap(\.targets) == whole.targets)
      #expect(read(source, positions, epoch: epoch + 1).inputs != whole.inputs)
    }
  }

  @Test func haveSharesOfClassesThatSumToOne() throws {
    let source = try AugmentedImages(Self.set, pipeline: ImagePipeline(text: Self.text), seed: 3)
    var mixed = 0
    for epoch in 0..<10 {
      let targets = read(source, (0..<12).map { Int32($0) }, epoch: epoch).targets
      for row in 0..<12 {
        let shares = targets[3 * row..<3 * row + 3]
        #expect(abs(shares.reduce(0, +) - 1) < 1e-5 && shares.allSatisfy { $0 >= 0 })
        if shares.max()! < 0.99 { mixed += 1 }
      }
    }
    #expect(mixed > 60)
  }

  @Test func areTheSetsOwnWithoutSteps() throws {
    let source = try AugmentedImages(Self.set, pipeline: ImagePipeline([]), seed: 3)
    let (inputs, targets) = read(source, [5], epoch: 0)
    #expect(inputs == Self.set[5].pixels.map { Float($0) * Float(1.0 / 255) + 0 })
    #expect(targets == [0, 0, 1])
  }

  @Test func repeatWhatWasRecordedWithPartners() throws {
    let augmenter = try ImageAugmenter(
      ImagePipeline(text: Self.text.replacing(", { \"op\": \"normalize\", \"means\": [0.5, 0.4, 0.3] }", with: "")),
      seed: 3, set: Self.set)
    for index in 0..<12 {
      let (sample, draws) = try augmenter.explain(index: index, epoch: 1)
      let (image, labels) = (sample.image, sample.labels)
      let again = try augmenter.replay(draws, index: index, epoch: 1)
      #expect(again.image == image && again.labels == labels)
    }
  }

  @Test func areRefusedWithoutASetOrInSeveralSizes() throws {
    let mixing = try ImagePipeline(text: Self.text)
    #expect(throws: AugmentError.needsSet(step: "mosaic")) { try ImageAugmenter(mixing, seed: 1) }
    let varying = ImagePipeline { Pad().withProbability(0.5) }
    #expect(throws: AugmentError.varyingShape(step: "pad")) {
      try AugmentedImages(Self.set, pipeline: varying, seed: 1)
    }
    #expect(throws: SchemaErrors.self) {
      try ImagePipeline(text: "[{ \"op\": \"oneOf\", \"steps\": [{ \"op\": \"mixUp\" }] }]")
    }
  }
}
