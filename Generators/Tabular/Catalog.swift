import Sundog
import SundogPrivacy

/// The tabular synthesizers by name. A new one is one line here.
public enum TabularCatalog {
  public static let entries: [AnyTableSynthesizer] = [
    AnyTableSynthesizer(Independent()),
    AnyTableSynthesizer(MarginalTree()),
    AnyTableSynthesizer(AdaptiveMarginals()),
  ]

  /// The names, in the catalogue's order.
  public static var names: [String] { entries.map(\.name) }

  /// The synthesizer of this name, if there is one.
  public static func entry(named name: String) -> AnyTableSynthesizer? { entries.first { $0.name == name } }

  /// What to choose where nobody has chosen, and why: from the schema alone.
  ///
  /// On tables of thousands of rows adaptive marginals met pairs, triples and predictions better than the tree at every
  /// budget that was measured, at about five times its time; on tables of some hundred rows they predicted about as well
  /// or better, and the tree's single columns were sometimes nearer. One column alone leaves nothing between columns to
  /// learn, and the whole budget goes to it.
  /// - Throws: what `TableLayout` throws.
  public static func automatic(for resource: Resource) throws -> (synthesizer: AnyTableSynthesizer, reason: String) {
    let layout = try TableLayout(resource)
    if layout.learned.count == 1 {
      return (entries[0], "one column is learned, so nothing is spent on what ties columns together")
    }
    let target = layout.learned.first { $0.field.role == .target }
    return (
      entries[2],
      target.map { "\($0.field.name) is the target, and this mechanism models it on all other columns" }
        ?? "it is the most accurate for tables of several columns; a column with role \"target\" would be modelled on all others"
    )
  }

  /// The model in a file, whichever synthesizer made it.
  /// - Throws: `ModelFileError` where the file's kind is not in the catalogue or the file is damaged.
  public static func model(in file: ModelFile) throws -> any TableModel {
    guard let entry = entry(named: file.kind) else {
      throw ModelFileError.otherKind(
        path: file.path, found: file.kind, expected: names.joined(separator: "\" or \""))
    }
    return try entry.model(in: file)
  }
}

/// A synthesizer and its models without their types, for callers that know a name only.
public struct AnyTableSynthesizer: Sendable {
  public let name: String
  private let makePlan: @Sendable (TableTask) throws -> FitPlan
  private let makeModel: @Sendable (TableTask, any MarginalSource, inout BudgetLedger) throws -> any TableModel
  private let readModel: @Sendable (ModelFile) throws -> any TableModel

  public init<Synthesizer: TableSynthesizer>(_ synthesizer: Synthesizer) {
    name = Synthesizer.name
    makePlan = { try synthesizer.plan($0) }
    makeModel = { task, source, ledger in try synthesizer.fit(task, source: source, ledger: &ledger) }
    readModel = { try $0.model(Synthesizer.Model.self) }
  }

  /// What a fit would measure and spend; touches no data.
  public func plan(_ task: TableTask) throws -> FitPlan { try makePlan(task) }

  /// Fits a model; see `TableSynthesizer.fit(_:source:ledger:)`.
  public func fit(_ task: TableTask, source: any MarginalSource, ledger: inout BudgetLedger) throws -> any TableModel {
    try makeModel(task, source, &ledger)
  }

  /// The model in a file of this synthesizer's kind.
  /// - Throws: `ModelFileError` where the file holds another kind or is damaged.
  public func model(in file: ModelFile) throws -> any TableModel { try readModel(file) }
}
