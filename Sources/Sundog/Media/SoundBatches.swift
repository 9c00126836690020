import SundogNumerics

/// A set of clips as batches of log-mel pictures with one-hot targets.
public struct SoundBatches: BatchSource {
  public let shape: BatchShape
  private let set: SoundSet
  private let picture: LogMelPicture
  /// All pictures, one after the other, unless they take more than the memory that was allowed.
  private let pictures: [Float]?

  /// Computes the pictures beforehand if they fit into `memory` bytes, and otherwise whenever they are read.
  ///
  /// - Precondition: `settings.problem(sampleRate:)` is `nil` at the set's rate.
  public init(
    _ set: SoundSet, settings: LogMelPicture.Settings = LogMelPicture.Settings(), memory: Int = 2 << 30,
    threads: Int = Parallel.defaultThreadCount
  ) {
    let picture = LogMelPicture(settings, sampleRate: set.sampleRate)
    self.set = set
    self.picture = picture
    shape = BatchShape(
      count: set.count, height: settings.bands, width: settings.columns, channels: 1, classes: set.classes)
    let total = set.count * picture.count
    guard total * MemoryLayout<Float>.stride <= memory else {
      pictures = nil
      return
    }
    let parts = Parallel.map(count: (set.count + 63) / 64, threads: threads) { chunk in
      let clips = chunk * 64..<min(set.count, (chunk + 1) * 64)
      return [Float](unsafeUninitializedCapacity: clips.count * picture.count) { output, initialized in
        for (place, clip) in clips.enumerated() {
          Self.write(set, clip, picture, into: output, at: place)
        }
        initialized = clips.count * picture.count
      }
    }
    pictures = parts.count == 1 ? parts[0] : parts.flatMap { $0 }
  }

  public func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    for (place, position) in positions.enumerated() {
      let clip = Int(position)
      if let pictures {
        for i in 0..<picture.count { batch.inputs[place * picture.count + i] = pictures[clip * picture.count + i] }
      } else {
        Self.write(set, clip, picture, into: batch.inputs, at: place)
      }
      let targets = place * set.classes.count..<(place + 1) * set.classes.count
      for (index, target) in targets.enumerated() { batch.targets[target] = index == Int(set.labels[clip]) ? 1 : 0 }
    }
  }

  private static func write(
    _ set: SoundSet, _ clip: Int, _ picture: LogMelPicture, into output: UnsafeMutableBufferPointer<Float>,
    at place: Int
  ) {
    set.samples.withUnsafeBufferPointer { samples in
      picture.write(
        UnsafeBufferPointer(rebasing: samples[set.offsets[clip]..<set.offsets[clip + 1]]),
        into: UnsafeMutableBufferPointer(rebasing: output[place * picture.count..<(place + 1) * picture.count]))
    }
  }
}
