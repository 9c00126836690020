/// P(rank k) ∝ k^−s for k = 1 … n, by its quantile function.
///
/// The first ranks are tabulated; behind them a sum from rank to rank is the integral from half a rank before to half a
/// rank behind, which differs by less than 10⁻¹⁰ of it.
struct Zipf: Sendable {
  private static let head = 65_536
  private let exponent: Double
  private let count: Int
  private let table: GuideTable
  private let headShare: Double

  init(exponent: Double, count: Int) {
    self.exponent = exponent
    self.count = count
    let weights = (1...min(count, Self.head)).map { PortableMath.power(Double($0), -exponent) }
    table = GuideTable(weights: weights)
    let head = weights.reduce(0, +)
    let tail = count > Self.head ? Self.integral(exponent, Double(Self.head) + 0.5, Double(count) + 0.5) : 0
    headShare = head / (head + tail)
  }

  private static func integral(_ exponent: Double, _ low: Double, _ high: Double) -> Double {
    let power = 1 - exponent
    if power.magnitude < 1e-9 { return PortableMath.log(high / low) }
    return (PortableMath.power(high, power) - PortableMath.power(low, power)) / power
  }

  /// The rank, from 1.
  func callAsFunction(_ u: Double) -> Int {
    if u < headShare { return table.index(u / headShare) + 1 }
    let rest = (u - headShare) / (1 - headShare)
    let (low, high) = (Double(Self.head) + 0.5, Double(count) + 0.5)
    let power = 1 - exponent
    let x: Double
    if power.magnitude < 1e-9 {
      x = low * PortableMath.power(high / low, rest)
    } else {
      let (a, b) = (PortableMath.power(low, power), PortableMath.power(high, power))
      x = PortableMath.power(a + (b - a) * rest, 1 / power)
    }
    return min(max(Int(x.rounded()), Self.head + 1), count)
  }
}
