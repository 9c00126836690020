import SundogPrivacy

/// The noise of a fit of pictures or sounds: everything that its schedule plans is charged at once, before any of it is
/// drawn.
public struct MediaReleaser: ~Copyable {
  public let schedule: GaussianSchedule
  private let mechanism: String
  private var reservation: Reservation

  /// - Throws: `MediaFitError.refused` where the task allows no fit; `LedgerError` where the budget is refused. Nothing is
  ///   charged then.
  public init(
    _ task: MediaTask, schedule: GaussianSchedule, mechanism: String, ledger: inout BudgetLedger
  ) throws {
    let refusals = task.refusals
    guard refusals.isEmpty else { throw MediaFitError.refused(refusals) }
    let reservation = try ledger.reserve(
      BudgetRequest(
        dataset: task.dataset, unit: task.unit, neighbors: task.neighbors, guarantee: task.budget,
        declaredBudget: task.schema.privacy?.budget, accountant: task.accountant, events: schedule.events,
        purpose: "fit \(mechanism)"))
    self.schedule = schedule
    self.mechanism = mechanism
    self.reservation = reservation
  }

  /// The right to make one release of a step.
  /// - Throws: `LedgerError.notReserved` where the step has no release left.
  public mutating func token(step: Int) throws -> NoiseToken {
    try reservation.spend(
      .gaussian(noiseMultiplier: schedule.noiseMultipliers[step]), label: schedule.steps[step].name)
  }

  /// Ends the reservation; what it did not use stays charged.
  public consuming func finish() throws -> PrivacyStatement {
    let mechanism = mechanism
    return try reservation.close().statement(mechanism: mechanism, libraryVersion: Version.current)
  }
}
