import Foundation
import SundogNumerics

/// A real-valued vector plus a continuous Gaussian, on a dyadic grid: the mechanism for sums of clipped gradients.
///
/// Floating-point noise leaks through its lowest bits (Mironov, "On significance of the least significant bits for
/// differential privacy", 2012). So the value is first rounded to a grid of 2^−b, where it is a vector of whole numbers,
/// and then gets exact noise there; both what the rounding does to the sensitivity and the noise are accounted for.
///
/// Privacy: one `PrivacyEvent.gaussian` for the whole vector.
public struct GaussianMechanism: Mechanism {
  /// The standard deviation.
  public let sigma: Rational
  /// The L2 sensitivity that was declared for the value, before it is rounded to the grid.
  public let sensitivity: Rational
  /// The number of elements of the vector.
  public let dimension: Int
  /// Released values are multiples of 2^−`fractionBits`.
  public let fractionBits: Int
  public let event: PrivacyEvent
  private let sampler: RoundedGaussianSampler

  /// - Throws: `PrivacyParameterError` where a parameter is not above 0, or σ / sensitivity is above 2^20.
  public init(sigma: Rational, sensitivity: Rational, dimension: Int) throws(PrivacyParameterError) {
    guard sensitivity.isPositive else {
      throw PrivacyParameterError(
        parameter: "sensitivity", found: sensitivity.doubleRoundedDown, expected: "a number above 0")
    }
    guard dimension > 0, dimension < 1 << 40 else {
      throw PrivacyParameterError(
        parameter: "dimension", found: Double(dimension), expected: "a whole number in 1..<2^40")
    }
    guard sigma.isPositive, sigma <= sensitivity * .powerOfTwo(20) else {
      throw PrivacyParameterError(
        parameter: "sigma", found: sigma.doubleRoundedDown, expected: "above 0, at most 2^20 sensitivities")
    }
    // The first grid with grid·√dimension ≤ sensitivity / 2^20: rounding costs less than a millionth of the budget.
    let root = Rational(dimension).squareRootRoundedUpExactly
    let quotient = root * .powerOfTwo(20) / sensitivity
    var bits = quotient.numerator.bitWidth - quotient.denominator.bitWidth - 2
    while Rational.powerOfTwo(bits) < quotient { bits += 1 }
    // Rounding moves each coordinate by at most half a grid step, so each vector by at most grid·√dimension/2 and two
    // neighbours apart by twice that.
    let rounded = sensitivity + root * .powerOfTwo(-bits)
    sampler = try RoundedGaussianSampler(sigma: sigma * .powerOfTwo(bits))
    // The continuous Gaussian's loss depends on σ / Δ₂ alone. Rounded down, it is overstated.
    event = .gaussian(noiseMultiplier: (sigma / rounded).doubleRoundedDown)
    self.sigma = sigma
    self.sensitivity = sensitivity
    self.dimension = dimension
    fractionBits = bits
  }

  /// The mechanism whose event has at least the given noise multiplier; σ is rounded up, by about a millionth.
  /// - Throws: `PrivacyParameterError` where a parameter is not above 0 and finite, or too large.
  public init(
    noiseMultiplierRoundedUp noiseMultiplier: Double, sensitivity: Double, dimension: Int
  ) throws(PrivacyParameterError) {
    let multiplier = try Rational(positive: noiseMultiplier, named: "noiseMultiplier")
    let bound = try Rational(positive: sensitivity, named: "sensitivity")
    // The grid's share of the sensitivity is at most 2^−20.
    let sigma = multiplier * bound * (1 + .powerOfTwo(-20))
    try self.init(sigma: sigma, sensitivity: bound, dimension: dimension)
  }

  /// The variance of one released value: σ² and the grid's.
  public var variance: Double {
    let grid = scalbn(1.0, -fractionBits)
    return (sigma * sigma).doubleRoundedUp + grid * grid / 12
  }

  /// The vector with noise. Values beyond ±2^61 grid steps are clamped, which moves neighbours no farther apart.
  /// - Throws: `MechanismError` where the length is not `dimension` or an element is not finite.
  public func release(_ value: [Double], token: consuming NoiseToken) throws(MechanismError) -> [Double] {
    try token.check(covers: event)
    guard value.count == dimension else { throw .length(expected: dimension, found: value.count) }
    if let index = value.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    let noise = token.source.withGenerator { random in sampler.draw(dimension, using: &random) }
    let grid = Grid(fractionBits: fractionBits)
    return zip(value, noise).map { grid.value(grid.index($0) + $1) }
  }

  /// Adds the noise in place, for batches of single precision. Rounding a noisy value to a `Float` is post-processing.
  /// - Throws: `MechanismError` where the length is not `dimension` or an element is not finite.
  public func release(addingTo values: inout [Float], token: consuming NoiseToken) throws(MechanismError) {
    try check(values.withUnsafeBufferPointer { Self.problem(in: $0, dimension: dimension) }, token)
    values.withUnsafeMutableBufferPointer { addNoise(to: $0, from: token.source) }
  }

  /// Adds the noise in place, to memory that the caller owns.
  /// - Throws: `MechanismError` where the length is not `dimension` or an element is not finite.
  public func release(
    addingTo values: UnsafeMutableBufferPointer<Float>, token: consuming NoiseToken
  ) throws(MechanismError) {
    try check(Self.problem(in: UnsafeBufferPointer(values), dimension: dimension), token)
    addNoise(to: values, from: token.source)
  }

  private func check(_ problem: MechanismError?, _ token: borrowing NoiseToken) throws(MechanismError) {
    try token.check(covers: event)
    if let problem { throw problem }
  }

  private static func problem(in values: UnsafeBufferPointer<Float>, dimension: Int) -> MechanismError? {
    guard values.count == dimension else { return .length(expected: dimension, found: values.count) }
    return values.firstIndex { !$0.isFinite }.map { .notFinite(index: $0) }
  }

  /// Numbers that one thread draws noise for: a vector is divided in the same way on any machine.
  private static let partSize = 1 << 15

  private func addNoise(to values: UnsafeMutableBufferPointer<Float>, from source: NoiseSource) {
    let parts = (values.count + Self.partSize - 1) / Self.partSize
    if parts <= 1 { return addNoise(toPart: values, from: source) }
    let sources = source.independentSources(parts)
    let shared = SharedValues(values: values)
    _ = Parallel.map(count: parts) { part in
      let range = part * Self.partSize..<min(shared.values.count, (part + 1) * Self.partSize)
      addNoise(toPart: UnsafeMutableBufferPointer(rebasing: shared.values[range]), from: sources[part])
    }
  }

  /// A vector whose parts are touched by one thread each.
  private struct SharedValues: @unchecked Sendable { let values: UnsafeMutableBufferPointer<Float> }

  private func addNoise(toPart values: UnsafeMutableBufferPointer<Float>, from source: NoiseSource) {
    let grid = Grid(fractionBits: fractionBits)
    let noise = UnsafeMutableBufferPointer<Int>.allocate(capacity: min(values.count, 4096))
    defer { noise.deallocate() }
    // The generator is lent for the whole part; blocks keep the noise in the first cache.
    source.withGenerator { random in
      for start in stride(from: 0, to: values.count, by: max(1, noise.count)) {
        let count = min(noise.count, values.count - start)
        sampler.fill(UnsafeMutableBufferPointer(rebasing: noise[..<count]), using: &random)
        for index in 0..<count {
          values[start + index] = Float(grid.value(grid.index(Double(values[start + index])) + noise[index]))
        }
      }
    }
  }

  /// The multiples of 2^−`fractionBits`.
  private struct Grid {
    private let up: Double
    private let down: Double
    private static let limit = 0x1p61

    init(fractionBits: Int) {
      up = scalbn(1.0, fractionBits)
      down = scalbn(1.0, -fractionBits)
    }

    /// The nearest multiple's index. Scaling by a power of two is exact.
    @inline(__always) func index(_ value: Double) -> Int {
      let scaled = value * up
      // 1.5·2^52 leaves no bits behind the point: the nearest whole number, without a call of the library. Which way
      // halves go does not matter.
      if scaled.magnitude < 0x1p50 { return Int((scaled + 0x1.8p52) - 0x1.8p52) }
      return Int(scaled.rounded().clamped(to: Self.limit))
    }

    @inline(__always) func value(_ index: Int) -> Double { Double(index) * down }
  }
}

extension Double {
  @inline(__always)
  fileprivate func clamped(to limit: Double) -> Double { min(max(self, -limit), limit) }
}
