import Sundog
import SundogNumerics

/// Transforms in a fixed order, with everything that chance decides about them.
///
/// What happens to example *i* in epoch *e* depends on (pipeline, seed, e, i) and the example alone: it is the same for
/// any number of threads, any batch size, any shard and after any interruption.
public struct Pipeline<Sample: AugmentSample>: Sendable {
  public let steps: [Step<Sample>]

  /// - Precondition: every step can stand where it stands.
  public init(_ steps: [Step<Sample>]) {
    let problem = Sample.orderProblem(of: steps)
    precondition(problem == nil, problem?.expected ?? "")
    self.steps = steps
  }

  /// All transforms inside, in order.
  public var transforms: [any Transform<Sample>] { steps.flatMap(\.transforms) }

  /// The sizes that examples of `shape` leave with.
  /// - Throws: `AugmentError.varyingShape` where they depend on chance.
  public func resultShape(of shape: Sample.Shape) throws(AugmentError) -> Sample.Shape {
    var current = shape
    for step in steps {
      guard let next = step.resultShape(of: current) else { throw .varyingShape(step: step.name) }
      current = next
    }
    return current
  }

  /// Changes a sample as epoch `epoch` shows example `index`.
  public func run(on sample: Sample, seed: UInt64, epoch: Int, index: Int) {
    run(on: sample, seed: seed, epoch: epoch, index: index, observer: nil)
  }

  /// Changes a sample, and returns what was drawn for it.
  public func runRecording(on sample: Sample, seed: UInt64, epoch: Int, index: Int) throws -> [DrawRecord] {
    let observer = RunObserver(keepingDraws: true, measuring: false)
    run(on: sample, seed: seed, epoch: epoch, index: index, observer: observer)
    if let failure = observer.failure { throw failure }
    return observer.records
  }

  /// Changes a sample, and adds the time of each step to `profile`.
  public func runProfiling(
    on sample: Sample, seed: UInt64, epoch: Int, index: Int, profile: inout AugmentProfile
  ) {
    let observer = RunObserver(keepingDraws: false, measuring: true)
    run(on: sample, seed: seed, epoch: epoch, index: index, observer: observer)
    profile.merge(observer.profile)
  }

  /// Changes a sample as a record says.
  /// - Throws: `AugmentError` or `DecodingError` where the record is of another pipeline.
  public func replay(_ records: [DrawRecord], on sample: Sample) throws {
    try Step.replay(records, of: steps, on: sample)
  }

  func run(on sample: Sample, seed: UInt64, epoch: Int, index: Int, observer: RunObserver?) {
    var generator = SeededRandom(augmenting: index, epoch: epoch, seed: seed)
    Step.run(steps, on: sample, using: &generator, observer: observer)
  }
}

extension SeededRandom {
  /// The generator of one example's draws.
  /// - Parameter use: 0 for the example itself; others for examples that are mixed into it.
  /// - Precondition: 0 ≤ index, epoch < 2³².
  init(augmenting index: Int, epoch: Int, seed: UInt64, use: UInt32 = 0) {
    precondition(index >= 0 && index < 1 << 32 && epoch >= 0 && epoch < 1 << 32, "32 bits each")
    // Streams of other uses of a seed count from zero.
    self.init(seed: seed, stream: 0xA067_0000 + use, index: UInt64(epoch) << 32 | UInt64(index))
  }
}
