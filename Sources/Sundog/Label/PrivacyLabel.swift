import SundogPrivacy

/// What a model promises about people, on one page that someone without mathematics can read.
public struct PrivacyLabel: Codable, Sendable, Hashable {
  /// One line of the label: a term, its value, and what that means.
  public struct Line: Codable, Sendable, Hashable {
    public let term: String
    public let value: String
    public let meaning: String
  }

  public let labelVersion: Int
  public let title: String
  /// The promise in one sentence.
  public let promise: String
  public let lines: [Line]
  /// Inputs that were taken as public knowledge: no promise covers them.
  public let publicInputs: [String]
  /// What the promise does not say.
  public let notProtected: [String]
  public let statement: PrivacyStatement
  public let lineage: Lineage

  /// The label of a model that was fitted with `schema`.
  /// - Parameter cautions: what the plan warned about, such as that noise outweighs the data.
  public init(
    schema: Schema, resource: Resource, statement: PrivacyStatement, lineage: Lineage, cautions: [String] = []
  ) {
    labelVersion = 1
    title = "Privacy label: \(schema.title ?? schema.name), \(resource.name)"
    promise = Self.promise(of: statement)
    lines =
      Self.lines(of: statement)
      + cautions.map { Line(term: "Use with care", value: $0, meaning: "Said by the plan, before any data were read.") }
    publicInputs = Self.publicInputs(schema: schema, resource: resource)
    notProtected = Self.notProtected(by: statement)
    self.statement = statement
    self.lineage = lineage
  }
}

extension PrivacyLabel {
  /// The most by which one unit's data can multiply the odds of anything that an observer concludes: exp(ε).
  private static func oddsFactor(_ epsilon: Double) -> String {
    let factor = Figures.exponential(epsilon)
    return factor < 1000 ? Figures.short(factor) : "more than a thousand"
  }

  private static func promise(of statement: PrivacyStatement) -> String {
    guard statement.isPrivate else {
      return "NO PROMISE: the noise of this model came from a known seed, for a test. Treat it like the data itself."
    }
    let change = statement.neighbors == .addRemove ? "was there or not" : "was there or another's instead"
    return """
      Whoever sees this model, and anything made from it, learns almost the same whether the data of \
      \(unit(statement.unit)) \(change): the odds of any conclusion change by at most a factor of \
      \(oddsFactor(statement.guarantee.epsilon)), except with a probability of \
      \(Figures.short(statement.guarantee.delta)).
      """
  }

  private static func unit(_ unit: PrivacyUnit) -> String {
    switch unit {
    case .row: "one row"
    case .column(let column, let most): "one \(column) (at most \(most) of its rows were used)"
    }
  }

  private static func lines(of statement: PrivacyStatement) -> [Line] {
    var lines = [
      Line(
        term: "Who is protected", value: unit(statement.unit),
        meaning: "If one person stands in several such units, that person's protection is weaker by as many times."),
      Line(
        term: "Compared with", value: statement.neighbors.rawValue,
        meaning: statement.neighbors == .addRemove
          ? "The data with and without that unit; how many rows there were is itself protected."
          : "The data with that unit exchanged for any other; how many there were is public."),
      Line(
        term: "Epsilon", value: Figures.short(statement.guarantee.epsilon),
        meaning: "The largest privacy loss. Below 1 is strong, 1 to 3 is usual, above 10 promises little."),
      Line(
        term: "Delta", value: Figures.short(statement.guarantee.delta),
        meaning: "The probability that the loss may be larger. It should be far below one over the number of people."),
    ]
    if let mu = gaussianMu(statement.events) {
      lines.append(
        Line(
          term: "Mu, rho", value: "\(Figures.short(mu)), \(Figures.short(mu * mu / 2))",
          meaning: "The Gaussian releases alone, in Gaussian and in zero-concentrated differential privacy."))
    }
    lines += [
      Line(
        term: "Mechanism", value: "\(statement.mechanism), \(releaseCount(statement.events)) noisy releases",
        meaning: "Everything in the model passed through them; the number is fixed beforehand."),
      Line(
        term: "Proof", value: "accountant \(statement.accountant)",
        meaning: "The list of releases is in this label's JSON, so that anyone can compute the figures again."),
      Line(
        term: "Who must be trusted", value: "whoever ran the fit",
        meaning: "The data were read in the clear by the machine that added the noise (the central model)."),
      Line(
        term: "Randomness", value: statement.randomness,
        meaning: "Noise that somebody could guess would protect nobody."),
      Line(
        term: "Charged to", value: "ledger entry \(statement.ledgerEntry)",
        meaning: "The ledger that holds this entry knows what else was released from the same data."),
      Line(term: "Software", value: "Sundog \(statement.libraryVersion)", meaning: "Version that made the model."),
    ]
    return lines
  }

  /// √Σ 1/m² over the Gaussian releases; `nil` where there is none.
  private static func gaussianMu(_ events: [PrivacyEvent]) -> Double? {
    let precision = events.reduce(0.0) { $0 + gaussianPrecision($1) }
    return precision > 0 ? precision.squareRoot() : nil
  }

  private static func gaussianPrecision(_ event: PrivacyEvent) -> Double {
    switch event {
    case .gaussian(let multiplier): 1 / (multiplier * multiplier)
    case .repeated(let event, let count): gaussianPrecision(event) * Double(count)
    case .composed(let events): events.reduce(0) { $0 + gaussianPrecision($1) }
    default: 0
    }
  }

  private static func releaseCount(_ events: [PrivacyEvent]) -> Int {
    events.reduce(0) { sum, event in
      switch event {
      case .repeated(let event, let count): sum + releaseCount([event]) * count
      case .composed(let events): sum + releaseCount(events)
      default: sum + 1
      }
    }
  }

  private static func publicInputs(schema: Schema, resource: Resource) -> [String] {
    var inputs = ["the schema \"\(schema.name)\": names, types, bounds, categories and rules of the columns"]
    if let rows = resource.rows, rows.source == .public { inputs.append("the number of rows, \(rows.count)") }
    inputs.append("the choice of mechanism, epsilon and delta")
    return inputs
  }

  private static func notProtected(by statement: PrivacyStatement) -> [String] {
    [
      "Facts about groups: that a column follows another in the population shows, and is meant to show, with or "
        + "without any one person.",
      "People who stand in the data more often than the unit allows for, or in other data sets as well.",
      "Anything released from the same data without this ledger: other statistics, other models, the data themselves.",
      "Reports that `sundog evaluate` computes on the real data: those are not private.",
      "An observer who can measure the fit while it runs, such as its timing or its memory.",
    ]
  }
}
