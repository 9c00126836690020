import Foundation
import ImageGenerators
import Sundog
import SundogNumerics
import Testing

@Suite("Classes as mixtures")
struct MixtureTests {
  /// Three groups of points in the plane of the first two of four components.
  private static let groups = [[3.0, 0], [-2, 2], [-1, -2]]

  private func points(_ random: inout SeededRandom, count: Int) -> [[Double]] {
    (0..<count).map { index in
      let group = Self.groups[index % 3]
      return (0..<4).map { (($0 < 2) ? group[$0] : 0) + 0.3 * random.normal() }
    }
  }

  private func sums(_ points: [[Double]], _ centers: [Double], clusters: Int) -> [[Double]] {
    var counts = [Double](repeating: 0, count: clusters)
    var sums = [Double](repeating: 0, count: clusters * 4)
    for point in points {
      let nearest = (0..<clusters).min { left, right in
        func distance(_ cluster: Int) -> Double {
          (0..<4).reduce(0) { $0 + pow(point[$1] - centers[cluster * 4 + $1], 2) }
        }
        return distance(left) < distance(right)
      }!
      counts[nearest] += 1
      for component in 0..<4 { sums[nearest * 4 + component] += point[component] }
    }
    return [counts, sums]
  }

  @Test("without noise, centers go where the points are, and spread within and between add up")
  func centers() {
    var random = SeededRandom(seed: 3, stream: 1, index: 0)
    let points = points(&random, count: 3_000)
    var covariance = [Double](repeating: 0, count: 16)
    for point in points {
      for i in 0..<4 { for j in 0..<4 { covariance[i * 4 + j] += point[i] * point[j] / 3_000 } }
    }
    var mixture = ClassMixture(covariances: [covariance], components: 4, clusters: 12)
    for _ in 0..<6 {
      mixture.update(sums(points, mixture.centers, clusters: 12), deviations: (0, 0))
    }
    #expect(abs(mixture.counts.reduce(0, +) - 3_000) < 1e-9)
    // Every point is near a center, and every center that holds points is near a group.
    for group in Self.groups {
      #expect(
        (0..<12).contains { cluster in
          mixture.counts[cluster] > 0
            && hypot(mixture.centers[cluster * 4] - group[0], mixture.centers[cluster * 4 + 1] - group[1]) < 0.6
        })
    }
    let within = mixture.within(covariance, label: 0)
    for i in 0..<4 {
      var between = 0.0
      for cluster in 0..<12 { between += mixture.counts[cluster] / 3_000 * pow(mixture.centers[cluster * 4 + i], 2) }
      #expect(within[i * 4 + i] <= covariance[i * 4 + i] + 1e-9)
      // No direction keeps less than a twentieth of its variance, which may add as much of the largest to any.
      let trace = (0..<4).reduce(0.0) { $0 + covariance[$1 * 5] }
      #expect(abs(within[i * 4 + i] + between - covariance[i * 4 + i]) < 0.05 * trace)
    }
  }

  @Test("as much noise as there is signal leaves centers near the mean, and few clusters are asked for")
  func noisy() {
    let noise = 1_000.0
    var mixture = ClassMixture(covariances: [[4, 0, 0, 4]], components: 2, clusters: 150)
    var random = SeededRandom(seed: 5, stream: 1, index: 0)
    let counts = [Double](repeating: 100, count: 150)
    mixture.update([counts, (0..<300).map { _ in noise * random.normal() }], deviations: (1, noise))
    // Means of noise alone have a size of 10, of which is kept what exceeds the expected noise: 7 of it would take a
    // chi-square of 150 degrees of freedom above 299 (false alarm below 1e-10).
    let power = mixture.centers.reduce(0) { $0 + $1 * $1 } / 300
    #expect(power.squareRoot() < 7)
    #expect(ClassMixture.count(variances: [4, 4], deviation: 1e9, perClass: 6_000) == 1)
    #expect(ClassMixture.count(variances: [4, 4], deviation: 1e-3, perClass: 6_000) == 60)
    #expect(ClassMixture.count(variances: [4, 4], deviation: 1e-3, perClass: 100) == 4)
    #expect(ClassMixture.count(variances: [0, 0], deviation: 0, perClass: 0) == 1)
  }
}
