import Sundog
import SundogPrivacy

/// How a fit divides its budget, decided from the noise that the budget buys: public.
///
/// Chosen on training takes 5 to 49 of the Free Spoken Digit Dataset, a third of which was held out at a time; not on its
/// test takes.
package struct SpeechSettings: Sendable, Hashable {
  /// Shares of μ²: counts of classes, their means, the covariance of all classes together, the covariances of the classes'
  /// coarse numbers, and the size of it all.
  package var counts: Double
  package var means: Double
  package var pooled: Double
  package var classes: Double
  package var size: Double

  /// With little noise the shapes of the classes are what is worth knowing; with much noise their means are.
  package static let accurate = SpeechSettings(counts: 0.02, means: 0.15, pooled: 0.15, classes: 0.65, size: 0.03)
  package static let noisy = SpeechSettings(counts: 0.02, means: 0.3, pooled: 0.25, classes: 0.4, size: 0.03)

  package init(counts: Double, means: Double, pooled: Double, classes: Double, size: Double) {
    self.counts = counts
    self.means = means
    self.pooled = pooled
    self.classes = classes
    self.size = size
  }

  /// `accurate` where one release of everything would have a noise multiplier below 1, as from epsilon 4 or so on.
  package init(_ task: MediaTask) throws {
    let whole = try GaussianSchedule(
      [GaussianSchedule.Step(name: "all", share: 1)], budget: task.budget, accountant: task.accountant.accountant,
      neighbors: task.neighbors)
    self = whole.noiseMultipliers[0] < 1 ? .accurate : .noisy
  }
}
