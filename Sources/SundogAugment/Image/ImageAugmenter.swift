import Sundog
import SundogNumerics

/// Runs a pipeline on one picture after the other, in memory that it keeps. One thread uses it at a time.
public final class ImageAugmenter {
  public let pipeline: ImagePipeline
  public let seed: UInt64
  private let set: ImageSet?
  private let sample = ImageSample()
  private var partnerSamples: [ImageSample] = []
  /// The example that is being made, and the step that runs.
  private var index = 0
  private var epoch = 0
  private var position = 0

  /// - Parameter set: the examples that steps such as `mixUp` draw partners from.
  /// - Throws: `AugmentError.needsSet` where such a step has none.
  public init(_ pipeline: ImagePipeline, seed: UInt64, set: ImageSet? = nil) throws(AugmentError) {
    if set == nil, let step = pipeline.steps.first(where: \.mixesExamples) { throw .needsSet(step: step.name) }
    self.pipeline = pipeline
    self.seed = seed
    self.set = set
  }

  /// An augmenter of a set's pictures.
  init(_ pipeline: ImagePipeline, seed: UInt64, of set: ImageSet) {
    self.pipeline = pipeline
    self.seed = seed
    self.set = set
  }

  /// Picture `index` of the set, as epoch `epoch` shows it. The sample is good until the next call.
  /// - Precondition: there is a set, and it has such a picture.
  @discardableResult
  public func augment(index: Int, epoch: Int) -> ImageSample {
    run(index: index, epoch: epoch, observer: nil, output: nil)
    return sample
  }

  /// The same with the numbers of `normalize`, or x / 255 where there is none, written to `output`. The sample's pixels
  /// are not good to read.
  func augment(index: Int, epoch: Int, into output: UnsafeMutablePointer<Float>) -> ImageSample {
    run(index: index, epoch: epoch, observer: nil, output: output)
    return sample
  }

  /// A picture that comes from elsewhere, as number `index` of epoch `epoch`. The sample is good until the next call.
  @discardableResult
  public func augment(_ image: Image, annotations: Annotations = Annotations(), index: Int, epoch: Int) -> ImageSample {
    sample.load(image, annotations: annotations)
    run(loadedFor: index, epoch: epoch, observer: nil)
    return sample
  }

  /// The same, and what was drawn for it.
  public func explain(
    _ image: Image, annotations: Annotations = Annotations(), index: Int, epoch: Int
  ) throws -> (sample: ImageSample, draws: [DrawRecord]) {
    let observer = RunObserver(keepingDraws: true, measuring: false)
    sample.load(image, annotations: annotations)
    run(loadedFor: index, epoch: epoch, observer: observer)
    if let failure = observer.failure { throw failure }
    return (sample, observer.records)
  }

  /// Picture `index` of the set, and what was drawn for it.
  public func explain(index: Int, epoch: Int) throws -> (sample: ImageSample, draws: [DrawRecord]) {
    let observer = RunObserver(keepingDraws: true, measuring: false)
    run(index: index, epoch: epoch, observer: observer, output: nil)
    if let failure = observer.failure { throw failure }
    return (sample, observer.records)
  }

  /// A picture changed as draws of this pipeline say.
  /// - Throws: `AugmentError` or `DecodingError` where they are of another pipeline.
  public func replay(
    _ draws: [DrawRecord], on image: Image, annotations: Annotations = Annotations(), index: Int, epoch: Int
  ) throws -> ImageSample {
    sample.load(image, annotations: annotations)
    try replayLoaded(draws, index: index, epoch: epoch)
    return sample
  }

  /// Picture `index` of the set changed as draws of this pipeline say.
  public func replay(_ draws: [DrawRecord], index: Int, epoch: Int) throws -> ImageSample {
    set.map { load($0, index, into: sample) }
    try replayLoaded(draws, index: index, epoch: epoch)
    return sample
  }

  /// Adds the times of the steps, for one picture of the set, to `profile`.
  public func augment(index: Int, epoch: Int, profile: inout AugmentProfile) -> ImageSample {
    let observer = RunObserver(keepingDraws: false, measuring: true)
    run(index: index, epoch: epoch, observer: observer, output: nil)
    profile.merge(observer.profile)
    return sample
  }

  /// Adds the times of the steps, for one picture, to `profile`.
  public func augment(
    _ image: Image, annotations: Annotations = Annotations(), index: Int, epoch: Int, profile: inout AugmentProfile
  ) -> ImageSample {
    let observer = RunObserver(keepingDraws: false, measuring: true)
    sample.load(image, annotations: annotations)
    run(loadedFor: index, epoch: epoch, observer: observer)
    profile.merge(observer.profile)
    return sample
  }

  private func run(index: Int, epoch: Int, observer: RunObserver?, output: UnsafeMutablePointer<Float>?) {
    guard let set else { preconditionFailure("pictures of a set") }
    // The sample reads the set's memory until its first change.
    set.pixels.withUnsafeBufferPointer { pixels in
      sample.load(pixels.baseAddress! + index * set.size, shape: shape(of: set))
      sample.labels.append(ImageSample.LabelShare(label: set.labels[index], share: 1))
      sample.outputDestination = output
      run(loadedFor: index, epoch: epoch, observer: observer)
      if output != nil, sample.normalized == nil { Normalize.toUnit(sample) }
      if sample.normalized == nil { sample.own() }
    }
  }

  private func run(loadedFor index: Int, epoch: Int, observer: RunObserver?) {
    prepare(index: index, epoch: epoch)
    var generator = SeededRandom(augmenting: index, epoch: epoch, seed: seed)
    for (position, step) in pipeline.steps.enumerated() {
      self.position = position
      observer?.choose(position)
      step.run(on: sample, using: &generator, observer: observer)
    }
    sample.partners = nil
  }

  private func replayLoaded(_ draws: [DrawRecord], index: Int, epoch: Int) throws {
    prepare(index: index, epoch: epoch)
    defer { sample.partners = nil }
    for record in draws {
      position = record.position
      try Step.replay([record], of: pipeline.steps, on: sample)
    }
  }

  private func prepare(index: Int, epoch: Int) {
    self.index = index
    self.epoch = epoch
    if set != nil { sample.partners = self }
  }

  private func shape(of set: ImageSet) -> ImageShape {
    ImageShape(height: set.height, width: set.width, channels: set.channels, examples: set.count)
  }

  private func load(_ set: ImageSet, _ index: Int, into sample: ImageSample) {
    set.pixels.withUnsafeBufferPointer { pixels in
      sample.load(pixels.baseAddress! + index * set.size, shape: shape(of: set))
      sample.own()
    }
    sample.labels.append(ImageSample.LabelShare(label: set.labels[index], share: 1))
  }
}

extension ImageAugmenter: ImagePartners {
  func partner(_ partner: Int, use: Int) -> ImageSample {
    while partnerSamples.count < use { partnerSamples.append(ImageSample()) }
    let sample = partnerSamples[use - 1]
    guard let set else { return sample }
    load(set, partner, into: sample)
    // Other examples' chance is another stream of the same address: they differ from their own turns.
    var generator = SeededRandom(augmenting: index, epoch: epoch, seed: seed, use: UInt32(use))
    for step in pipeline.steps[..<position] where !step.mixesExamples {
      step.run(on: sample, using: &generator, observer: nil)
    }
    return sample
  }
}

/// A transform that mixes other examples of a set into a picture.
protocol MixingTransform: Transform where Sample == ImageSample {}

extension Step where Sample == ImageSample {
  /// Whether other examples of the set are needed.
  var mixesExamples: Bool { transforms.contains { $0 is any MixingTransform } }
}
