import Sundog
import SundogNumerics

extension SchemaCompiler {
  private static let most = 20_000_000.0
  /// Beyond these the quantile functions lose their digits or their patience.
  private static let limits: [String: ClosedRange<Double>] = [
    "mean": -1e15...1e15, "deviation": 1e-15...1e15, "median": 1e-15...1e15, "sigma": 1e-6...50, "shape": 1e-3...1e4,
    "scale": 1e-15...1e15, "alpha": 1e-3...1e4, "beta": 1e-3...1e4, "low": -1e15...1e15, "high": -1e15...1e15,
    "exponent": 1e-3...50,
  ]

  /// A column drawn from a distribution.
  func distributed(_ name: String, _ value: JSONValue, _ scope: Scope) throws(SchemaProblem) -> Made {
    let options = Options(value, short: "probability")
    if name == "uniform" { return try uniform(options, scope) }
    guard scope.type != .text else {
      throw scope.problem(
        found: "\"\(name)\" in a column of texts", expected: "a column of numbers, dates or times",
        mend: "Set the column's \"type\" to \"number\" or \"integer\".")
    }
    guard !scope.isUnique else {
      throw scope.problem(
        found: "\"\(name)\" in a unique column", expected: "values that come once",
        mend: "Use a sequence, a uuid, a pattern or \"uniform\".")
    }
    let distribution = try distribution(name, options, scope)
    let uniforms = scope.uniforms
    if scope.type == .number {
      return Made(.number) { frame in
        var values = uniforms(frame)
        distribution.fill(&values)
        return Cells(.numbers(values))
      }
    }
    let low = scope.minimum?.rounded(.up) ?? -0x1p62
    let high = scope.maximum?.rounded(.down) ?? 0x1p62
    return Made(scope.type) { frame in
      var values = uniforms(frame)
      distribution.fill(&values)
      return Cells(.integers(values.map { Int(min(max($0.rounded(.toNearestOrEven), low), high)) }))
    }
  }

  /// Bounds of the generator's own within those of the column.
  private func range(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> (low: Double?, high: Double?) {
    func bound(_ name: String) throws(SchemaProblem) -> Double? {
      guard let json = options[name] else { return nil }
      if case .string(let text) = json {
        if let value = scope.text.value(of: text) { return Double(value) }
      } else if let value = json.doubleValue, ![.date, .datetime, .time].contains(scope.type) {
        return value
      }
      throw scope.problem(
        name, found: SourceNode(json: json).summary, expected: "a \(scope.type.rawValue) in the column's notation",
        mend: "Write the bound as it stands in files.")
    }
    var low = try bound("min")
    var high = try bound("max")
    if let minimum = scope.minimum { low = max(low ?? minimum, minimum) }
    if let maximum = scope.maximum { high = min(high ?? maximum, maximum) }
    if let low, let high, low > high {
      throw scope.problem(
        found: "bounds that leave no value", expected: "a least value of at most the greatest",
        mend: "Mend \"min\" and \"max\", and the column's constraints.")
    }
    return (low, high)
  }

  func distribution(_ name: String, _ options: Options, _ scope: Scope) throws(SchemaProblem) -> Distribution {
    func number(_ option: String) -> Double { options.number(option) ?? 0 }
    for (option, limits) in Self.limits {
      guard let value = options.number(option), !limits.contains(value) else { continue }
      throw scope.problem(
        option, found: ShortestNumber.text(value),
        expected: "a number in \(ShortestNumber.text(limits.lowerBound)) … \(ShortestNumber.text(limits.upperBound))",
        mend: "Write such a number, or use a normal distribution, which others are like out there.")
    }
    let family: Distribution
    switch name {
    case "normal": family = Distribution(.normal(mean: number("mean"), deviation: number("deviation")))
    case "logNormal":
      family = Distribution(.logNormal(logMedian: PortableMath.log(number("median")), sigma: number("sigma")))
    case "exponential": family = Distribution(.exponential(mean: number("mean")))
    case "gamma": family = .gamma(shape: number("shape"), scale: number("scale"))
    case "beta":
      let (low, high) = (options.number("low") ?? 0, options.number("high") ?? 1)
      guard low < high else {
        throw scope.problem("high", found: "\(high)", expected: "more than \"low\"", mend: "Mend the two.")
      }
      family = .beta(alpha: number("alpha"), beta: number("beta"), low: low, high: high)
    case "poisson":
      guard number("mean") <= Self.most else {
        throw scope.problem(
          "mean", found: "\(number("mean"))", expected: "at most \(Int(Self.most))",
          mend: "Use a normal distribution: it is the same there.")
      }
      family = .poisson(mean: number("mean"))
    case "binomial": family = .binomial(trials: options.integer("trials") ?? 1, probability: number("probability"))
    case "geometric":
      guard number("probability") >= 1e-9 else {
        throw scope.problem(
          "probability", found: ShortestNumber.text(number("probability")), expected: "a share of at least 1e-9",
          mend: "Write a larger one.")
      }
      family = Distribution(.geometric(probability: number("probability")))
    case "zipf":
      family = Distribution(.zipf(Zipf(exponent: number("exponent"), count: options.integer("count") ?? 1)))
    case "bernoulli": family = .bernoulli(probability: number("probability"))
    case "histogram":
      let (edges, weights) = (options.numbers("edges") ?? [], options.numbers("weights") ?? [])
      guard edges.count == weights.count + 1, zip(edges, edges.dropFirst()).allSatisfy(<),
        weights.contains(where: { $0 > 0 })
      else {
        throw scope.problem(
          found: "\(edges.count) edges and \(weights.count) weights",
          expected: "ascending edges, one more than weights, and a weight above 0", mend: "Mend the two lists.")
      }
      family = .histogram(edges: edges, weights: weights)
    default:
      throw scope.problem(
        found: "\"\(name)\"", expected: "a distribution of numbers", mend: "Use \"normal\" or another distribution.")
    }
    if name == "zipf" || name == "bernoulli" || scope.type == .boolean { return family }
    let (low, high) = try range(options, scope)
    if low == nil, high == nil { return family }
    guard let truncated = family.truncated(minimum: low, maximum: high) else {
      throw scope.problem(
        found: "a distribution without values within the bounds", expected: "some probability between them",
        mend: "Move the distribution or widen \"min\" and \"max\" and the column's constraints.")
    }
    return truncated
  }

  private func uniform(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard scope.type != .text, scope.type != .boolean else {
      throw scope.problem(
        found: "\"uniform\" in a column of type \(scope.type.rawValue)", expected: "numbers, dates or times",
        mend: "Use \"choice\" or \"pattern\".")
    }
    let (low, high) = try range(options, scope)
    guard let low, let high else {
      throw scope.problem(
        found: "no \(low == nil ? "least" : "greatest") value", expected: "\"min\" and \"max\"",
        mend: "Add them here or as constraints of the column.")
    }
    // Values with declared digits lie on a grid, each point as likely as the next.
    let scale = scope.type == .number ? scope.text.decimals.map { Digits.scales[$0] } : 1
    let uniforms = scope.uniforms
    guard let scale, high * scale - low * scale < 0x1p52, (low * scale).magnitude < 0x1p61 else {
      guard !scope.isUnique else {
        throw scope.problem(
          found: "numbers of any length in a unique column", expected: "\"decimals\"",
          mend: "Declare \"decimals\", so that there is a number of values.")
      }
      return Made(.number) { frame in
        var values = uniforms(frame)
        values.withEach { low + (high - low) * $0 }
        return Cells(.numbers(values))
      }
    }
    // The scaled bounds are rounded inwards but for what the product itself is off.
    let first = (low * scale - 1e-6).rounded(.up)
    let count = (high * scale + 1e-6).rounded(.down) - first + 1
    guard count >= 1 else {
      throw scope.problem(
        found: "bounds between two values", expected: "a value between them", mend: "Widen \"min\" and \"max\".")
    }
    var capacity: UInt64?
    let draw: @Sendable (Frame) -> [Int]
    let start = Int(first)
    if scope.isUnique {
      let permutation = KeyedPermutation(count: UInt64(count), key: scope.key)
      capacity = permutation.count
      draw = { frame in frame.rows.map { start + Int(permutation(UInt64($0))) } }
    } else {
      draw = { frame in uniforms(frame).map { start + min(Int($0 * count), Int(count) - 1) } }
    }
    if scope.type != .number { return Made(scope.type, capacity: capacity) { Cells(.integers(draw($0))) } }
    return Made(.number, capacity: capacity) { frame in Cells(.numbers(draw(frame).map { Double($0) / scale })) }
  }
}
