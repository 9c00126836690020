import Foundation
import Sundog

/// Pictures of a set, augmented as batches for a trainer.
///
/// Example *i* of epoch *e* depends on (pipeline, seed, e, i) and the set alone. Numbers are those of the pipeline's
/// `normalize`, or x / 255 where it has none; targets are the shares of the classes.
public struct AugmentedImages: BatchSource {
  public let set: ImageSet
  public let pipeline: ImagePipeline
  public let seed: UInt64
  public let shape: BatchShape
  private let pool: AugmenterPool

  /// - Throws: `AugmentError` where pictures come out in several sizes.
  public init(_ set: ImageSet, pipeline: ImagePipeline, seed: UInt64) throws(AugmentError) {
    let shape = try pipeline.resultShape(
      of: ImageShape(height: set.height, width: set.width, channels: set.channels, examples: set.count))
    self.set = set
    self.pipeline = pipeline
    self.seed = seed
    self.shape = BatchShape(
      count: set.count, height: shape.height, width: shape.width, channels: shape.channels, classes: set.classes)
    pool = AugmenterPool()
  }

  public func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    precondition(
      batch.inputs.count >= positions.count * shape.inputs
        && batch.targets.count >= positions.count * shape.classes.count, "memory for the batch")
    let augmenter = pool.take() ?? ImageAugmenter(pipeline, seed: seed, of: set)
    defer { pool.put(augmenter) }
    let classes = shape.classes.count
    batch.targets[..<(positions.count * classes)].update(repeating: 0)
    for (row, position) in positions.enumerated() {
      let output = batch.inputs.baseAddress! + row * shape.inputs
      let sample = augmenter.augment(index: Int(position), epoch: epoch, into: output)
      for share in sample.labels { batch.targets[row * classes + Int(share.label)] += share.share }
    }
  }
}

/// Augmenters that no thread uses at the moment.
private final class AugmenterPool: @unchecked Sendable {
  private let lock = NSLock()
  private var free: [ImageAugmenter] = []

  func take() -> ImageAugmenter? { lock.withLock { free.popLast() } }
  func put(_ augmenter: ImageAugmenter) { lock.withLock { free.append(augmenter) } }
}
