import Foundation
import Sundog
import TabularGenerators
import Testing

@Suite("Interpolation of histograms")
struct InterpolationTests {
  private func histogram(edges: [Int], counts: [Double]) -> LeafHistogram {
    let ones = counts.map { _ in 1.0 }
    return LeafHistogram(
      leaves: Binning(edges: edges), counts: counts, variances: ones, blocks: counts.indices.map { $0..<$0 + 1 },
      blockVariances: ones)
  }

  @Test("sums over the old leaves stay, a missing value stays alone, and nothing is negative")
  func sums() {
    let coarse = histogram(edges: [0, 10, 11, 40, 100, 101], counts: [50, 900, 30, 0, 7])
    let fine = coarse.interpolated(values: 4, parts: 8)
    #expect(fine.leaves.cardinality == 101 && fine.leaves.count > coarse.leaves.count)
    for leaf in 0..<coarse.leaves.count {
      let codes = coarse.leaves.codes(of: leaf)
      let inside = (0..<fine.leaves.count).filter { codes.contains(fine.leaves.edges[$0]) }
      #expect(abs(inside.reduce(0) { $0 + fine.counts[$1] } - coarse.counts[leaf]) < 1e-9)
    }
    #expect(fine.counts.allSatisfy { $0 >= 0 })
    #expect(fine.counts[fine.leaves.count - 1] == 7 && fine.leaves.codes(of: fine.leaves.count - 1) == 100..<101)
  }

  @Test("a smooth density is met far better than by steps")
  func smooth() {
    let density = (0..<1600).map { exp(-pow((Double($0) - 500) / 250, 2)) }
    let edges = Array(stride(from: 0, through: 1600, by: 100))
    let counts = zip(edges, edges.dropFirst()).map { density[$0..<$1].reduce(0, +) }
    func error(_ histogram: LeafHistogram) -> Double {
      (0..<histogram.leaves.count).reduce(0) { sum, leaf in
        let codes = histogram.leaves.codes(of: leaf)
        return sum + codes.reduce(0) { $0 + abs(density[$1] - histogram.counts[leaf] / Double(codes.count)) }
      }
    }
    let steps = histogram(edges: edges, counts: counts)
    #expect(error(steps.interpolated(values: 16, parts: 8)) < 0.35 * error(steps))
  }

  @Test("a peak beside empty leaves does not leak into them")
  func peak() {
    let coarse = histogram(edges: [0, 50, 51, 100], counts: [0, 1000, 49])
    let fine = coarse.interpolated(values: 3, parts: 7)
    for leaf in 0..<fine.leaves.count {
      let codes = fine.leaves.codes(of: leaf)
      if codes.upperBound <= 50 { #expect(fine.counts[leaf] == 0) }
      // The poorer neighbour rules: at most three times its own density.
      if codes.lowerBound >= 51 { #expect(fine.counts[leaf] <= 3 * Double(codes.count) + 1e-9) }
    }
  }
}
