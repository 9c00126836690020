import SundogPrivacy

/// Learns pictures or sounds with their classes under differential privacy.
///
/// The private examples reach nobody but `fit`, and it draws noise only with what the ledger reserved for it.
public protocol MediaSynthesizer: Sendable {
  associatedtype Model: MediaModel
  /// Name on the command line and in model files, such as `moments`.
  static var name: String { get }
  /// Whether it can learn files of this form at all.
  static func canFit(_ content: MediaSpecification.Content) -> Bool
  /// What a fit would measure and spend; touches no data.
  func plan(_ task: MediaTask) throws -> FitPlan
  /// Fits a model. Everything in the result has passed a mechanism.
  /// - Parameter data: examples of the task's form and classes, as `MediaSet.conformed(to:)` gives them. Classes may be
  ///   empty, and so may the set.
  /// - Throws: `LedgerError` where the budget is refused, before any noise is drawn.
  func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> Model
}

/// A model of pictures or sounds.
public protocol MediaModel: FittedModel {
  /// The form of the files and the names of the classes.
  var media: MediaResource { get }
  /// Examples `rows` of the endless synthetic set that belongs to `seed`, with keys and labels: example *i* depends on
  /// (seed, i) alone.
  ///
  /// Draws on the calling thread; callers parallelise over ranges.
  func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample]
}

extension MediaModel {
  /// The key of an example by its number: sorted by name, files stand in the order of their numbers.
  public static func key(ofRow row: Int) -> String {
    let digits = String(row)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
