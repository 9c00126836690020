import Sundog

/// Changes sounds.
final class SoundStreamWorker: StreamWorker {
  private let augmenter: SoundAugmenter
  private let classes: [String]

  init(_ pipeline: SoundPipeline, seed: UInt64, set: SoundSet?) throws(AugmentError) {
    augmenter = try SoundAugmenter(pipeline, seed: seed, set: set)
    classes = set?.classes ?? []
  }

  func augment(
    _ example: MediaExample, index: Int, epoch: Int, profile: inout AugmentProfile?
  ) throws -> AugmentedExample {
    guard case .sound(let sound) = example.media else { throw Self.wrongKind(example, expected: "a sound") }
    let sample: SoundSample
    if var times = profile {
      sample = augmenter.augment(
        sound, index: index, epoch: epoch, profile: &times)
      profile = times
    } else {
      sample = augmenter.augment(sound, index: index, epoch: epoch)
    }
    return AugmentedExample(
      key: example.key, content: Self.content(sample), label: example.label, classShares: example.classShares)
  }

  func augment(index: Int, epoch: Int, profile: inout AugmentProfile?) throws -> AugmentedExample {
    let sample: SoundSample
    if var times = profile {
      sample = augmenter.augment(index: index, epoch: epoch, profile: &times)
      profile = times
    } else {
      sample = augmenter.augment(index: index, epoch: epoch)
    }
    let (label, shares) = Self.classes(sample.labels, classes)
    return AugmentedExample(
      key: String(index), content: Self.content(sample), label: label, classShares: shares)
  }

  func explain(_ example: MediaExample, index: Int, epoch: Int) throws -> [DrawRecord] {
    guard case .sound(let sound) = example.media else { throw Self.wrongKind(example, expected: "a sound") }
    return try augmenter.explain(sound, index: index, epoch: epoch).draws
  }

  func explain(index: Int, epoch: Int) throws -> [DrawRecord] {
    try augmenter.explain(index: index, epoch: epoch).draws
  }

  private static func content(_ sample: SoundSample) -> AugmentedExample.Content {
    if let sound = sample.sound { return .media(.sound(sound)) }
    return .numbers(Array(sample.values), shape: [sample.shape.rows, sample.shape.columns])
  }
}
