/// Pictures of a set as numbers for a trainer: (value / 255 − mean) / standard deviation, with the class as target.
///
/// Mean and standard deviation are constants of the caller's, never of the data: figures read off private pictures
/// would leave with the trained model without having been paid for.
public struct ImageBatches: BatchSource {
  public let shape: BatchShape
  private let set: ImageSet
  /// What a channel's byte is multiplied by, and what is added then.
  private let factors: [Float]
  private let offsets: [Float]
  private let isUniform: Bool

  /// - Parameters:
  ///   - mean: one number for all channels, or one for each, in units of the full range.
  ///   - standardDeviation: likewise; above 0.
  /// - Precondition: one constant or one for each channel, all finite.
  public init(_ set: ImageSet, mean: [Float] = [0.5], standardDeviation: [Float] = [0.5]) {
    precondition(
      [1, set.channels].contains(mean.count) && [1, set.channels].contains(standardDeviation.count),
      "one constant, or one for each channel")
    precondition(
      mean.allSatisfy(\.isFinite) && standardDeviation.allSatisfy { $0.isFinite && $0 > 0 },
      "finite constants, and deviations above 0")
    self.set = set
    shape = BatchShape(
      count: set.count, height: set.height, width: set.width, channels: set.channels, classes: set.classes)
    let means = mean.count == set.channels ? mean : [Float](repeating: mean[0], count: set.channels)
    let deviations =
      standardDeviation.count == set.channels
      ? standardDeviation : [Float](repeating: standardDeviation[0], count: set.channels)
    factors = deviations.map { 1 / (255 * $0) }
    offsets = zip(means, deviations).map { -$0 / $1 }
    isUniform = Set(factors).count == 1 && Set(offsets).count == 1
  }

  /// - Precondition: positions are below the number of pictures, and the batch has room for them.
  public func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    let (size, classes) = (set.size, set.classes.count)
    precondition(
      batch.inputs.count >= positions.count * size && batch.targets.count >= positions.count * classes,
      "room for the examples")
    batch.targets.baseAddress?.update(repeating: 0, count: positions.count * classes)
    set.pixels.withUnsafeBufferPointer { pixels in
      for (row, position) in positions.enumerated() {
        let position = Int(position)
        precondition(position >= 0 && position < set.count, "a position within the set")
        let source = UnsafeBufferPointer(rebasing: pixels[position * size..<(position + 1) * size])
        let target = UnsafeMutableBufferPointer(rebasing: batch.inputs[row * size..<(row + 1) * size])
        normalize(source, into: target)
        batch.targets[row * classes + Int(set.labels[position])] = 1
      }
    }
  }

  private func normalize(_ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<Float>) {
    let channels = set.channels
    let count = source.count
    if isUniform {
      let (factor, offset) = (factors[0], offsets[0])
      for index in 0..<count { target[index] = Float(source[index]) * factor + offset }
      return
    }
    for channel in 0..<channels {
      let (factor, offset) = (factors[channel], offsets[channel])
      for index in stride(from: channel, to: count, by: channels) {
        target[index] = Float(source[index]) * factor + offset
      }
    }
  }
}
