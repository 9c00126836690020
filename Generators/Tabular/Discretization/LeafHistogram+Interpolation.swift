import Sundog

extension LeafHistogram {
  /// The same mass on narrower leaves, following a smooth density instead of steps.
  ///
  /// The cumulative distribution is interpolated by a monotone cubic (`MonotoneCubic`) through the borders of the leaves,
  /// and read off at the borders of `parts` parts of each wide leaf. Sums over the old leaves stay; beside an empty leaf
  /// or a peak the density of the poorer side rules, so peaks do not leak. Post-processing.
  /// - Parameters:
  ///   - values: the number of leaves that are not for a missing value; they must be the codes of ordered values.
  ///   - parts: parts of a leaf at most.
  package func interpolated(values: Int, parts: Int) -> LeafHistogram {
    guard values > 2, parts > 1, (0..<values).contains(where: { leaves.codes(of: $0).count > 1 }) else { return self }
    var cumulative = [0.0]
    for leaf in 0..<values { cumulative.append(cumulative[leaf] + max(0, counts[leaf])) }
    let curve = MonotoneCubic(x: leaves.edges[0...values].map(Double.init), y: cumulative)
    var edges = [0]
    var result: (counts: [Double], variances: [Double], blocks: [Range<Int>]) = ([], [], [])
    var firstPart: [Int] = []
    for leaf in 0..<leaves.count {
      firstPart.append(result.counts.count)
      let codes = leaves.codes(of: leaf)
      let pieces = leaf < values ? min(parts, codes.count) : 1
      var before = leaf < values ? cumulative[leaf] : 0
      for piece in 1...pieces {
        let edge = codes.lowerBound + codes.count * piece / pieces
        let reached = leaf < values ? curve.value(at: Double(edge), in: leaf) : counts[leaf]
        result.counts.append(pieces == 1 ? counts[leaf] : max(0, reached - before))
        result.variances.append(variances[leaf] / Double(pieces))
        edges.append(edge)
        before = reached
      }
    }
    firstPart.append(result.counts.count)
    result.blocks = blocks.map { firstPart[$0.lowerBound]..<firstPart[$0.upperBound] }
    return LeafHistogram(
      leaves: Binning(edges: edges), counts: result.counts, variances: result.variances, blocks: result.blocks,
      blockVariances: blockVariances)
  }
}

/// A cubic through points that rises wherever they rise and has no bumps of its own.
///
/// Slopes at the points are weighted harmonic means of the neighbouring secants, 0 where one of them is.
///
/// Source: Fritsch, Butland, "A method for constructing local monotone piecewise cubic interpolants" (1984).
package struct MonotoneCubic {
  private let x: [Double]
  private let y: [Double]
  private let slopes: [Double]

  /// - Precondition: at least three points; `x` rises, `y` does not fall.
  package init(x: [Double], y: [Double]) {
    precondition(x.count == y.count && x.count > 2, "three points at least")
    self.x = x
    self.y = y
    let widths = zip(x, x.dropFirst()).map { $1 - $0 }
    let secants = zip(zip(y, y.dropFirst()).map { $1 - $0 }, widths).map { $0 / $1 }
    var slopes = [Double](repeating: 0, count: x.count)
    for index in 1..<secants.count {
      let (left, right) = (secants[index - 1], secants[index])
      guard left > 0, right > 0 else { continue }
      let (first, second) = (2 * widths[index] + widths[index - 1], widths[index] + 2 * widths[index - 1])
      slopes[index] = (first + second) / (first / left + second / right)
    }
    // The ends are as steep as the line through the end and the neighbour's slope makes them.
    let last = secants.count
    slopes[0] = min(3 * secants[0], max(0, 1.5 * secants[0] - 0.5 * slopes[1]))
    slopes[last] = min(3 * secants[last - 1], max(0, 1.5 * secants[last - 1] - 0.5 * slopes[last - 1]))
    self.slopes = slopes
  }

  /// The value at a place in the interval between points `interval` and `interval + 1`.
  package func value(at place: Double, in interval: Int) -> Double {
    let width = x[interval + 1] - x[interval]
    let t = (place - x[interval]) / width
    if t >= 1 { return y[interval + 1] }
    let rise = y[interval + 1] - y[interval]
    let (start, end) = (slopes[interval] * width, slopes[interval + 1] * width)
    return y[interval] + t * (start + t * ((3 * rise - 2 * start - end) + t * (start + end - 2 * rise)))
  }
}
