import Foundation
import Sundog
import SundogPrivacy

/// Learns how many examples each class has and what their mean is, and samples means with a little white noise.
///
/// The simplest synthesizer of pictures, and the floor for all others: every picture of a class looks the same.
public struct ClassMeans: MediaSynthesizer {
  public static let name = "class-means"
  /// Standard deviation of the white noise of a sample, in units of the pixels' range.
  static let sampleNoise = 0.1
  static let stream: UInt32 = 0x434D
  private static let step = "counts and means of classes"

  public init() {}

  public static func canFit(_ content: MediaSpecification.Content) -> Bool {
    if case .image = content { return true }
    return false
  }

  public func plan(_ task: MediaTask) throws -> FitPlan {
    let schedule = try schedule(task)
    let sums = try sums(task, schedule)
    return FitPlan(
      mechanism: Self.name, accountant: task.accountant.rawValue, budget: task.budget, unit: task.unit,
      neighbors: task.neighbors,
      steps: [
        FitPlan.Step(
          name: Self.step, share: 1, releases: 1, noiseScale: sums.deviation(0),
          cells: sums.groups.reduce(0) { $0 + $1.dimension }, expectedError: error(task, sums))
      ],
      assumedRows: task.assumedRows, cliqueCells: [], memoryBytes: 16 * sums.groups[1].dimension,
      warnings: task.warnings + cautions(task, sums), refusals: task.refusals,
      curve: try Set([0.1, 0.3, 1, 3, 10, task.budget.epsilon]).sorted().map { epsilon in
        var other = task
        other.budget = try PrivacyBudget(epsilon: epsilon, delta: task.budget.delta)
        return FitPlan.CurvePoint(
          epsilon: epsilon, expectedError: error(other, try self.sums(other, self.schedule(other))))
      }, errorMeaning: "expected error of a mean pixel (share of its range, from the noise alone)")
  }

  /// Fits the model.
  ///
  /// Privacy: one Gaussian release of all classes' counts and sums of pixels together.
  /// - Throws: `MediaFitError`, `LedgerError`.
  public func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> ClassMeansModel {
    guard case .images(let set) = try data.conformed(to: task.media) else {
      throw MediaFitError.otherContent(found: "sounds", expected: "pictures", mend: "Check the folder.")
    }
    let schedule = try schedule(task)
    let sums = try sums(task, schedule)
    var releaser = try MediaReleaser(task, schedule: schedule, mechanism: Self.name, ledger: &ledger)
    let released = try sums.release(Self.exactSums(set), token: releaser.token(step: 0))
    let counts = released[0].map { max(0, $0) }
    let size = set.size
    // A class that may be empty is drawn towards grey rather than divided by nothing.
    let least = 3 * sums.deviation(0)
    let means = released[1].indices.map { index in
      Float(0.5 + released[1][index] / max(counts[index / size], least))
    }
    return ClassMeansModel(
      media: task.media, statement: try releaser.finish(),
      rowEstimate: task.publicRows ?? Int(counts.reduce(0, +).rounded()), cautions: cautions(task, sums),
      counts: counts, means: means)
  }

  private func schedule(_ task: MediaTask) throws -> GaussianSchedule {
    try GaussianSchedule(
      [GaussianSchedule.Step(name: Self.step, share: 1)], budget: task.budget,
      accountant: task.accountant.accountant, neighbors: task.neighbors)
  }

  /// One example adds 1 to one count, and its pixels less one half, each in [−½, ½], to one class's sum.
  private func sums(_ task: MediaTask, _ schedule: GaussianSchedule) throws -> JointGaussianMechanism {
    guard case .image(let height, let width, let channels) = task.media.content else {
      throw MediaFitError.otherContent(found: "sounds", expected: "pictures", mend: "Choose another mechanism.")
    }
    let size = height * width * channels
    return try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(
          name: "counts", share: 0.05, bound: 1, dimension: task.media.classes.count),
        JointGaussianMechanism.Group(
          name: "sums of pixels", share: 0.95, bound: Double(size).squareRoot() / 2,
          dimension: task.media.classes.count * size),
      ], noiseMultiplier: schedule.noiseMultipliers[0], neighbors: task.neighbors)
  }

  private func error(_ task: MediaTask, _ sums: JointGaussianMechanism) -> Double {
    min(1, sums.deviation(1) * Double(task.media.classes.count) / Double(task.assumedRows))
  }

  private func cautions(_ task: MediaTask, _ sums: JointGaussianMechanism) -> [String] {
    let error = error(task, sums)
    guard error > 0.25 else { return [] }
    return [
      String(
        format: "at epsilon %g noise alone moves a mean pixel of a class by %.0f%% of its range: the pictures are "
          + "useless but for their form", task.budget.epsilon, 100 * error)
    ]
  }

  package static func exactSums(_ set: ImageSet) -> [[Double]] {
    var counts = [Double](repeating: 0, count: set.classes.count)
    var sums = [Double](repeating: 0, count: set.classes.count * set.size)
    for (position, label) in set.labels.enumerated() {
      counts[Int(label)] += 1
      let (source, target) = (position * set.size, Int(label) * set.size)
      for pixel in 0..<set.size { sums[target + pixel] += Double(set.pixels[source + pixel]) / 255 - 0.5 }
    }
    return [counts, sums]
  }
}
