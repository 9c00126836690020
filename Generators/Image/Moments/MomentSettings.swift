import Sundog
import SundogPrivacy

/// How `Moments` divides its budget and bounds what one picture adds: constants. The number of components, the clusters and
/// what makes pictures sharp or detailed were chosen on a split of Fashion-MNIST's training pictures; the other numbers were
/// set beforehand and not tuned.
package enum MomentSettings {
  /// The releases in their order, as the schedule numbers them.
  package enum Step: Int, CaseIterable {
    case means, covariance, classCovariances, clusters
  }

  /// Shares of the budget: counts, means of classes, pooled covariance, covariances of classes, clusters.
  static let countShare = 0.05
  static let meanShare = 0.25
  static let covarianceShare = 0.3
  static let classCovarianceShare = 0.15
  static let clusterShare = 0.25
  /// How often clusters are measured.
  package static let clusterRounds = 2
  /// A count is one number, a sum has as many as there are components.
  private static let clusterCountShare = 0.1

  /// A picture less its class's mean is scaled down to this much a root of its numbers.
  static let spreadBound = 0.3
  static let componentLimit = 120
  static let residualLimit = 400
  /// Pixels over which the residual's covariance falls to nothing.
  static let taper = 4
  /// Standard deviations of noise by which the residual's eigenvalues are lowered.
  static let residualShrinkage = 4.0
  /// By how much of its difference from its neighbours' mean a pixel is moved away from it.
  static let sharpness = -0.5...1.5
  /// The most that the residual is multiplied by.
  static let detailLimit = 1.3
  /// Detail fades within this much of black and white.
  static let flat: Float = 0.15

  package static func schedule(_ task: MediaTask) throws -> GaussianSchedule {
    try GaussianSchedule(
      [
        GaussianSchedule.Step(name: "counts and means of classes", share: countShare + meanShare),
        GaussianSchedule.Step(name: "pooled covariance", share: covarianceShare),
        GaussianSchedule.Step(name: "covariances of classes", share: classCovarianceShare),
        GaussianSchedule.Step(
          name: "counts and means of clusters", share: clusterShare, releases: clusterRounds),
      ], budget: task.budget, accountant: task.accountant.accountant, neighbors: task.neighbors)
  }

  package static func bound(_ dimension: Int) -> Double { spreadBound * Double(dimension).squareRoot() }

  /// Counts, and sums of pictures less one half, of which each number is within one half of 0.
  package static func means(
    _ schedule: GaussianSchedule, classes: Int, dimension: Int, neighbors: NeighboringRelation
  ) throws -> JointGaussianMechanism {
    try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(name: "counts", share: countShare, bound: 1, dimension: classes),
        JointGaussianMechanism.Group(
          name: "sums of pictures", share: meanShare, bound: Double(dimension).squareRoot() / 2,
          dimension: classes * dimension),
      ], noiseMultiplier: schedule.noiseMultipliers[Step.means.rawValue], neighbors: neighbors)
  }

  /// The upper triangle of Σ v vᵀ, off the diagonal times √2, so that its length is ‖v‖².
  package static func covariance(
    _ schedule: GaussianSchedule, dimension: Int, neighbors: NeighboringRelation
  ) throws -> JointGaussianMechanism {
    let bound = bound(dimension)
    return try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(
          name: "second moment", share: 1, bound: bound * bound, dimension: PackedSymmetric.count(dimension))
      ], noiseMultiplier: schedule.noiseMultipliers[Step.covariance.rawValue], neighbors: neighbors)
  }

  /// The same of the first components' coordinates, class by class.
  package static func classCovariances(
    _ schedule: GaussianSchedule, classes: Int, components: Int, dimension: Int, neighbors: NeighboringRelation
  ) throws -> JointGaussianMechanism {
    let bound = bound(dimension)
    return try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(
          name: "second moments of classes", share: 1, bound: bound * bound,
          dimension: classes * PackedSymmetric.count(components))
      ], noiseMultiplier: schedule.noiseMultipliers[Step.classCovariances.rawValue], neighbors: neighbors)
  }

  /// Counts of clusters, and sums of the coordinates of their pictures.
  package static func clusters(
    _ schedule: GaussianSchedule, count: Int, components: Int, dimension: Int, neighbors: NeighboringRelation
  ) throws -> JointGaussianMechanism {
    try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(
          name: "counts of clusters", share: clusterCountShare, bound: 1, dimension: count),
        JointGaussianMechanism.Group(
          name: "sums of clusters", share: 1 - clusterCountShare, bound: bound(dimension),
          dimension: count * components),
      ], noiseMultiplier: schedule.noiseMultipliers[Step.clusters.rawValue], neighbors: neighbors)
  }
}
