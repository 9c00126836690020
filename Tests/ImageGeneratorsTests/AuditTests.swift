import ImageGenerators
import Sundog
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("An attack on whole fits")
struct AuditTests {
  /// Scores of fits on two pictures, or on the same with a white one more: how much the model looks like the latter.
  private func target(claim: Double, spent: Double) throws -> AuditTarget {
    let fixture = try MediaFixture.pictures(height: 2, width: 2, count: 2, classes: ["a", "b"])
    guard case .images(let set) = fixture.data else { preconditionFailure("pictures are pictures") }
    let white = ImageSet(
      height: 2, width: 2, channels: 1, classes: set.classes, labels: set.labels + [1],
      pixels: set.pixels + [UInt8](repeating: 255, count: 4))
    var open = fixture
    open.schema.resources[0].rows = nil
    let task = try open.task(epsilon: spent, delta: 1e-2)
    return AuditTarget(
      name: "class-means", claim: try PrivacyBudget(epsilon: claim, delta: 1e-2), isTight: false, pairs: 1
    ) { _, side, runs, noise in
      try (0..<runs).map { _ in
        var ledger = try BudgetLedger(inMemoryWith: noise)
        let data = MediaSet.images(side == .after ? white : set)
        let model = try ClassMeans().fit(task, data: data, ledger: &ledger)
        return model.counts[1] + Double(model.means[4..<8].reduce(0, +))
      }
    }
  }

  @Test("does not refute the claim, and refutes one of a thousandth of what was spent")
  func audit() throws {
    // A false alarm in less than 1 of 10⁶ runs of each audit, by its own bounds.
    let honest = try MechanismAudit.run([target(claim: 2, spent: 2)], runs: 160)
    #expect(honest.passes)
    let planted = try MechanismAudit.run([target(claim: 0.3, spent: 300)], runs: 160)
    #expect(planted.passes == false)
  }
}
