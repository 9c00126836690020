import Sundog

/// Clips of a set, augmented as batches of log-mel pictures for a trainer.
///
/// Example *i* of epoch *e* depends on (pipeline, seed, e, i) and the set alone. Targets are the shares of the classes.
public struct AugmentedSounds: BatchSource {
  public let set: SoundSet
  public let pipeline: SoundPipeline
  public let seed: UInt64
  public let shape: BatchShape
  private let pool = IdlePool<SoundAugmenter>()

  /// A pipeline without features gets `logMelPicture` with `settings` at its end; steps such as `specAugment` stand
  /// behind a `logMelPicture` of their own.
  ///
  /// - Throws: `AugmentError` where the pipeline ends in features of another kind, or the settings do not fit the
  ///   set's sample rate.
  public init(
    _ set: SoundSet, pipeline: SoundPipeline, settings: LogMelPicture.Settings = LogMelPicture.Settings(),
    seed: UInt64
  ) throws(AugmentError) {
    var steps = pipeline.steps
    let features = pipeline.transforms.filter { ($0 as? any SoundTransform).map { type(of: $0).gives != nil } ?? false }
    var picture = features.last as? LogMelPictureTransform
    if let last = features.last, picture == nil, !(last is GriffinLimTransform) {
      throw .unfit(
        step: type(of: last).name,
        reason: "a trainer's pictures are made by logMelPicture. Put it in place of this step, or remove the step.")
    }
    if picture == nil {
      var made = LogMelPictureTransform()
      (made.seconds, made.bands, made.columns) = (settings.seconds, settings.bands, settings.columns)
      made.range = Double(settings.range)
      picture = made
      steps.append(Step(made))
    }
    let used = picture?.settings ?? settings
    let rate = Self.rate(behind: steps, of: set)
    if let problem = used.problem(sampleRate: rate) {
      throw .unfit(step: LogMelPictureTransform.name, reason: "\(problem).")
    }
    self.set = set
    self.pipeline = SoundPipeline(steps)
    self.seed = seed
    shape = BatchShape(
      count: set.count, height: used.bands, width: used.columns, channels: 1, classes: set.classes)
  }

  /// The lowest sample rate that the pictures may see.
  private static func rate(behind steps: [Step<SoundSample>], of set: SoundSet) -> Int {
    let rates = steps.flatMap(\.transforms).compactMap { ($0 as? Resample)?.sampleRate }
    return min(set.sampleRate, rates.min() ?? set.sampleRate)
  }

  public func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    precondition(
      batch.inputs.count >= positions.count * shape.inputs
        && batch.targets.count >= positions.count * shape.classes.count, "memory for the batch")
    let augmenter = pool.take() ?? SoundAugmenter(pipeline, seed: seed, of: set)
    defer { pool.put(augmenter) }
    let classes = shape.classes.count
    batch.targets[..<(positions.count * classes)].update(repeating: 0)
    for (row, position) in positions.enumerated() {
      let sample = augmenter.augment(index: Int(position), epoch: epoch)
      for (i, value) in sample.values.enumerated() { batch.inputs[row * shape.inputs + i] = value }
      for label in sample.labels { batch.targets[row * classes + Int(label.label)] += label.share }
    }
  }
}
