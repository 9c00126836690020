import Foundation
import Sundog
import SundogPrivacy

/// Learns each class of pictures as a mixture of normal distributions, with detail of its own.
///
/// Simple and fast: well below a minute for 60,000 pictures of 28 × 28. See the README beside it.
public struct Moments: MediaSynthesizer {
  public static let name = "moments"

  public init() {}

  public static func canFit(_ content: MediaSpecification.Content) -> Bool {
    if case .image(_, _, let channels) = content { return channels != 2 && channels <= 4 }
    return false
  }

  public func plan(_ task: MediaTask) throws -> FitPlan {
    let geometry = try Self.geometry(task)
    let schedule = try MomentSettings.schedule(task)
    let size = geometry.dimension
    let cells = [
      task.media.classes.count * (1 + size), PackedSymmetric.count(size),
      task.media.classes.count * PackedSymmetric.count(min(size, MomentSettings.componentLimit)),
      task.media.classes.count * (1 + min(size, MomentSettings.componentLimit)),
    ]
    let total = schedule.steps.reduce(0) { $0 + $1.share }
    let error = try Self.error(task, schedule)
    return FitPlan(
      mechanism: Self.name, accountant: task.accountant.rawValue, budget: task.budget, unit: task.unit,
      neighbors: task.neighbors,
      steps: schedule.steps.enumerated().map { index, step in
        FitPlan.Step(
          name: step.name, share: step.share / total, releases: step.releases, noiseScale: nil, cells: cells[index],
          expectedError: index == 0 ? error : nil)
      },
      assumedRows: task.assumedRows, cliqueCells: [],
      memoryBytes: 8 * size * size * (4 + 2 * task.threads),
      warnings: task.warnings + Self.cautions(task, error) + Self.delays(task), refusals: task.refusals,
      curve: try Set([0.1, 0.3, 1, 3, 10, task.budget.epsilon]).sorted().map { epsilon in
        var other = task
        other.budget = try PrivacyBudget(epsilon: epsilon, delta: task.budget.delta)
        return FitPlan.CurvePoint(
          epsilon: epsilon, expectedError: try Self.error(other, MomentSettings.schedule(other)))
      }, errorMeaning: "expected error of a class's mean (noise beside the usual spread of a pixel, at most 1)")
  }

  /// Fits the model.
  ///
  /// Privacy: four kinds of Gaussian releases (`MomentSettings.schedule`), reserved together before the first is drawn.
  /// - Throws: `MediaFitError`, `LedgerError`.
  public func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> MomentsModel {
    guard case .images(let set) = try data.conformed(to: task.media) else {
      throw MediaFitError.otherContent(found: "sounds", expected: "pictures", mend: "Check the folder.")
    }
    let geometry = try Self.geometry(task)
    let schedule = try MomentSettings.schedule(task)
    let (classes, size) = (task.media.classes.count, geometry.dimension)
    var releaser = try MediaReleaser(task, schedule: schedule, mechanism: Self.name, ledger: &ledger)
    let sums = MomentSums(set, geometry: geometry, threads: task.threads)

    task.progress(0.02, "means of classes")
    let means = try MomentSettings.means(schedule, classes: classes, dimension: size, neighbors: task.neighbors)
    let estimate = MomentEstimate(
      geometry: geometry,
      released: try means.release(sums.means(), token: releaser.token(step: MomentSettings.Step.means.rawValue)),
      deviations: (means.deviation(0), means.deviation(1)))

    task.progress(0.05, "pooled covariance")
    let bound = MomentSettings.bound(size)
    let square = try MomentSettings.covariance(schedule, dimension: size, neighbors: task.neighbors)
    let pooled = estimate.pooled(
      try square.release(
        [sums.covariance(centers: estimate.centers, bound: bound)],
        token: releaser.token(step: MomentSettings.Step.covariance.rawValue))[0], deviation: square.deviation(0))

    task.progress(0.5, "covariances of classes")
    let squares = try MomentSettings.classCovariances(
      schedule, classes: classes, components: pooled.components, dimension: size, neighbors: task.neighbors)
    let covariances = estimate.classCovariances(
      try squares.release(
        [sums.classCovariances(centers: estimate.centers, bound: bound, basis: pooled.basis)],
        token: releaser.token(step: MomentSettings.Step.classCovariances.rawValue))[0], pooled: pooled,
      deviation: squares.deviation(0))

    task.progress(0.7, "clusters of classes")
    let mixture = try mixture(sums, estimate, pooled, covariances, task, &releaser)

    let released = MomentsModel.Released(
      counts: estimate.released, means: pooled.means.flatMap { $0.map { Float($0) } },
      basis: pooled.basis.map { Float($0) }, clusters: mixture.clusters, clusterCounts: mixture.counts,
      centers: mixture.centers.map { Float($0) },
      factors: covariances.indices.flatMap {
        MomentEstimate.root(mixture.within(covariances[$0], label: $0), order: pooled.components)
      }, residual: pooled.residual)
    task.progress(1, "done")
    return MomentsModel(
      media: task.media, statement: try releaser.finish(),
      rowEstimate: task.publicRows ?? Int(estimate.released.reduce(0, +).rounded()),
      cautions: Self.cautions(task, try Self.error(task, schedule)), geometry: geometry, moments: released)
  }

  private func mixture(
    _ sums: MomentSums, _ estimate: MomentEstimate, _ pooled: MomentEstimate.Pooled, _ covariances: [[Double]],
    _ task: MediaTask, _ releaser: inout MediaReleaser
  ) throws -> ClassMixture {
    let classes = covariances.count
    func mechanism(_ clusters: Int) throws -> JointGaussianMechanism {
      try MomentSettings.clusters(
        releaser.schedule, count: classes * clusters, components: pooled.components,
        dimension: estimate.geometry.dimension, neighbors: task.neighbors)
    }
    let clusters = ClassMixture.count(
      variances: pooled.variances, deviation: try mechanism(1).deviation(1),
      perClass: estimate.total / Double(classes))
    let joint = try mechanism(clusters)
    var mixture = ClassMixture(covariances: covariances, components: pooled.components, clusters: clusters)
    for _ in 0..<MomentSettings.clusterRounds {
      mixture.update(
        try joint.release(
          sums.clusters(
            centers: estimate.centers, bound: MomentSettings.bound(estimate.geometry.dimension), basis: pooled.basis,
            clusters: mixture.centers), token: releaser.token(step: MomentSettings.Step.clusters.rawValue)),
        deviations: (joint.deviation(0), joint.deviation(1)))
    }
    return mixture
  }

  /// Seconds that a fit of the assumed number of pictures may take: most of them for products of the pictures, which grow
  /// with the square of their numbers, and for eigenvectors, which grow with the cube.
  static func expectedSeconds(_ task: MediaTask) -> Double {
    guard let geometry = try? geometry(task) else { return 0 }
    let relative = Double(geometry.dimension) / 784
    let products = 3e-4 * Double(task.assumedRows) * relative * relative / Double(max(1, task.threads))
    return 1 + products + 0.3 * relative * relative * relative
  }

  private static func delays(_ task: MediaTask) -> [String] {
    let seconds = expectedSeconds(task)
    guard let limit = task.timeLimit, limit < seconds else { return [] }
    return [
      String(
        format: "this mechanism takes about %.0f s for %d pictures, and %.0f s are allowed", seconds.rounded(.up),
        task.assumedRows, limit)
    ]
  }

  private static func geometry(_ task: MediaTask) throws -> MomentGeometry {
    guard case .image(let height, let width, let channels) = task.media.content else {
      throw MediaFitError.otherContent(found: "sounds", expected: "pictures", mend: "Choose another mechanism.")
    }
    return MomentGeometry(height: height, width: width, channels: channels)
  }

  /// A pixel's usual standard deviation within a class, of its range.
  private static let usualSpread = 0.25

  /// The noise on a class's mean beside a pixel's usual spread.
  private static func error(_ task: MediaTask, _ schedule: GaussianSchedule) throws -> Double {
    let classes = task.media.classes.count
    let means = try MomentSettings.means(
      schedule, classes: classes, dimension: try geometry(task).dimension, neighbors: task.neighbors)
    return min(1, means.deviation(1) * Double(classes) / Double(task.assumedRows) / usualSpread)
  }

  private static func cautions(_ task: MediaTask, _ error: Double) -> [String] {
    guard error > 0.5 else { return [] }
    return [
      String(
        format: "at epsilon %g noise alone moves the pixels of a class's mean by %.0f%% of their usual spread or more: "
          + "the pictures are useless but for their form", task.budget.epsilon, 100 * error)
    ]
  }
}
