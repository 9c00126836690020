import SundogPrivacy

/// What a fit will measure, spend and need, from public knowledge alone.
public struct FitPlan: Codable, Sendable, Hashable {
  /// One step of a fit.
  public struct Step: Codable, Sendable, Hashable {
    /// Such as "one-way marginals".
    public let name: String
    /// Share of the budget in the accountant's additive currency; all shares sum to 1.
    public let share: Double
    /// Number of releases.
    public let releases: Int
    /// Standard deviation of the noise on one count, in rows; `nil` for a selection.
    public let noiseScale: Double?
    /// Cells that are measured in this step.
    public let cells: Int
    /// Expected total variation distance that the noise alone causes, mean over the releases, where the number of
    /// rows is public or assumed.
    public let expectedError: Double?

    public init(
      name: String, share: Double, releases: Int, noiseScale: Double?, cells: Int, expectedError: Double?
    ) {
      self.name = name
      self.share = share
      self.releases = releases
      self.noiseScale = noiseScale
      self.cells = cells
      self.expectedError = expectedError
    }
  }

  /// A point of the curve of expected error against epsilon.
  public struct CurvePoint: Codable, Sendable, Hashable {
    public let epsilon: Double
    public let expectedError: Double

    public init(epsilon: Double, expectedError: Double) {
      self.epsilon = epsilon
      self.expectedError = expectedError
    }
  }

  public var mechanism: String
  /// Why this mechanism, where the choice was left open.
  public var reason: String?
  public var accountant: String
  public var budget: PrivacyBudget
  public var unit: PrivacyUnit
  public var neighbors: NeighboringRelation
  public var steps: [Step]
  /// Number of rows that the expected errors assume.
  public var assumedRows: Int
  /// Sizes, in cells, of the largest cliques that the model may need.
  public var cliqueCells: [Int]
  /// Most memory that the fit needs beside the data, in bytes.
  public var memoryBytes: Int
  /// What a person should know before spending: useless budgets, tables too large, …
  public var warnings: [String]
  /// Why the fit would be refused; empty where it would run.
  public var refusals: [String]
  public var curve: [CurvePoint]
  /// What expected errors are, where they are not total variation distances of tables.
  public var errorMeaning: String?

  public init(
    mechanism: String, accountant: String, budget: PrivacyBudget, unit: PrivacyUnit, neighbors: NeighboringRelation,
    steps: [Step], assumedRows: Int, cliqueCells: [Int], memoryBytes: Int, warnings: [String], refusals: [String],
    curve: [CurvePoint], errorMeaning: String? = nil
  ) {
    self.mechanism = mechanism
    self.accountant = accountant
    self.budget = budget
    self.unit = unit
    self.neighbors = neighbors
    self.steps = steps
    self.assumedRows = assumedRows
    self.cliqueCells = cliqueCells
    self.memoryBytes = memoryBytes
    self.warnings = warnings
    self.refusals = refusals
    self.curve = curve
    self.errorMeaning = errorMeaning
  }
}
