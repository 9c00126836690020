import Sundog
import SundogPrivacy

/// What `fit` says at its end.
struct FitReport: Encodable {
  var model: String
  var ledger: String
  var rows: Int
  var statement: PrivacyStatement

  init(model: String, ledger: String, fitted: any FittedModel) {
    self.model = model
    self.ledger = ledger
    rows = fitted.rowEstimate
    statement = fitted.statement
  }

  func write(_ options: RunOptions) throws {
    if options.json { return try Console.writeJSON(self) }
    guard !options.quiet else { return }
    Console.writeLine(
      """
      \(model): \(statement.mechanism), epsilon \(statement.guarantee.epsilon), delta \(statement.guarantee.delta), \
      protects \(statement.unit.phrase), \(statement.neighbors.rawValue) neighbours
      about \(rows) rows; charged to \(ledger) as entry \(statement.ledgerEntry.prefix(16))
      """)
  }
}
