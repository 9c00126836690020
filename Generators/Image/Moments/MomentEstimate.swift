import Foundation
import Sundog
import SundogNumerics

/// What released moments say about the pictures: everything here is computed from noisy sums and public numbers, and
/// costs nothing.
package struct MomentEstimate {
  package let geometry: MomentGeometry
  /// Estimated examples of each class, at least what noise alone would show.
  let counts: [Double]
  /// The classes' mean pictures, pulled towards the mean of all as far as noise may have moved them.
  package let centers: [[Double]]
  private let mean: [Double]
  private let noisyMeans: [[Double]]
  /// Standard deviation of the noise on a number of each class's mean.
  private let meanDeviations: [Double]

  /// Estimated examples altogether.
  let total: Double
  /// The noisy counts, none below 0.
  let released: [Double]

  /// - Parameters:
  ///   - released: noisy counts, and sums of pictures less one half.
  ///   - deviations: standard deviations of their noise.
  package init(geometry: MomentGeometry, released: [[Double]], deviations: (counts: Double, sums: Double)) {
    self.geometry = geometry
    let size = geometry.dimension
    let least = max(1, 3 * deviations.counts)
    let counts = released[0].map { max($0, least) }
    let total = counts.reduce(0, +)
    let means = counts.indices.map { label in
      (0..<size).map { 0.5 + released[1][label * size + $0] / counts[label] }
    }
    let mean = (0..<size).map { index in
      counts.indices.reduce(0.0) { $0 + counts[$1] * means[$1][index] } / total
    }
    let meanDeviations = counts.map { deviations.sums / $0 }
    // James and Stein's estimate: a class keeps as much of its difference from the mean as is more than noise.
    centers = counts.indices.map { label in
      let difference = zip(means[label], mean).map { $0 - $1 }
      let power = difference.reduce(0) { $0 + $1 * $1 }
      let noise = Double(size) * meanDeviations[label] * meanDeviations[label]
      let kept = power > 0 ? max(0, 1 - noise / power) : 0
      return zip(difference, mean).map { min(1, max(0, $1 + kept * $0)) }
    }
    self.released = released[0].map { max(0, $0) }
    self.counts = counts
    self.total = total
    self.mean = mean
    noisyMeans = means
    self.meanDeviations = meanDeviations
  }

  /// The pooled covariance's components and what it leaves to the residual.
  package struct Pooled {
    /// Orthonormal vectors, one after the other.
    package let basis: [Double]
    /// Variances along them.
    let variances: [Double]
    /// Means of the classes without the noise that the components tell from them.
    let means: [[Double]]
    /// Vectors whose sum with independent normal weights is the residual.
    let residual: [Float]

    package var components: Int { variances.count }
  }

  /// - Parameters:
  ///   - released: the packed sum of squares with noise.
  ///   - deviation: standard deviation of its noise.
  package func pooled(_ released: [Double], deviation: Double) -> Pooled {
    let size = geometry.dimension
    let matrix = PackedSymmetric.matrix(released[...], order: size, scale: 1 / total)
    // Off the diagonal the packed numbers are √2 times the matrix's.
    let noise = deviation / total * 0.5.squareRoot()
    guard let eigen = SymmetricEigen(matrix, order: size) else {
      return Pooled(
        basis: (0..<size).map { $0 == 0 ? 1 : 0 }, variances: [1e-6], means: centers, residual: [])
    }
    // The largest eigenvalue of noise alone is about 2σ√d (Wigner).
    let edge = 2 * noise * Double(size).squareRoot()
    let found = eigen.values.prefix { $0 > edge }.count
    let components = max(1, min(found, MomentSettings.componentLimit, size))
    let variances = eigen.values[..<components].map { value in
      // What an eigenvalue was before noise raised it.
      max(1e-6, value > edge ? (value + (value * value - edge * edge).squareRoot()) / 2 : 0)
    }
    return Pooled(
      basis: Array(eigen.vectors[..<(components * size)]), variances: variances,
      means: denoisedMeans(eigen), residual: residual(matrix, eigen, components: components, noise: noise))
  }

  /// Means of the classes, each coordinate kept in proportion to how far the classes' coordinates near it exceed noise.
  private func denoisedMeans(_ eigen: SymmetricEigen) -> [[Double]] {
    let size = geometry.dimension
    let coordinates = noisyMeans.map { own in
      let difference = zip(own, mean).map { $0 - $1 }
      return (0..<size).map { component in
        (0..<size).reduce(0.0) { $0 + eigen.vectors[component * size + $1] * difference[$1] }
      }
    }
    let noise = meanDeviations.reduce(0) { $0 + $1 * $1 }
    let powers = (0..<size).map { component in coordinates.reduce(0.0) { $0 + $1[component] * $1[component] } }
    let kept = (0..<size).map { component -> Double in
      let window = max(0, component - 8)...min(size - 1, component + 8)
      let power = window.reduce(0.0) { $0 + powers[$1] } / Double(window.count)
      return power > 0 ? max(0, 1 - noise / power) : 0
    }
    return coordinates.map { own in
      var result = mean
      for component in 0..<size where kept[component] > 0 {
        let weight = kept[component] * own[component]
        for index in 0..<size { result[index] += weight * eigen.vectors[component * size + index] }
      }
      return result.map { min(1, max(0, $0)) }
    }
  }

  /// What the components leave, as far as it lies between near pixels and above the noise.
  private func residual(_ matrix: [Double], _ eigen: SymmetricEigen, components: Int, noise: Double) -> [Float] {
    let size = geometry.dimension
    var rest = matrix
    let explained = eigen.matrix(first: components)
    for index in rest.indices { rest[index] -= explained[index] }
    let (columns, channels) = (geometry.columns, geometry.channels)
    let near = (0..<MomentSettings.taper).map { 1 - Double($0) / Double(MomentSettings.taper) }
    for first in 0..<size {
      let (y, x) = (first / channels / columns, first / channels % columns)
      for second in 0..<size {
        let down = abs(second / channels / columns - y)
        let across = abs(second / channels % columns - x)
        rest[first * size + second] *= down < near.count && across < near.count ? near[down] * near[across] : 0
      }
    }
    guard let local = SymmetricEigen(rest, order: size) else { return [] }
    let lowered = local.values.map { $0 - MomentSettings.residualShrinkage * noise }
    let used = min(lowered.prefix { $0 > 0 }.count, MomentSettings.residualLimit)
    return (0..<used).flatMap { component in
      let scale = lowered[component].squareRoot()
      return (0..<size).map { Float(scale * local.vectors[component * size + $0]) }
    }
  }

  /// Each class's covariance along the components.
  ///
  /// An entry's difference from the pooled one is kept in proportion to its expected size beside its noise.
  package func classCovariances(_ released: [Double], pooled: Pooled, deviation: Double) -> [[Double]] {
    let count = pooled.components
    let packed = PackedSymmetric.count(count)
    let variances = pooled.variances
    let matrices = counts.indices.map { label in
      PackedSymmetric.matrix(
        released[label * packed..<(label + 1) * packed], order: count, scale: 1 / counts[label])
    }
    func noise(_ label: Int, _ i: Int, _ j: Int) -> Double {
      let own = deviation / counts[label]
      return i == j ? own * own : own * own / 2
    }
    // How far classes differ, relative to the components' variances: by moments over the first components.
    let first = min(count, 10)
    var spread = 0.0
    for label in counts.indices {
      for i in 0..<first {
        for j in 0..<first {
          let difference = matrices[label][i * count + j] - (i == j ? variances[i] : 0)
          spread += (difference * difference - noise(label, i, j)) / (variances[i] * variances[j])
        }
      }
    }
    spread = min(4, max(0.01, spread / Double(counts.count * first * first)))
    return counts.indices.map { label in
      var matrix = matrices[label]
      for i in 0..<count {
        for j in 0..<count {
          let prior = spread * variances[i] * variances[j]
          let kept = prior / (prior + noise(label, i, j))
          let center = i == j ? variances[i] : 0
          matrix[i * count + j] = center + kept * (matrix[i * count + j] - center)
        }
      }
      return SymmetricEigen(matrix, order: count)?.matrix { max(0, $0) }
        ?? (0..<count * count).map { $0 % (count + 1) == 0 ? variances[$0 / count] : 0 }
    }
  }

  /// A square root of a covariance.
  static func root(_ covariance: [Double], order: Int) -> [Float] {
    let root = SymmetricEigen(covariance, order: order)?.matrix { max(0, $0).squareRoot() }
    return (root ?? [Double](repeating: 0, count: order * order)).map { Float($0) }
  }
}
