import Foundation
import SundogPrivacy
import Testing

@Suite("A joint Gaussian release")
struct JointGaussianTests {
  private let groups = [
    JointGaussianMechanism.Group(name: "counts", share: 1, bound: 1, dimension: 20_000),
    JointGaussianMechanism.Group(name: "sums", share: 3, bound: 7, dimension: 40_000),
  ]

  @Test("costs one Gaussian, whatever its groups, and gives each the noise of its share and bound")
  func noise() throws {
    for (neighbors, factor) in [(NeighboringRelation.addRemove, 1.0), (.replaceOne, 2)] {
      let joint = try JointGaussianMechanism(groups: groups, noiseMultiplier: 1.3, neighbors: neighbors)
      guard case .gaussian(let multiplier) = joint.event else { return }
      #expect(multiplier >= 1.3 && multiplier < 1.3 * (1 + 1e-5))
      let sums = groups.map { [Double](repeating: 100, count: $0.dimension) }
      let released = try LedgerFixtures.release(joint, sums)
      for (index, group) in groups.enumerated() {
        // σ B / √s, by hand.
        let deviation = 1.3 * factor * group.bound / (group.share / 4).squareRoot()
        #expect(abs(joint.deviation(index) / deviation - 1) < 1e-4)
        let scaled = released[index].map { Int((($0 - 100) / deviation * 1e6).rounded()) }
        // Four tests of 1e-9; a share that is left out is off by a factor of 4/3 or more.
        #expect(GoodnessOfFit.variancePValue(scaled, variance: 1e12) > GoodnessOfFit.threshold)
        #expect(GoodnessOfFit.variancePValue(scaled, variance: 1e12 * 4 / 3) < GoodnessOfFit.threshold)
      }
    }
  }

  @Test("refuses groups without share, bound or numbers, and sums of other lengths")
  func refusals() throws {
    for bad in [
      JointGaussianMechanism.Group(name: "x", share: 0, bound: 1, dimension: 1),
      JointGaussianMechanism.Group(name: "x", share: 1, bound: .infinity, dimension: 1),
      JointGaussianMechanism.Group(name: "x", share: 1, bound: 1, dimension: 0),
    ] {
      #expect(throws: PrivacyParameterError.self) {
        _ = try JointGaussianMechanism(groups: [bad], noiseMultiplier: 1, neighbors: .addRemove)
      }
    }
    let joint = try JointGaussianMechanism(groups: groups, noiseMultiplier: 1, neighbors: .addRemove)
    #expect(throws: MechanismError.self) { _ = try LedgerFixtures.release(joint, [[1], [2]]) }
  }

  @Test("a schedule's steps use the whole budget in the shares that were asked for", arguments: [0.05, 1, 10])
  func schedule(epsilon: Double) throws {
    let budget = try PrivacyBudget(epsilon: epsilon, delta: 1e-5)
    let schedule = try GaussianSchedule(
      [
        GaussianSchedule.Step(name: "moments", share: 3), GaussianSchedule.Step(name: "steps", share: 1, releases: 30),
      ], budget: budget, accountant: GaussianDPAccountant(), neighbors: .addRemove)
    let precisions = schedule.noiseMultipliers.map { 1 / ($0 * $0) }
    #expect(abs(precisions[0] / (30 * precisions[1]) - 3) < 1e-9)
    // μ² = Σ 1/m², against the budget's own μ.
    let mu = (precisions[0] + 30 * precisions[1]).squareRoot()
    let largest = try GaussianDPAccountant.mu(epsilon: epsilon, delta: 1e-5)
    #expect(mu <= largest && mu > largest * (1 - 1e-5))
    #expect(throws: AccountingError.self) {
      _ = try GaussianSchedule(
        [GaussianSchedule.Step(name: "x", share: 1, releases: 0)], budget: budget, accountant: GaussianDPAccountant(),
        neighbors: .addRemove)
    }
  }
}
