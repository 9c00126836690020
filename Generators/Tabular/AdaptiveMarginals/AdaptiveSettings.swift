import Foundation
import Sundog

/// The constants of `AdaptiveMarginals`: one rule for every budget, with the noise scale as its only variable.
///
/// They were chosen on the training rows of one table (Adult), by holding a quarter of them out.
enum AdaptiveSettings {
  /// Shares of the budget; where the schema names no target, its share goes to the pairs.
  enum Share {
    static let oneWays = 0.36
    static let scores = 0.03
    static let target = 0.28
    static let pairs = 0.33
  }

  /// A pair is worth measuring while its score exceeds what its noise is expected to add, times this: little of the
  /// noise outlives the ridge.
  static let noiseWeight = 0.3
  /// Most candidate pairs; more columns than that allows are a matter for a plan's refusal.
  static let pairLimit = 100_000
  /// Strength of the ridge where noise dominates, in units of a cell's noise variance over its rows.
  static let ridge = 3.0
  /// The least ridge, for the sampling noise of the population itself.
  static let ridgeFloor = 0.2
  /// Penalty on differences between neighbouring groups of a number in the target's model, relative to the ridge.
  static let smoothness = 2.0
  /// How hard the draw of a value is pulled back where a table of the population has drifted from its expectation.
  static let balance: Float = 1
  /// The same for the target, whose classes are to follow the row and not its neighbours.
  static let targetBalance: Float = 0.2
  /// Noise of a table with the target whose sums over classes are known from elsewhere, relative to its own: two counts
  /// that say the same, 1/√2, and a little for what is not known.
  static let knownMargins = 0.75
  /// Parts into which an interpolated leaf of numbers is divided.
  static let leafParts = 4
  /// Fewest rows that conditionals are fitted on.
  static let fitRows = 8192
  /// Most rows of one block of the population.
  static let blockLimit = 1 << 17
  /// Fewest blocks of the population.
  static let blocks = 3
  static let fitIterations = 30
  static let targetIterations = 50

  /// Groups a column for the tables of pairs.
  ///
  /// K groups cost noise K²σ/n and hide what varies within them, 1/K: the sum is least at K ∝ (n/σ)^⅓.
  static func pairMerging(total: Double, deviation: Double) -> PrivateMerging {
    let groups = 1.35 * pow(max(total, 1) / deviation, 1 / 3.0)
    return PrivateMerging(groups: Int(min(64, max(3, groups)).rounded()), floor: 2 * deviation)
  }

  /// Groups a column for its table with the target, which is narrow: K groups cost noise Kσ/n, and what they hide falls
  /// faster than for pairs, the target's steps being few.
  static func targetMerging(total: Double, deviation: Double) -> PrivateMerging {
    let groups = 0.02 * pow(max(total, 1) / deviation, 0.88)
    return PrivateMerging(groups: Int(min(128, max(4, groups)).rounded()), floor: 1.5 * deviation)
  }
}
