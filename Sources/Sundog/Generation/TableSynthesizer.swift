import SundogPrivacy

/// Learns a table under differential privacy.
///
/// A synthesizer sees the private data only through a `MarginalSource`, and draws noise only with what the ledger
/// reserved for it.
public protocol TableSynthesizer: Sendable {
  associatedtype Model: TableModel
  /// Name on the command line and in model files, such as `marginal-tree`.
  static var name: String { get }
  /// What a fit would measure and spend; touches no data.
  func plan(_ task: TableTask) throws -> FitPlan
  /// Fits a model. Everything in the result has passed a mechanism.
  /// - Throws: `LedgerError` where the budget is refused, before any noise is drawn.
  func fit(_ task: TableTask, source: some MarginalSource, ledger: inout BudgetLedger) throws -> Model
}

/// A model of a table: released values only, safe to ship.
public protocol TableModel: FittedModel {
  /// What leaves, in the schema's order: sampled columns and columns made by generators.
  var released: [ReleasedColumn] { get }
  /// The sampled columns of `released`, in its order, with public domains.
  var columns: [MarginalColumn] { get }
  /// Rows `range` of the endless synthetic table that belongs to `seed`: row *i* depends on (seed, i) alone.
  ///
  /// Draws `rows` on the calling thread; callers parallelise over ranges.
  func sample(rows: Range<Int>, seed: UInt64) -> Dataset
}
