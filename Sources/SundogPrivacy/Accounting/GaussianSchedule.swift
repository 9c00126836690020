/// Gaussian releases that share a budget, decided from public knowledge before any data is touched.
///
/// Gaussian releases of noise multipliers mᵢ together lose as much as one with μ² = Σ 1/mᵢ². A step of share s gets the
/// share s of μ²; where it makes k releases, each gets s/k. The smallest total noise at which the accountant proves the
/// budget is found once.
public struct GaussianSchedule: Sendable, Hashable {
  /// Some releases of one kind.
  public struct Step: Sendable, Hashable {
    /// Public: what is released, for the ledger's reader.
    public let name: String
    /// Relative share of μ²; above 0.
    public let share: Double
    /// How many releases, one after the other.
    public let releases: Int

    public init(name: String, share: Double, releases: Int = 1) {
      self.name = name
      self.share = share
      self.releases = releases
    }
  }

  public let steps: [Step]
  /// Noise multiplier of each release of each step.
  public let noiseMultipliers: [Double]

  /// - Throws: `AccountingError.unattainable` where δ is 0; `.parameter` for a share that is not above 0 or a number of
  ///   releases below 1.
  public init(
    _ steps: [Step], budget: PrivacyBudget, accountant: any Accountant, neighbors: NeighboringRelation
  ) throws(AccountingError) {
    for step in steps {
      guard step.share > 0, step.share.isFinite else {
        throw .parameter(PrivacyParameterError(parameter: "share", found: step.share, expected: "a number above 0"))
      }
      guard step.releases >= 1 else {
        throw .parameter(
          PrivacyParameterError(parameter: "releases", found: Double(step.releases), expected: "at least 1"))
      }
    }
    let total = steps.reduce(0) { $0 + $1.share }
    func multipliers(_ scale: Double) -> [Double] {
      steps.map { scale * (total * Double($0.releases) / $0.share).squareRoot() }
    }
    let scale = try Calibration.smallestScale(meeting: budget, accountant: accountant, neighbors: neighbors) {
      Self.events(steps, multipliers($0))
    }
    self.steps = steps
    // A hair of slack keeps what mechanisms declare after rounding within what was priced.
    noiseMultipliers = multipliers(scale * (1 + 1e-9))
  }

  /// Everything that may be released, as a ledger is asked for it.
  public var events: [PrivacyEvent] { Self.events(steps, noiseMultipliers) }

  private static func events(_ steps: [Step], _ multipliers: [Double]) -> [PrivacyEvent] {
    zip(steps, multipliers).map { step, multiplier in
      let event = PrivacyEvent.gaussian(noiseMultiplier: multiplier)
      return step.releases == 1 ? event : .repeated(event, count: step.releases)
    }
  }
}
