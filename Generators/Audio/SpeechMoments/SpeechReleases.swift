import Sundog
import SundogPrivacy

/// What a fit of speech measures: two mechanisms, their noise, and the exact sums that go into them.
///
/// 1. Counts of the classes, and for each class the sum of its clips' scaled numbers, clipped to `centerBound` around the
///    public center.
/// 2. Of those numbers less the released mean of their class: the sum of squares (outer products) over all clips, clipped
///    to `classBound`; for each class the sum of squares of the coarse numbers only, clipped to `coarseBound`; and the sum
///    of squared norms, clipped to `sizeBound`. The first two tell shapes, and clip hard, since the square of a vector of
///    norm r has norm r²; the last one tells the scale that clipping took away.
///
/// A clip is in one class, so that its vectors are all that it adds to the sums of all classes.
package struct SpeechReleases: Sendable {
  package let schedule: GaussianSchedule
  package let moments: JointGaussianMechanism
  package let spreads: JointGaussianMechanism
  package static let steps = ["counts and means of classes", "spreads of classes"]

  /// The groups of `spreads`.
  package enum Spread: Int { case pooled, classes, size }

  package static let triangle = triangleSize(SpeechAnalysis.dimension)
  package static let coarseTriangle = triangleSize(SpeechPrior.coarse.count)
  private static func triangleSize(_ order: Int) -> Int { order * (order + 1) / 2 }

  package init(_ task: MediaTask, settings: SpeechSettings) throws {
    let classes = task.media.classes.count
    schedule = try GaussianSchedule(
      [
        GaussianSchedule.Step(name: Self.steps[0], share: settings.counts + settings.means),
        GaussianSchedule.Step(
          name: Self.steps[1], share: settings.pooled + settings.classes + settings.size),
      ], budget: task.budget, accountant: task.accountant.accountant, neighbors: task.neighbors)
    moments = try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(name: "counts", share: settings.counts, bound: 1, dimension: classes),
        JointGaussianMechanism.Group(
          name: "sums", share: settings.means, bound: SpeechPrior.centerBound,
          dimension: classes * SpeechAnalysis.dimension),
      ], noiseMultiplier: schedule.noiseMultipliers[0], neighbors: task.neighbors)
    spreads = try JointGaussianMechanism(
      groups: [
        JointGaussianMechanism.Group(
          name: "squares", share: settings.pooled, bound: SpeechPrior.classBound * SpeechPrior.classBound,
          dimension: Self.triangle),
        JointGaussianMechanism.Group(
          name: "squares of coarse numbers", share: settings.classes,
          bound: SpeechPrior.coarseBound * SpeechPrior.coarseBound, dimension: classes * Self.coarseTriangle),
        JointGaussianMechanism.Group(
          name: "squared norms", share: settings.size, bound: SpeechPrior.sizeBound, dimension: 1),
      ], noiseMultiplier: schedule.noiseMultipliers[1], neighbors: task.neighbors)
  }

  /// Counts of the classes and sums of clipped vectors of scaled numbers.
  package static func moments(_ vectors: [[Double]], labels: [Int32], classes: Int) -> [[Double]] {
    var counts = [Double](repeating: 0, count: classes)
    var sums = [Double](repeating: 0, count: classes * SpeechAnalysis.dimension)
    for (vector, label) in zip(vectors, labels) {
      counts[Int(label)] += 1
      let clipped = SpeechPrior.clipped(vector, to: SpeechPrior.centerBound)
      let start = Int(label) * SpeechAnalysis.dimension
      for i in clipped.indices { sums[start + i] += clipped[i] }
    }
    return [counts, sums]
  }

  /// Sums of squares of vectors less their class's released mean, as `CovarianceEstimate` lays triangles out.
  package static func spreads(_ vectors: [[Double]], labels: [Int32], means: [[Double]]) -> [[Double]] {
    var pooled = [Double](repeating: 0, count: triangle)
    var classes = [Double](repeating: 0, count: means.count * coarseTriangle)
    var size = 0.0
    for (vector, label) in zip(vectors, labels) {
      let rest = zip(vector, means[Int(label)]).map { $0 - $1 }
      CovarianceEstimate.addSquare(of: SpeechPrior.clipped(rest, to: SpeechPrior.classBound), to: &pooled, at: 0)
      CovarianceEstimate.addSquare(
        of: SpeechPrior.clipped(SpeechPrior.coarse.map { rest[$0] }, to: SpeechPrior.coarseBound), to: &classes,
        at: Int(label) * coarseTriangle)
      let square = rest.reduce(0) { $0 + $1 * $1 }
      size += square.isFinite ? min(SpeechPrior.sizeBound, square) : 0
    }
    return [pooled, classes, [size]]
  }
}
