/// Why a pipeline cannot be run.
public enum AugmentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A record of draws does not belong to the pipeline that should repeat it.
  case foreignRecord(expected: String, found: String)
  /// Examples of one size come out in several.
  case varyingShape(step: String)
  /// A transform mixes examples of a set, and there is none.
  case needsSet(step: String)
  /// Examples of this shape cannot be changed so.
  case unfit(step: String, reason: String)

  public var description: String {
    switch self {
    case .foreignRecord(let expected, let found):
      "a record of draws has \(found) where the pipeline has \(expected). Replay it with the pipeline that made it."
    case .varyingShape(let step):
      "after the step \(step), examples have sizes that depend on chance; batches need one size. "
        + "End with a resize or a crop."
    case .needsSet(let step):
      "the step \(step) mixes examples of a set, and examples come one by one. Remove it, or read a folder."
    case .unfit(let step, let reason): "the step \(step) cannot be applied: \(reason)"
    }
  }
}
