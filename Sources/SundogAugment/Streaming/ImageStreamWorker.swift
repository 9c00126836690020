import Sundog

/// Changes pictures.
final class ImageStreamWorker: StreamWorker {
  private let augmenter: ImageAugmenter
  private let classes: [String]

  init(_ pipeline: ImagePipeline, seed: UInt64, set: ImageSet?) throws(AugmentError) {
    augmenter = try ImageAugmenter(pipeline, seed: seed, set: set)
    classes = set?.classes ?? []
  }

  func augment(
    _ example: MediaExample, index: Int, epoch: Int, profile: inout AugmentProfile?
  ) throws -> AugmentedExample {
    guard case .image(let image) = example.media else { throw Self.wrongKind(example, expected: "a picture") }
    let sample: ImageSample
    if var times = profile {
      sample = augmenter.augment(
        image, annotations: example.annotations, index: index, epoch: epoch, profile: &times)
      profile = times
    } else {
      sample = augmenter.augment(image, annotations: example.annotations, index: index, epoch: epoch)
    }
    return AugmentedExample(
      key: example.key, content: Self.content(sample), label: example.label, classShares: example.classShares,
      annotations: sample.annotations)
  }

  func augment(index: Int, epoch: Int, profile: inout AugmentProfile?) throws -> AugmentedExample {
    let sample: ImageSample
    if var times = profile {
      sample = augmenter.augment(index: index, epoch: epoch, profile: &times)
      profile = times
    } else {
      sample = augmenter.augment(index: index, epoch: epoch)
    }
    let (label, shares) = Self.classes(sample.labels, classes)
    return AugmentedExample(
      key: String(index), content: Self.content(sample), label: label, classShares: shares,
      annotations: sample.annotations)
  }

  func explain(_ example: MediaExample, index: Int, epoch: Int) throws -> [DrawRecord] {
    guard case .image(let image) = example.media else { throw Self.wrongKind(example, expected: "a picture") }
    return try augmenter.explain(image, annotations: example.annotations, index: index, epoch: epoch).draws
  }

  func explain(index: Int, epoch: Int) throws -> [DrawRecord] {
    try augmenter.explain(index: index, epoch: epoch).draws
  }

  private static func content(_ sample: ImageSample) -> AugmentedExample.Content {
    guard let numbers = sample.normalized else { return .media(.image(sample.image)) }
    return .numbers(Array(numbers), shape: [sample.shape.height, sample.shape.width, sample.shape.channels])
  }
}
