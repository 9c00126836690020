import Sundog
import SundogPrivacy

/// Where the classes lie, estimated from released moments.
struct SpeechEstimate {
  /// Estimated number of clips of each class, none below 0.
  let counts: [Double]
  let classes: SpeechClasses
  /// Estimated number of all clips, at least 1.
  let total: Double

  /// Makes the first two releases.
  init(
    _ vectors: [[Double]], labels: [Int32], classes: Int, releases: SpeechReleases, releaser: inout MediaReleaser,
    progress: (Double, String) -> Void
  ) throws {
    let moments = try releases.moments.release(
      SpeechReleases.moments(vectors, labels: labels, classes: classes), token: releaser.token(step: 0))
    counts = moments[0].map { max(0, $0) }
    // A class that may be empty is drawn towards the middle rather than divided by nothing.
    let least = max(1, 2 * releases.moments.deviation(0))
    let divisors = counts.map { max($0, least) }
    let sizes = divisors.reduce(0, +)
    total = max(1, sizes)
    let means = Self.means(
      sums: moments[1], divisors: divisors, deviation: releases.moments.deviation(1))
    progress(0.4, "measuring spreads")
    let spreads = try releases.spreads.release(
      SpeechReleases.spreads(vectors, labels: labels, means: means), token: releaser.token(step: 1))
    progress(0.7, "estimating")
    let covariances = Self.covariances(spreads, divisors: divisors) { releases.spreads.deviation($0.rawValue) }
    self.classes = SpeechClasses(means: means, covariances: covariances)
  }

  /// Means of the classes, drawn towards the middle of all where the noise is as large as what sets them apart.
  ///
  /// For each number, τ² is the variance between classes beyond the noise's ν²; a class's difference from the middle keeps
  /// the share τ² / (τ² + ν²) (empirical Bayes; Efron, Morris 1973).
  private static func means(
    sums: [Double], divisors: [Double], deviation: Double
  ) -> [[Double]] {
    let (order, count) = (SpeechAnalysis.dimension, divisors.count)
    let total = divisors.reduce(0, +)
    let middle = SpeechPrior.clipped(
      (0..<order).map { i in (0..<count).reduce(0) { $0 + sums[$1 * order + i] } / total },
      to: SpeechPrior.centerBound)
    var means = (0..<count).map { chosen in (0..<order).map { sums[chosen * order + $0] / divisors[chosen] } }
    let noise = divisors.reduce(0) { $0 + (deviation / $1) * (deviation / $1) } / Double(count)
    for i in 0..<order {
      let spread = means.reduce(0) { $0 + ($1[i] - middle[i]) * ($1[i] - middle[i]) } / Double(max(1, count - 1))
      let between = max(0, spread - noise)
      for chosen in 0..<count {
        let own = (deviation / divisors[chosen]) * (deviation / divisors[chosen])
        let kept = between > 0 ? between / (between + own) : 0
        means[chosen][i] = middle[i] + kept * (means[chosen][i] - middle[i])
      }
    }
    return means
  }

  private static func covariances(
    _ spreads: [[Double]], divisors: [Double], deviation: (SpeechReleases.Spread) -> Double
  ) -> [[Double]] {
    let order = SpeechAnalysis.dimension
    let total = divisors.reduce(0, +)
    // Beside the diagonal, triangles are scaled by √2, and so is their noise when it is scaled back.
    let root = 2.0.squareRoot()
    let pooled = CovarianceEstimate.symmetric(spreads[0][...], order: order).map { $0 / total }
    let bound = SpeechPrior.classBound * SpeechPrior.classBound
    let trace = min(bound, max(bound / 5, (0..<order).reduce(0) { $0 + pooled[$1 * order + $1] }))
    // What is known beforehand, with the released size.
    let expected = SpeechPrior.variances.reduce(0, +)
    var known = [Double](repeating: 0, count: order * order)
    for i in 0..<order { known[i * order + i] = SpeechPrior.variances[i] * trace / expected }
    let shared = CovarianceEstimate.shrunk(
      pooled, deviation: deviation(.pooled) / root / total, towards: known, order: order)

    let coarse = SpeechPrior.coarse
    let block = coarse.flatMap { row in coarse.map { shared[row * order + $0] } }
    // Clipping made the clips smaller than they are; the sum of squared norms tells by how much.
    let size = min(SpeechPrior.sizeBound, max(trace / 2, spreads[2][0] / total))
    return divisors.indices.map { chosen in
      let range = chosen * SpeechReleases.coarseTriangle..<(chosen + 1) * SpeechReleases.coarseTriangle
      let own = CovarianceEstimate.symmetric(spreads[1][range], order: coarse.count).map { $0 / divisors[chosen] }
      let shrunk = CovarianceEstimate.shrunk(
        own, deviation: deviation(.classes) / root / divisors[chosen], towards: block, order: coarse.count)
      return CovarianceEstimate.replacing(coarse, of: shared, by: shrunk, order: order).map { $0 * size / trace }
    }
  }
}
