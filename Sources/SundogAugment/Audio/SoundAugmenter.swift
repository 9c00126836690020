import Sundog
import SundogNumerics

/// Runs a pipeline on one sound after the other, in memory that it keeps. One thread uses it at a time.
public final class SoundAugmenter {
  public let pipeline: SoundPipeline
  public let seed: UInt64
  private let set: SoundSet?
  private let sample = SoundSample()
  private var partnerSamples: [SoundSample] = []
  /// The example that is being made, and the step that runs.
  private var index = 0
  private var epoch = 0
  private var position = 0

  /// - Parameter set: the examples that steps such as `mixUp` draw partners from.
  /// - Throws: `AugmentError.needsSet` where such a step has none.
  public init(_ pipeline: SoundPipeline, seed: UInt64, set: SoundSet? = nil) throws(AugmentError) {
    if set == nil, let step = pipeline.steps.first(where: \.mixesSounds) { throw .needsSet(step: step.name) }
    self.pipeline = pipeline
    self.seed = seed
    self.set = set
  }

  /// An augmenter of a set's sounds.
  init(_ pipeline: SoundPipeline, seed: UInt64, of set: SoundSet) {
    self.pipeline = pipeline
    self.seed = seed
    self.set = set
  }

  /// Sound `index` of the set, as epoch `epoch` shows it. The sample is good until the next call.
  /// - Precondition: there is a set, and it has such a sound.
  @discardableResult
  public func augment(index: Int, epoch: Int) -> SoundSample {
    load(index, into: sample)
    run(index: index, epoch: epoch, observer: nil)
    return sample
  }

  /// A sound that comes from elsewhere, as number `index` of epoch `epoch`. The sample is good until the next call.
  @discardableResult
  public func augment(_ sound: Sound, index: Int, epoch: Int) -> SoundSample {
    sample.load(sound, examples: set?.count ?? 0)
    run(index: index, epoch: epoch, observer: nil)
    return sample
  }

  /// The same, and what was drawn for it.
  public func explain(_ sound: Sound, index: Int, epoch: Int) throws -> (sample: SoundSample, draws: [DrawRecord]) {
    let observer = RunObserver(keepingDraws: true, measuring: false)
    sample.load(sound, examples: set?.count ?? 0)
    run(index: index, epoch: epoch, observer: observer)
    if let failure = observer.failure { throw failure }
    return (sample, observer.records)
  }

  /// Sound `index` of the set, and what was drawn for it.
  public func explain(index: Int, epoch: Int) throws -> (sample: SoundSample, draws: [DrawRecord]) {
    let observer = RunObserver(keepingDraws: true, measuring: false)
    load(index, into: sample)
    run(index: index, epoch: epoch, observer: observer)
    if let failure = observer.failure { throw failure }
    return (sample, observer.records)
  }

  /// A sound changed as draws of this pipeline say.
  /// - Throws: `AugmentError` or `DecodingError` where they are of another pipeline.
  public func replay(_ draws: [DrawRecord], on sound: Sound, index: Int, epoch: Int) throws -> SoundSample {
    sample.load(sound, examples: set?.count ?? 0)
    try replayLoaded(draws, index: index, epoch: epoch)
    return sample
  }

  /// Sound `index` of the set changed as draws of this pipeline say.
  public func replay(_ draws: [DrawRecord], index: Int, epoch: Int) throws -> SoundSample {
    load(index, into: sample)
    try replayLoaded(draws, index: index, epoch: epoch)
    return sample
  }

  /// Adds the times of the steps, for one sound of the set, to `profile`.
  public func augment(index: Int, epoch: Int, profile: inout AugmentProfile) -> SoundSample {
    let observer = RunObserver(keepingDraws: false, measuring: true)
    load(index, into: sample)
    run(index: index, epoch: epoch, observer: observer)
    profile.merge(observer.profile)
    return sample
  }

  /// Adds the times of the steps, for one sound, to `profile`.
  public func augment(_ sound: Sound, index: Int, epoch: Int, profile: inout AugmentProfile) -> SoundSample {
    let observer = RunObserver(keepingDraws: false, measuring: true)
    sample.load(sound, examples: set?.count ?? 0)
    run(index: index, epoch: epoch, observer: observer)
    profile.merge(observer.profile)
    return sample
  }

  private func run(index: Int, epoch: Int, observer: RunObserver?) {
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

  private func load(_ index: Int, into sample: SoundSample) {
    guard let set else { preconditionFailure("sounds of a set") }
    set.samples.withUnsafeBufferPointer { samples in
      sample.load(
        UnsafeBufferPointer(rebasing: samples[set.offsets[index]..<set.offsets[index + 1]]),
        sampleRate: set.sampleRate, examples: set.count)
    }
    sample.labels.append(SoundSample.LabelShare(label: set.labels[index], share: 1))
  }
}

extension SoundAugmenter: SoundPartners {
  func partner(_ partner: Int, use: Int) -> SoundSample {
    while partnerSamples.count < use { partnerSamples.append(SoundSample()) }
    let sample = partnerSamples[use - 1]
    guard let set, (0..<set.count).contains(partner) else { return sample }
    load(partner, into: sample)
    // Other examples' chance is another stream of the same address: they differ from their own turns.
    var generator = SeededRandom(augmenting: index, epoch: epoch, seed: seed, use: UInt32(use))
    for step in pipeline.steps[..<position] where !step.mixesSounds {
      step.run(on: sample, using: &generator, observer: nil)
    }
    return sample
  }
}

extension Step where Sample == SoundSample {
  /// Whether other examples of the set are needed.
  var mixesSounds: Bool { transforms.contains { $0 is SoundMixUp } }
}
