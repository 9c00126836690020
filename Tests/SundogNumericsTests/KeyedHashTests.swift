import Foundation
import SundogNumerics
import Testing

@Suite("Keyed hashes and permutations")
struct KeyedHashTests {
  @Test("Uniform numbers of consecutive indices pass a Kolmogorov–Smirnov test, and so do those of consecutive keys")
  func uniform() {
    let count = 50_000
    // Beyond this distance with probability below 2 exp(−2 n d²) = 10⁻⁷ (Dvoretzky, Kiefer, Wolfowitz, Massart).
    let limit = (log(2e7) / (2 * Double(count))).squareRoot()
    func distance(_ values: [Double]) -> Double {
      values.sorted().enumerated().reduce(0) { greatest, item in
        max(
          greatest, abs(item.element - Double(item.offset) / Double(count)),
          abs(item.element - Double(item.offset + 1) / Double(count)))
      }
    }
    let key = KeyedHash(seed: 1).derived("table").derived("column")
    #expect(distance((0..<count).map { key.uniform(UInt64($0)) }) < limit)
    #expect(distance((0..<count).map { KeyedHash(seed: UInt64($0)).uniform(7) }) < limit)
    #expect(distance((0..<count).map { key.derived(UInt64($0)).uniform(7) }) < limit)
    // Squares are not uniform: the test can fail.
    #expect(distance((0..<count).map { pow(key.uniform(UInt64($0)), 1.1) }) > limit)
  }

  @Test("Neighbours, columns and seeds are uncorrelated")
  func uncorrelated() {
    let count = 50_000
    let (a, b) = (KeyedHash(seed: 1).derived("a"), KeyedHash(seed: 1).derived("b"))
    let pairs: [(String, (Int) -> (Double, Double))] = [
      ("rows", { (a.uniform(UInt64($0)), a.uniform(UInt64($0) + 1)) }),
      ("columns", { (a.uniform(UInt64($0)), b.uniform(UInt64($0))) }),
      ("seeds", { (a.uniform(UInt64($0)), KeyedHash(seed: 2).derived("a").uniform(UInt64($0))) }),
    ]
    for (name, pair) in pairs {
      let sum = (0..<count).reduce(0.0) { sum, index in
        let (x, y) = pair(index)
        return sum + (x - 0.5) * (y - 0.5)
      }
      // The correlation's standard error is 1 / √n; beyond 5.5 of them with probability below 4 · 10⁻⁸.
      #expect(abs(sum / Double(count) * 12) < 5.5 / Double(count).squareRoot(), "\(name)")
    }
  }

  @Test("Numbers in (0, 1) never reach the ends")
  func ends() {
    #expect(KeyedHash.unit(0) > 0 && KeyedHash.unit(.max) < 1)
  }

  @Test("A permutation gives each value once", arguments: [1, 2, 3, 4, 5, 16, 17, 1000, 4097])
  func permutation(count: Int) {
    let permutation = KeyedPermutation(count: UInt64(count), key: KeyedHash(seed: 3))
    let values = (0..<count).map { Int(permutation(UInt64($0))) }
    #expect(values.sorted() == Array(0..<count))
    let other = KeyedPermutation(count: UInt64(count), key: KeyedHash(seed: 4))
    #expect(count < 100 || values != (0..<count).map { Int(other(UInt64($0))) })
  }

  @Test("Where a value goes is uniform over keys")
  func places() {
    var counts = [Double](repeating: 0, count: 10)
    for seed: UInt64 in 0..<20_000 {
      counts[Int(KeyedPermutation(count: 10, key: KeyedHash(seed: seed))(3))] += 1
    }
    let statistic = counts.reduce(0) { $0 + ($1 - 2000) * ($1 - 2000) / 2000 }
    // Chi-square with 9 degrees of freedom: above 45 with probability below 10⁻⁶.
    #expect(statistic < 45)
  }
}
