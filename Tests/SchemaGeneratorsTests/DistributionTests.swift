import Foundation
import Sundog
import Testing

/// Distribution functions written down here, apart from the code under test.
private enum Oracle {
  static func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The sum of probabilities up to `x`.
  static func discrete(_ x: Double, _ probability: (Int) -> Double) -> Double {
    x < 0 ? 0 : (0...Int(x)).reduce(0) { $0 + probability($1) }
  }

  static func choose(_ n: Int, _ k: Int) -> Double {
    exp(lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1))
  }
}

struct DrawnCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var generator: String
  var wrong: String
  var type = "number"
  var extra = ""
  var probability: @Sendable (Double) -> Double
}

@Suite("Columns follow their distributions")
struct DistributionTests {
  static let cases: [DrawnCase] = [
    DrawnCase(
      testDescription: "uniform", generator: #"{ "uniform": { "min": -2, "max": 6 } }"#,
      wrong: #"{ "uniform": { "min": -2, "max": 6.5 } }"#, probability: { min(max(($0 + 2) / 8, 0), 1) }),
    DrawnCase(
      testDescription: "normal", generator: #"{ "normal": { "mean": 3, "deviation": 2 } }"#,
      wrong: #"{ "normal": { "mean": 3, "deviation": 2.2 } }"#, probability: { Oracle.normal(($0 - 3) / 2) }),
    DrawnCase(
      testDescription: "truncated normal",
      generator: #"{ "normal": { "mean": 0, "deviation": 1, "min": -0.5, "max": 2 } }"#,
      wrong: #"{ "normal": { "mean": 0.2, "deviation": 1, "min": -0.5, "max": 2 } }"#,
      probability: { x in
        let (low, high) = (Oracle.normal(-0.5), Oracle.normal(2))
        return min(max((Oracle.normal(x) - low) / (high - low), 0), 1)
      }),
    DrawnCase(
      testDescription: "log-normal", generator: #"{ "logNormal": { "median": 5, "sigma": 0.7 } }"#,
      wrong: #"{ "logNormal": { "median": 5.5, "sigma": 0.7 } }"#,
      probability: { $0 <= 0 ? 0 : Oracle.normal(log($0 / 5) / 0.7) }),
    DrawnCase(
      testDescription: "exponential", generator: #"{ "exponential": { "mean": 4 } }"#,
      wrong: #"{ "exponential": { "mean": 4.4 } }"#, probability: { 1 - exp(-max($0, 0) / 4) }),
    DrawnCase(
      testDescription: "gamma of shape 3", generator: #"{ "gamma": { "shape": 3, "scale": 2 } }"#,
      wrong: #"{ "gamma": { "shape": 3.3, "scale": 2 } }"#,
      probability: { x in
        let y = max(x, 0) / 2
        return 1 - exp(-y) * (1 + y + y * y / 2)
      }),
    DrawnCase(
      testDescription: "gamma of shape 1/2", generator: #"{ "gamma": { "shape": 0.5, "scale": 2 } }"#,
      wrong: #"{ "gamma": { "shape": 0.6, "scale": 2 } }"#, probability: { erf((max($0, 0) / 2).squareRoot()) }),
    DrawnCase(
      testDescription: "beta of 2 and 3 on 10 … 20",
      generator: #"{ "beta": { "alpha": 2, "beta": 3, "low": 10, "high": 20 } }"#,
      wrong: #"{ "beta": { "alpha": 2.3, "beta": 3, "low": 10, "high": 20 } }"#,
      probability: { value in
        let x = min(max((value - 10) / 10, 0), 1)
        return x * x * (6 - 8 * x + 3 * x * x)
      }),
    DrawnCase(
      testDescription: "Poisson", generator: #"{ "poisson": { "mean": 6.5 } }"#,
      wrong: #"{ "poisson": { "mean": 7 } }"#,
      type: "integer",
      probability: { Oracle.discrete($0) { exp(Double($0) * log(6.5) - 6.5 - lgamma(Double($0) + 1)) } }),
    DrawnCase(
      testDescription: "binomial", generator: #"{ "binomial": { "trials": 40, "probability": 0.3 } }"#,
      wrong: #"{ "binomial": { "trials": 40, "probability": 0.33 } }"#, type: "integer",
      probability: {
        Oracle.discrete(min($0, 40)) { Oracle.choose(40, $0) * pow(0.3, Double($0)) * pow(0.7, 40 - Double($0)) }
      }),
    DrawnCase(
      testDescription: "geometric", generator: #"{ "geometric": { "probability": 0.2 } }"#,
      wrong: #"{ "geometric": { "probability": 0.23 } }"#, type: "integer",
      probability: { 1 - pow(0.8, $0.rounded(.down) + 1) }),
    DrawnCase(
      testDescription: "Zipf", generator: #"{ "zipf": { "exponent": 1.1, "count": 50 } }"#,
      wrong: #"{ "zipf": { "exponent": 1.25, "count": 50 } }"#, type: "integer",
      probability: { x in
        let all = (1...50).reduce(0) { $0 + pow(Double($1), -1.1) }
        return x < 1 ? 0 : (1...min(50, Int(x))).reduce(0) { $0 + pow(Double($1), -1.1) } / all
      }),
    DrawnCase(
      testDescription: "Zipf with a long tail", generator: #"{ "zipf": { "exponent": 0.8, "count": 1000000 } }"#,
      wrong: #"{ "zipf": { "exponent": 0.85, "count": 1000000 } }"#, type: "integer", probability: zipfTail),
    DrawnCase(
      testDescription: "histogram", generator: #"{ "histogram": { "edges": [0, 1, 3, 10], "weights": [5, 3, 2] } }"#,
      wrong: #"{ "histogram": { "edges": [0, 1, 3, 10], "weights": [5, 2, 2] } }"#,
      probability: { x in x < 0 ? 0 : x < 1 ? 0.5 * x : x < 3 ? 0.5 + 0.15 * (x - 1) : min(1, 0.8 + 0.2 * (x - 3) / 7) }
    ),
    DrawnCase(
      testDescription: "mixture",
      generator:
        #"{ "mixture": { "weights": [1, 3], "components": [ { "uniform": { "min": 0, "max": 1 } }, { "uniform": { "min": 2, "max": 4 } } ] } }"#,
      wrong:
        #"{ "mixture": { "weights": [1, 2], "components": [ { "uniform": { "min": 0, "max": 1 } }, { "uniform": { "min": 2, "max": 4 } } ] } }"#,
      probability: { x in x < 0 ? 0 : x < 1 ? x / 4 : x < 2 ? 0.25 : min(1, 0.25 + 0.375 * (x - 2)) }),
    DrawnCase(
      testDescription: "uniform on a grid of two decimals", generator: #"{ "uniform": { "min": 0, "max": 0.99 } }"#,
      wrong: #"{ "uniform": { "min": 0, "max": 0.9 } }"#, extra: #""decimals": 2"#,
      probability: { min(1, (($0 * 100 + 1e-6).rounded(.down) + 1) / 100) }),
  ]

  private static let tail: [Double] = {
    var sum = 0.0
    return (1...1_000_000).map { rank in
      sum += pow(Double(rank), -0.8)
      return sum
    }
  }()
  @Sendable private static func zipfTail(_ x: Double) -> Double {
    x < 1 ? 0 : tail[min(Int(x), 1_000_000) - 1] / tail[999_999]
  }

  /// The greatest distance between the empirical and the true distribution function.
  static func distance(_ values: [Double], _ probability: (Double) -> Double) -> Double {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    var greatest = 0.0
    var index = 0
    while index < sorted.count {
      var end = index
      while end < sorted.count, sorted[end] == sorted[index] { end += 1 }
      let here = probability(sorted[index])
      let before = probability(sorted[index].nextDown)
      greatest = max(greatest, abs(Double(end) / count - here), abs(Double(index) / count - before))
      index = end
    }
    return greatest
  }

  private func values(_ example: DrawnCase, _ generator: String, rows: Int) throws -> [Double] {
    let schema = try Fixture.table(Fixture.field("x", example.type, generator, extra: example.extra))
    return try Fixture.numbers(schema, rows: rows)
  }

  @Test("Each distribution passes a Kolmogorov–Smirnov test, and a wrong parameter does not", arguments: cases)
  func drawn(example: DrawnCase) throws {
    // Dvoretzky, Kiefer, Wolfowitz and Massart: beyond this distance with probability below 2 exp(−2 n d²) = 10⁻⁷.
    let rows = 20_000
    let limit = (log(2e7) / (2 * Double(rows))).squareRoot()
    let right = try Self.distance(values(example, example.generator, rows: rows), example.probability)
    #expect(right < limit)
    let wrong = try Self.distance(values(example, example.wrong, rows: rows), example.probability)
    #expect(wrong > limit)
  }

  @Test("Weighted choices come as often as their weights say")
  func choices() throws {
    let schema = try Fixture.table(
      Fixture.field("x", "string", #"{ "choice": { "values": ["a", "b", "c"], "weights": [5, 3, 2] } }"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 20_000)).map { $0[0] }
    for (value, share) in [("a", 0.5), ("b", 0.3), ("c", 0.2)] {
      let count = Double(rows.filter { $0 == value }.count)
      // Beyond 5.5 standard deviations with probability below 4 · 10⁻⁸.
      #expect(abs(count - 20_000 * share) < 5.5 * (20_000 * share * (1 - share)).squareRoot())
    }
  }

  @Test("Missing values come at the declared rate and say nothing of the value")
  func missing() throws {
    let schema = try Fixture.table(
      Fixture.field("x", "number", #"{ "uniform": { "min": 0, "max": 1 } }"#, extra: #""missingRate": 0.25"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 20_000)).map { $0[0] }
    let present = rows.compactMap { Double($0) }
    let deviation: Double = (20_000 * 0.25 * 0.75).squareRoot()
    let excess = Double(rows.count - present.count) - 5000
    #expect(abs(excess) < 5.5 * deviation)
    #expect(Self.distance(present, { $0 }) < (log(2e7) / (2 * Double(present.count))).squareRoot())
  }

  @Test("A Gaussian copula gives the declared correlation and leaves each column's distribution as it is")
  func copula() throws {
    let schema = try Fixture.schema(
      (
        name: "t", generate: #"{ "correlations": [ { "columns": ["x", "y"], "matrix": [[1, -0.6], [-0.6, 1]] } ] }"#,
        table: "",
        fields: [
          Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#),
          Fixture.field("y", "number", #"{ "exponential": { "mean": 4 } }"#),
        ]
      ))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 20_000)).map { $0.compactMap { Double($0) } }
    let (x, y) = (rows.map { $0[0] }, rows.map { $0[1] })
    let limit = (log(2e7) / 40_000).squareRoot()
    #expect(Self.distance(x, { Oracle.normal($0) }) < limit)
    #expect(Self.distance(y, { 1 - exp(-$0 / 4) }) < limit)
    // Back to normal numbers, whose correlation is the declared one; its standard error is (1 − ρ²) / √n = 0.0045.
    let z = y.map { value -> Double in
      var (low, high) = (-8.0, 8.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if Oracle.normal(middle) < 1 - exp(-value / 4) { low = middle } else { high = middle }
      }
      return low
    }
    let correlation = zip(x, z).reduce(0) { $0 + $1.0 * $1.1 } / 20_000
    #expect(abs(correlation + 0.6) < 0.045)
    #expect(abs(correlation + 0.5) > 0.045)
  }

  @Test("Dates keep to weekdays, months and excluded days")
  func dates() throws {
    let schema = try Fixture.table(
      Fixture.field(
        "x", "date",
        #"{ "date": { "min": "2024-01-01", "max": "2024-12-31", "weekdays": [1, 1, 1, 1, 2, 0, 0], "exclude": ["2024-12-25"] } }"#
      ),
      Fixture.field("day", "integer", #"{ "formula": "weekday(x)" }"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 20_000))
    #expect(!rows.contains { $0[0] == "2024-12-25" || $0[1] == "6" || $0[1] == "7" })
    let fridays = Double(rows.filter { $0[1] == "5" }.count)
    // 52 Fridays of weight 2 among 209 other working days (262 less 52 Fridays and one Wednesday).
    let share = 104.0 / (104 + 209)
    #expect(abs(fridays - 20_000 * share) < 5.5 * (20_000 * share * (1 - share)).squareRoot())
  }

  @Test("A time series keeps its autocorrelation across the segments that it is made in")
  func series() throws {
    let schema = try Fixture.table(
      Fixture.field("x", "number", #"{ "series": { "noise": 2, "correlation": 0.9 } }"#))
    let x = try Fixture.numbers(schema, rows: 40_000)
    let variance = x.reduce(0) { $0 + $1 * $1 } / 40_000
    // The variance of the mean square is about 2 σ⁴ (1 + φ²) / (1 − φ²) / n: a standard error of 0.087.
    #expect(abs(variance - 4) < 0.5)
    for (lag, expected) in [(1, 0.9), (5, pow(0.9, 5))] {
      let covariance = (0..<40_000 - lag).reduce(0) { $0 + x[$1] * x[$1 + lag] } / 40_000
      #expect(abs(covariance / variance - expected) < 0.07)
    }
    // Steps behind a segment's beginning are as near as others: 5.5 deviations of one step are 4.8.
    let jumps = (1..<40_000).map { abs(x[$0] - 0.9 * x[$0 - 1]) }
    #expect((jumps.max() ?? 0) < 2 * (1 - 0.81).squareRoot() * 6.5)
  }
}
