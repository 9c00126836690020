import CSundogKernels
import Foundation
import Testing

/// Each bound is six standard deviations of what it bounds: false alarms below 2 × 10⁻⁹ each.
@Suite("Noise for pictures")
struct PictureNoiseTests {
  private func normals(_ seed: UInt64, _ count: Int) -> [Double] {
    var values = [Float](repeating: 0, count: count)
    sundog_random_normals(sundog_picture_instructions(), seed, &values, count)
    return values.map(Double.init)
  }

  @Test func isNormal() {
    let count = 1_000_000
    let z = normals(1, count)
    let root = Double(count).squareRoot()
    func moment(_ power: Int) -> Double { z.reduce(0) { $0 + pow($1, Double(power)) } / Double(count) }
    // The variance of the k-th power's mean is (E z²ᵏ − (E zᵏ)²) / n. The tails end at 5.4: E z⁶ is short by 0.001.
    #expect(abs(moment(1)) < 6 / root)
    #expect(abs(moment(2) - 1) < 6 * 2.0.squareRoot() / root)
    #expect(abs(moment(3)) < 6 * 15.0.squareRoot() / root)
    #expect(abs(moment(4) - 3) < 6 * 96.0.squareRoot() / root)
    #expect(abs(moment(6) - 15) < 6 * 10_170.0.squareRoot() / root + 0.01)
    // Kolmogorov and Smirnov: P(√n D > 3.4) is 2 exp(−2 × 3.4²) < 2 × 10⁻¹⁰.
    var largest = 0.0
    for (place, value) in z.sorted().enumerated() {
      let expected = 0.5 * erfc(-value / 2.0.squareRoot())
      largest = max(largest, abs(expected - (Double(place) + 0.5) / Double(count)))
    }
    #expect(largest * root < 3.4)
  }

  @Test func hasNoMemory() {
    let count = 500_000
    let (z, other) = (normals(1, count + 1_000), normals(2, count))
    let bound = 6 / Double(count).squareRoot()
    // Lags around the blocks of the generator; 16 and 512 are its lanes and its block.
    for lag in [1, 2, 3, 15, 16, 17, 32, 64, 255, 256, 257, 511, 512, 513] {
      let correlation = (0..<count).reduce(0.0) { $0 + z[$1] * z[$1 + lag] } / Double(count)
      #expect(abs(correlation) < bound, "lag \(lag)")
      let squares = (0..<count).reduce(0.0) { $0 + (z[$1] * z[$1] - 1) * (z[$1 + lag] * z[$1 + lag] - 1) }
      #expect(abs(squares / Double(count)) < 2 * bound, "squares, lag \(lag)")
    }
    let correlation = (0..<count).reduce(0.0) { $0 + z[$1] * other[$1] } / Double(count)
    #expect(abs(correlation) < bound)
  }

  @Test func rejectsWrongScales() {
    // The test of the variance sees a scale that is wrong by one percent.
    let z = normals(1, 1_000_000).map { $0 * 1.01 }
    let variance = z.reduce(0) { $0 + $1 * $1 } / Double(z.count)
    #expect(abs(variance - 1) > 6 * 2.0.squareRoot() / 1_000)
  }

  @Test("counts photons as Poisson does", arguments: [1, 5, 30, 60, 100, 200, 255] as [UInt8])
  func photons(value: UInt8) {
    let count = 400_000
    let photons = 60.0
    let source = [UInt8](repeating: value, count: count)
    var result = source
    sundog_count_photons(sundog_picture_instructions(), 4, Float(photons), source, &result, count)
    let mean = photons * Double(value) / 255
    // What white allows is clipped: only counts below 55 are compared.
    var observed = [Double](repeating: 0, count: 61)
    for byte in result { observed[Int((Double(byte) * photons / 255).rounded())] += 1 }
    var probability = exp(-mean)
    for k in 0..<55 {
      let expected = Double(count) * probability
      // The expansion is right to about 0.2% of a standard deviation's worth of counts where it is used.
      let bound = 6 * expected.squareRoot() + 1 + (mean >= 8 ? 0.012 * expected : 0)
      if expected > 200 { #expect(abs(observed[k] - expected) < bound, "mean \(mean), count \(k)") }
      probability *= mean / Double(k + 1)
    }
  }

  @Test func scattersWithItsProbabilities() {
    let count = 1_000_000
    let source = [UInt8](repeating: 100, count: count)
    var result = source
    sundog_scatter(
      sundog_picture_instructions(), 8, UInt32(0.02 * 0x1p32), UInt32(0.05 * 0x1p32), [0, 0, 0, 0],
      [255, 255, 255, 255], 1, source, &result, count)
    let (low, high) = (result.count { $0 == 0 }, result.count { $0 == 255 })
    #expect(abs(Double(low) - 20_000) < 6 * (20_000 * 0.98).squareRoot())
    #expect(abs(Double(high) - 30_000) < 6 * (30_000 * 0.97).squareRoot())
    #expect(low + high + result.count { $0 == 100 } == count)
  }
}
