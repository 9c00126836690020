/// Sums of several groups of statistics with Gaussian noise, released together as one Gaussian event.
///
/// One unit adds a vector v_g to the sum of each group g, with ‖v_g‖₂ ≤ B_g. Scaled by w_g = √s_g / B_g with shares that
/// sum to 1, all its vectors side by side have a norm of √(Σ s_g) ≤ 1, so that one Gaussian of standard deviation σ on
/// the scaled sums has the noise multiplier σ, and group g gets noise of standard deviation σ B_g / √s_g. Groups cost
/// nothing beside each other but their shares: no more is lost than by one release.
///
/// Under replace-one a unit leaves and another comes: its vectors move by up to twice as much, and so does the noise.
///
/// **What callers must do.** Clip every unit's vectors to B_g, and add them up in double precision. Clipping and scaling
/// may overshoot by a few roundings; the sensitivity is declared larger by 10⁻⁵, which also covers the roundings of sums
/// of up to 200,000 vectors (n² 2⁻⁵³ of the bound), and of more where they are added up in parts.
///
/// Privacy: one `PrivacyEvent.gaussian`.
public struct JointGaussianMechanism: Mechanism {
  /// Statistics that are bounded together.
  public struct Group: Sendable, Hashable {
    /// Public: for plans.
    public let name: String
    /// Relative share of the budget; above 0.
    public let share: Double
    /// The most that one unit adds to the group's sum, as an L2 norm; above 0.
    public let bound: Double
    /// Numbers in the group.
    public let dimension: Int

    public init(name: String, share: Double, bound: Double, dimension: Int) {
      self.name = name
      self.share = share
      self.bound = bound
      self.dimension = dimension
    }
  }

  public let groups: [Group]
  public var event: PrivacyEvent { gaussian.event }
  private let gaussian: GaussianMechanism
  /// By which a group's sum is multiplied before noise is added.
  private let scales: [Double]
  private static let slack = 1e-5

  /// - Throws: `PrivacyParameterError` where there is no group, or a share, bound, dimension or the multiplier is not
  ///   above 0.
  public init(
    groups: [Group], noiseMultiplier: Double, neighbors: NeighboringRelation
  ) throws(PrivacyParameterError) {
    let total = groups.reduce(0) { $0 + $1.share }
    for group in groups {
      for (name, value) in [
        ("share", group.share), ("bound", group.bound), ("dimension", Double(group.dimension)),
      ] where !(value > 0 && value.isFinite) {
        throw PrivacyParameterError(parameter: "\(name) of \(group.name)", found: value, expected: "a number above 0")
      }
    }
    let change = neighbors == .addRemove ? 1.0 : 2.0
    gaussian = try GaussianMechanism(
      noiseMultiplierRoundedUp: noiseMultiplier, sensitivity: change * (1 + Self.slack),
      dimension: groups.reduce(0) { $0 + $1.dimension })
    scales = groups.map { ($0.share / total).squareRoot() / $0.bound }
    self.groups = groups
  }

  /// Standard deviation of the noise on one number of a group's sum, in the sum's own units.
  public func deviation(_ group: Int) -> Double { gaussian.variance.squareRoot() / scales[group] }

  /// The sums with noise, group by group.
  /// - Throws: `MechanismError` where a length is not the group's dimension or an element is not finite.
  public func release(_ sums: [[Double]], token: consuming NoiseToken) throws(MechanismError) -> [[Double]] {
    guard sums.map(\.count) == groups.map(\.dimension) else {
      throw .length(
        expected: groups.reduce(0) { $0 + $1.dimension }, found: sums.reduce(0) { $0 + $1.count })
    }
    let scaled = zip(sums, scales).flatMap { sum, scale in sum.map { $0 * scale } }
    let noisy = try gaussian.release(scaled, token: token)
    var start = 0
    return zip(groups, scales).map { group, scale in
      defer { start += group.dimension }
      return noisy[start..<start + group.dimension].map { $0 / scale }
    }
  }
}
