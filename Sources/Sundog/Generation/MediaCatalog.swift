import SundogPrivacy

/// A synthesizer of pictures or sounds and its models without their types, for callers that know a name only.
public struct AnyMediaSynthesizer: Sendable {
  public let name: String
  private let accepts: @Sendable (MediaSpecification.Content) -> Bool
  private let makePlan: @Sendable (MediaTask) throws -> FitPlan
  private let makeModel: @Sendable (MediaTask, MediaSet, inout BudgetLedger) throws -> any MediaModel
  private let readModel: @Sendable (ModelFile) throws -> any MediaModel

  public init<Synthesizer: MediaSynthesizer>(_ synthesizer: Synthesizer) {
    name = Synthesizer.name
    accepts = { Synthesizer.canFit($0) }
    makePlan = { try synthesizer.plan($0) }
    makeModel = { task, data, ledger in try synthesizer.fit(task, data: data, ledger: &ledger) }
    readModel = { try $0.model(Synthesizer.Model.self) }
  }

  /// Whether it can learn files of this form at all.
  public func canFit(_ content: MediaSpecification.Content) -> Bool { accepts(content) }

  /// What a fit would measure and spend; touches no data.
  public func plan(_ task: MediaTask) throws -> FitPlan { try makePlan(task) }

  /// Fits a model; see `MediaSynthesizer.fit(_:data:ledger:)`.
  public func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> any MediaModel {
    try makeModel(task, data, &ledger)
  }

  /// The model in a file of this synthesizer's kind.
  /// - Throws: `ModelFileError` where the file holds another kind or is damaged.
  public func model(in file: ModelFile) throws -> any MediaModel { try readModel(file) }
}

/// Synthesizers of pictures or sounds by name.
public struct MediaCatalog: Sendable {
  public let entries: [AnyMediaSynthesizer]
  private let choose: @Sendable (MediaTask) -> (name: String, reason: String)?

  /// - Parameter automatic: what to choose where nobody has chosen, and why, from public knowledge; `nil` where none fits.
  public init(
    _ entries: [AnyMediaSynthesizer], automatic: @escaping @Sendable (MediaTask) -> (name: String, reason: String)?
  ) {
    self.entries = entries
    choose = automatic
  }

  /// The names, in the catalogue's order.
  public var names: [String] { entries.map(\.name) }

  /// The synthesizer of this name, if there is one.
  public func entry(named name: String) -> AnyMediaSynthesizer? { entries.first { $0.name == name } }

  /// What to choose where nobody has chosen, and why; `nil` where the catalogue has nothing for the task.
  public func automatic(for task: MediaTask) -> (synthesizer: AnyMediaSynthesizer, reason: String)? {
    guard let choice = choose(task), let entry = entry(named: choice.name), entry.canFit(task.media.content) else {
      return nil
    }
    return (entry, choice.reason)
  }
}
