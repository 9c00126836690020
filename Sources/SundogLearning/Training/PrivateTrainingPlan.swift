import SundogPrivacy

/// What a private training will release, and what that costs: known before any data is touched.
///
/// A step releases one vector: the sum of clipped gradients over a Poisson sample, with Gaussian noise of standard
/// deviation σ C. One more release is the number of examples, which divides the sums; its noise multiplier is 30 σ, a
/// thousandth of the budget of a usual training or less.
public struct PrivateTrainingPlan: Sendable {
  public let steps: Int
  public let samplingRate: Double
  public let clippingNorm: Double
  /// The noise of a step, in units of the clipping norm: σ.
  public let noiseMultiplier: Double
  public let guarantee: PrivacyBudget
  public let accountant: AccountantKind
  /// Everything that is released, as the ledger is asked for it.
  public let events: [PrivacyEvent]
  let gradientMechanism: GaussianMechanism
  let countMechanism: RoundedGaussianMechanism
  /// Numbers of a gradient.
  public let parameterCount: Int

  private static let countNoiseRatio = 30.0

  /// - Parameters:
  ///   - settings: private ones.
  ///   - parameterCount: numbers of a gradient.
  /// - Throws: `LearningError.noPrivateStep` where the budget allows no step; `PrivacyParameterError`,
  ///   `AccountingError` for parameters out of range.
  public init(_ privacy: PrivateTraining, epochs: Int, parameterCount: Int, accountant: AccountantKind = .pld) throws {
    let budget = try PrivacyBudget(epsilon: privacy.epsilon, delta: privacy.delta)
    let steps = privacy.steps(epochs: epochs)
    func events(_ step: PrivacyEvent, _ count: PrivacyEvent) -> [PrivacyEvent] {
      [count, .repeated(.poissonSampled(rate: privacy.samplingRate, step), count: steps)]
    }
    let scale: Double
    do {
      scale = try Calibration.smallestScale(
        meeting: budget, accountant: accountant.accountant, neighbors: .addRemove, relativeTolerance: 1e-4
      ) { scale in
        events(
          .gaussian(noiseMultiplier: scale), .gaussian(noiseMultiplier: scale * Self.countNoiseRatio))
      }
      gradientMechanism = try GaussianMechanism(
        noiseMultiplierRoundedUp: scale, sensitivity: privacy.clippingNorm, dimension: parameterCount)
      countMechanism = try RoundedGaussianMechanism(
        noiseMultiplierRoundedUp: scale * Self.countNoiseRatio, squaredSensitivity: 1)
    } catch AccountingError.unattainable {
      throw LearningError.noPrivateStep(epsilon: privacy.epsilon, delta: privacy.delta)
    } catch let error as PrivacyParameterError where error.parameter == "sigma" {
      throw LearningError.noPrivateStep(epsilon: privacy.epsilon, delta: privacy.delta)
    }
    self.steps = steps
    samplingRate = privacy.samplingRate
    clippingNorm = privacy.clippingNorm
    noiseMultiplier = scale
    guarantee = budget
    self.accountant = accountant
    self.events = events(gradientMechanism.event, countMechanism.event)
    self.parameterCount = parameterCount
  }

  /// The length of all noise together beside the longest signal, if there were so many examples: σ √parameters over
  /// rate × examples × √steps. Near 1 nothing is learned.
  public func noiseRatio(examples: Int) -> Double {
    let noise = noiseMultiplier * Double(parameterCount).squareRoot()
    return noise / (samplingRate * Double(max(1, examples)) * Double(steps).squareRoot())
  }
}
