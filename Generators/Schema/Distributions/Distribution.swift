/// A distribution of numbers by its quantile function: one uniform number a value, so that truncation and correlation
/// need nothing else.
struct Distribution: Sendable {
  enum Shape: Sendable {
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)
    case logNormal(logMedian: Double, sigma: Double)
    case exponential(mean: Double)
    case gamma(InterpolatedQuantile, shape: Double, scale: Double)
    case beta(InterpolatedQuantile, alpha: Double, beta: Double, low: Double, high: Double)
    case histogram(edges: [Double], GuideTable)
    /// `first`, `first + 1`, …
    case table(GuideTable, first: Int)
    case geometric(probability: Double)
    case zipf(Zipf)
  }

  let shape: Shape
  /// The part of (0, 1) that a truncation leaves.
  private(set) var low = 0.0
  private(set) var high = 1.0
  private(set) var minimum = -Double.greatestFiniteMagnitude
  private(set) var maximum = Double.greatestFiniteMagnitude

  init(_ shape: Shape) { self.shape = shape }

  /// Whether the values are whole numbers.
  var isDiscrete: Bool {
    switch shape {
    case .table, .geometric, .zipf: true
    default: false
    }
  }

  /// The distribution within bounds; `nil` where it has no mass there.
  /// - Parameter steps: whole values only: a value of at least `minimum` is one above `minimum − 1`.
  func truncated(minimum: Double?, maximum: Double?) -> Distribution? {
    var copy = self
    if let minimum {
      copy.low = max(low, probability(isDiscrete ? minimum.rounded(.up) - 1 : minimum))
      copy.minimum = max(self.minimum, minimum)
    }
    if let maximum {
      copy.high = min(high, probability(maximum))
      copy.maximum = min(self.maximum, maximum)
    }
    return copy.low < copy.high ? copy : nil
  }

  /// The probability of a value of at most `x`, before truncation.
  func probability(_ x: Double) -> Double {
    switch shape {
    case .uniform(let low, let high): return high > low ? min(max((x - low) / (high - low), 0), 1) : x >= low ? 1 : 0
    case .normal(let mean, let deviation): return SpecialFunctions.normalProbability((x - mean) / deviation)
    case .logNormal(let median, let sigma):
      return x <= 0 ? 0 : SpecialFunctions.normalProbability((PortableMath.log(x) - median) / sigma)
    case .exponential(let mean): return x <= 0 ? 0 : 1 - PortableMath.exp(-x / mean)
    case .gamma(_, let shape, let scale): return SpecialFunctions.gammaProbability(shape: shape, x / scale).lower
    case .beta(_, let alpha, let beta, let low, let high):
      return SpecialFunctions.betaProbability(alpha, beta, (x - low) / (high - low))
    case .histogram(let edges, let table):
      guard let bin = edges.lastIndex(where: { $0 <= x }) else { return 0 }
      if bin >= table.count { return 1 }
      let before = bin == 0 ? 0 : table.cumulative[bin - 1]
      return before + (table.cumulative[bin] - before) * (x - edges[bin]) / (edges[bin + 1] - edges[bin])
    case .table(let table, let first):
      let index = x.rounded(.down) - Double(first)
      return index < 0 ? 0 : index >= Double(table.count) ? 1 : table.cumulative[Int(index)]
    case .geometric(let probability):
      return x < 0 ? 0 : 1 - PortableMath.exp((x.rounded(.down) + 1) * PortableMath.log(max(1 - probability, 1e-300)))
    case .zipf: return x < 1 ? 0 : 1
    }
  }

  /// The values for uniform numbers in (0, 1), in place.
  func fill(_ values: inout [Double]) {
    if low > 0 || high < 1 {
      let span = high - low
      for index in values.indices {
        values[index] = min(max(low + values[index] * span, 0x1p-1000), 1 - 0x1p-53)
      }
    }
    switch shape {
    case .uniform(let low, let high): values.withEach { low + (high - low) * $0 }
    case .normal(let mean, let deviation): values.withEach { mean + deviation * SpecialFunctions.normalQuantile($0) }
    case .logNormal(let median, let sigma):
      values.withEach { PortableMath.exp(median + sigma * SpecialFunctions.normalQuantile($0)) }
    case .exponential(let mean): values.withEach { -mean * PortableMath.log(1 - $0) }
    case .gamma(let quantile, _, let scale): values.withEach { scale * quantile($0) }
    case .beta(let quantile, _, _, let low, let high): values.withEach { low + (high - low) * quantile($0) }
    case .histogram(let edges, let table):
      values.withEach { u in
        let bin = table.index(u)
        return edges[bin] + (edges[bin + 1] - edges[bin]) * table.rest(u, bin)
      }
    case .table(let table, let first): values.withEach { Double(first + table.index($0)) }
    case .geometric(let probability):
      if probability >= 1 { return values.withEach { _ in 0 } }
      let scale = 1 / PortableMath.log(1 - probability)
      values.withEach { (PortableMath.log(1 - $0) * scale).rounded(.down) }
    case .zipf(let zipf): values.withEach { Double(zipf($0)) }
    }
    // The last digits of a quantile may lie beyond the bound, and what overflows is no number.
    values.withEach { min(max($0, minimum), maximum) }
  }
}

extension [Double] {
  @inline(__always)
  mutating func withEach(_ change: (Double) -> Double) {
    withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = change(values[index]) }
    }
  }
}
