import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// Each class as a mixture of normal distributions along the pooled components, all of a class with one covariance.
///
/// Found as Lloyd's algorithm finds clusters, with noisy counts and sums. The clusters of a class share its pictures, so
/// that however many there are, they cost what one costs; each gets the noise of the whole, so that their number follows
/// from the noise. What is computed here is computed from noisy sums and public numbers, and costs nothing.
///
/// Source: Su, Cao, Li, Bertino, Jin, "Differentially private k-means clustering" (2016); the covariance within clusters
/// by the law of total covariance.
package struct ClassMixture {
  /// Clusters of each class.
  package let clusters: Int
  package let components: Int
  /// Estimated examples of each cluster, none below 0, class by class.
  package private(set) var counts: [Double]
  /// Coordinates of the clusters' centers, less their class's mean.
  package private(set) var centers: [Double]

  /// The largest number of clusters of a class.
  static let limit = 60
  /// Noise on a center beside its class's spread, as a share of power.
  private static let tolerance = 0.1
  /// First centers lie nearer to the mean than pictures do.
  private static let firstSpread = 0.7
  private static let stream: UInt32 = 0x4D43

  /// The number of clusters whose centers noise moves by at most a tenth of the pictures' spread.
  /// - Parameters:
  ///   - variances: the pooled variances of the components.
  ///   - deviation: standard deviation of the noise on a number of a cluster's sum.
  ///   - perClass: estimated examples of a class.
  package static func count(variances: [Double], deviation: Double, perClass: Double) -> Int {
    let spread = (variances.reduce(0, +) / Double(max(1, variances.count))).squareRoot()
    let affordable = tolerance.squareRoot() * spread * perClass / max(deviation, 1e-12)
    // Fewer than some dozen pictures are no cluster.
    let filled = perClass / 24
    let most = min(affordable, filled)
    return most.isFinite ? max(1, min(limit, Int(most))) : 1
  }

  /// First centers, drawn from each class's released normal distribution.
  /// - Parameter covariances: a matrix for each class.
  package init(covariances: [[Double]], components: Int, clusters: Int) {
    self.clusters = clusters
    self.components = components
    counts = [Double](repeating: 1, count: covariances.count * clusters)
    centers = covariances.indices.flatMap { label -> [Double] in
      guard clusters > 1 else { return [Double](repeating: 0, count: components) }
      let root = MomentEstimate.root(covariances[label], order: components)
      // The seed is public and always the same: the centers are as random as the noise that they are computed from.
      var random = SeededRandom(seed: 0, stream: Self.stream, index: UInt64(label))
      return (0..<clusters).flatMap { _ in
        let normals = (0..<components).map { _ in Self.firstSpread * random.normal() }
        return (0..<components).map { row in
          (0..<components).reduce(0.0) { $0 + Double(root[row * components + $1]) * normals[$1] }
        }
      }
    }
  }

  /// Moves the centers to where the noisy sums say.
  ///
  /// A center keeps of each coordinate as much as its class's centers differ in it beyond noise.
  /// - Parameters:
  ///   - released: noisy counts and sums of `MomentSums.clusters`.
  ///   - deviations: standard deviations of their noise.
  package mutating func update(_ released: [[Double]], deviations: (counts: Double, sums: Double)) {
    let least = 3 * deviations.counts + 1
    for label in 0..<counts.count / clusters {
      let range = label * clusters..<(label + 1) * clusters
      let weights = range.map { max(0, released[0][$0]) }
      let total = max(weights.reduce(0, +), 1e-9)
      let divisors = range.map { max(released[0][$0], least) }
      for component in 0..<components {
        let means = range.indices.map { cluster in
          released[1][cluster * components + component] / divisors[cluster - range.lowerBound]
        }
        let noises = divisors.map { (deviations.sums / $0) * (deviations.sums / $0) }
        let power = zip(weights, zip(means, noises)).reduce(0.0) { $0 + $1.0 * ($1.1.0 * $1.1.0 - $1.1.1) } / total
        for (place, cluster) in range.enumerated() {
          let kept = power > 0 ? power / (power + noises[place]) : 0
          centers[cluster * components + component] = kept * means[place]
        }
      }
      for (place, cluster) in range.enumerated() { counts[cluster] = weights[place] }
    }
  }

  /// What is left of a class's covariance within its clusters.
  ///
  /// No direction keeps less than a twentieth of its variance: noise may say that centers explain all of it, or more.
  package func within(_ covariance: [Double], label: Int) -> [Double] {
    let range = label * clusters..<(label + 1) * clusters
    let total = range.reduce(0.0) { $0 + counts[$1] }
    guard clusters > 1, total > 0 else { return covariance }
    var rest = covariance
    for cluster in range {
      let weight = counts[cluster] / total
      for i in 0..<components {
        let value = weight * centers[cluster * components + i]
        for j in 0..<components { rest[i * components + j] -= value * centers[cluster * components + j] }
      }
    }
    guard let eigen = SymmetricEigen(rest, order: components) else { return covariance }
    var result = [Double](repeating: 0, count: components * components)
    for k in 0..<components {
      let vector = eigen.vectors[k * components..<(k + 1) * components]
      var whole = 0.0
      for (i, left) in vector.enumerated() {
        for (j, right) in vector.enumerated() { whole += left * right * covariance[i * components + j] }
      }
      let value = max(eigen.values[k], 0.05 * whole, 0)
      for (i, left) in vector.enumerated() {
        for (j, right) in vector.enumerated() { result[i * components + j] += value * left * right }
      }
    }
    return result
  }
}
