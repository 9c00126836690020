import SundogPrivacy

/// What a fit of pictures or sounds is asked to do: all of it public.
public struct MediaTask: Sendable {
  public var schema: Schema
  /// The resource to learn.
  public var resource: Resource
  /// What the resource says about the files and their classes.
  public var media: MediaResource
  /// What this fit may spend.
  public var budget: PrivacyBudget
  /// Which private data the ledger charges.
  public var dataset: DatasetIdentity
  public var accountant: AccountantKind
  /// Most threads to use.
  public var threads: Int
  /// Seconds that the fit may take on this machine; `nil` where the synthesizer may choose.
  public var timeLimit: Double?
  /// Called with the share of the work that is done, in [0, 1], and what is being done.
  public var progress: @Sendable (Double, String) -> Void

  /// - Throws: `MediaFitError.notASet` where the resource is not a set of pictures or sounds.
  public init(
    schema: Schema, resource: Resource, budget: PrivacyBudget, dataset: DatasetIdentity, accountant: AccountantKind,
    threads: Int, timeLimit: Double? = nil, progress: @escaping @Sendable (Double, String) -> Void = { _, _ in }
  ) throws(MediaFitError) {
    self.schema = schema
    self.resource = resource
    media = try MediaResource(resource)
    self.budget = budget
    self.dataset = dataset
    self.accountant = accountant
    self.threads = threads
    self.timeLimit = timeLimit
    self.progress = progress
  }

  public var unit: PrivacyUnit { schema.privacy?.unit ?? .row }
  public var neighbors: NeighboringRelation { schema.privacy?.neighbors ?? .addRemove }
  /// The number of examples, where the schema says it is public.
  public var publicRows: Int? {
    guard let rows = resource.rows, rows.source == .public else { return nil }
    return rows.count
  }

  /// Examples that a plan assumes where the schema does not say how many there are.
  public static let usualRows = 10_000
  /// The number of examples that a plan's figures assume.
  public var assumedRows: Int { max(1, resource.rows?.count ?? Self.usualRows) }

  /// Why no mechanism for pictures or sounds may fit this: what every plan refuses.
  public var refusals: [String] {
    var reasons = resource.privateFitProblems().map(\.description)
    if case .column(let column, _) = unit {
      reasons.append(
        "the privacy unit is all examples of one \(column), but these mechanisms bound what one example can change, not "
          + "what one \(column) can: with few of them nothing useful would be left. Set the unit to \"row\" if each "
          + "example is another person's")
    }
    return reasons
  }

  /// Warnings that hold whatever the mechanism.
  public var warnings: [String] {
    var warnings: [String] = []
    if budget.delta > 1 / Double(assumedRows) {
      warnings.append(
        "delta \(budget.delta) is above one in \(assumedRows) examples: it allows publishing one outright; choose far less"
      )
    }
    if resource.rows == nil {
      warnings.append("the number of examples is not declared; expected errors assume \(assumedRows)")
    }
    return warnings
  }
}
