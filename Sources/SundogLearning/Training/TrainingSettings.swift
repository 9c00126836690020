import SundogPrivacy

/// Everything that decides what a training computes, beside the examples.
public struct TrainingSettings: Sendable, Hashable, Codable {
  /// The optimiser.
  public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case sgd
    case adamW = "adamw"
  }

  public var architecture: NetworkArchitecture
  /// Passes over the examples; in private training, expected ones.
  public var epochs: Int
  /// Examples a step; in private training the expected number follows from the sampling rate.
  public var batchSize: Int
  public var optimizer: OptimizerKind
  /// The schedule's peak.
  public var learningRate: Double
  public var schedule: LearningRateSchedule
  /// For `sgd`.
  public var momentum: Double
  /// An L2 penalty for `sgd`, decoupled decay for `adamW`.
  public var weightDecay: Double
  /// Decay of an exponential average of the parameters, which is what the training gives; 0 gives the last ones.
  ///
  /// The decay of step t is min(decay, (1 + t) / (10 + t)), so that the first steps are forgotten soon.
  public var averagingDecay: Double
  /// Share of each target that is spread over all classes.
  /// Source: Szegedy et al., "Rethinking the inception architecture for computer vision" (2016).
  public var labelSmoothing: Double
  /// Of initial parameters, order and everything else random but privacy noise.
  public var seed: UInt64
  /// `nil` trains without privacy.
  public var privacy: PrivateTraining?

  public init(
    architecture: NetworkArchitecture, epochs: Int = 10, batchSize: Int = 128, optimizer: OptimizerKind = .adamW,
    learningRate: Double = 0.002, schedule: LearningRateSchedule = .oneCycle, momentum: Double = 0.9,
    weightDecay: Double = 0.02, averagingDecay: Double = 0, labelSmoothing: Double = 0, seed: UInt64 = 0,
    privacy: PrivateTraining? = nil
  ) {
    self.architecture = architecture
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.averagingDecay = averagingDecay
    self.labelSmoothing = labelSmoothing
    self.seed = seed
    self.privacy = privacy
  }

  func validate() throws(LearningError) {
    func require(_ holds: Bool, _ name: String, _ found: Double, _ expected: String) throws(LearningError) {
      if !holds { throw .invalidParameter(name, found: found, expected: expected) }
    }
    try require(epochs > 0, "epochs", Double(epochs), "at least 1")
    try require(batchSize > 0, "batchSize", Double(batchSize), "at least 1")
    try require(learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, "a number above 0")
    try require((0..<1).contains(momentum), "momentum", momentum, "a number in [0, 1)")
    try require(weightDecay >= 0 && weightDecay.isFinite, "weightDecay", weightDecay, "a number of at least 0")
    try require((0..<1).contains(averagingDecay), "averagingDecay", averagingDecay, "a number in [0, 1)")
    try require((0..<1).contains(labelSmoothing), "labelSmoothing", labelSmoothing, "a number in [0, 1)")
    if let privacy {
      try require(
        privacy.clippingNorm > 0 && privacy.clippingNorm.isFinite, "clippingNorm", privacy.clippingNorm,
        "a number above 0")
      try require(
        privacy.samplingRate > 0 && privacy.samplingRate <= 1, "samplingRate", privacy.samplingRate,
        "a probability above 0")
      try require((1...64).contains(privacy.views), "views", Double(privacy.views), "a number from 1 to 64")
    }
  }

  /// Steps of a training on so many examples.
  func totalSteps(examples: Int) -> Int {
    if let privacy { return privacy.steps(epochs: epochs) }
    return epochs * stepsPerEpoch(examples: examples)
  }

  func stepsPerEpoch(examples: Int) -> Int { (examples + batchSize - 1) / batchSize }

  func optimizerState(parameterCount: Int) -> OptimizerState {
    switch optimizer {
    case .sgd:
      .momentum(
        MomentumSGD(parameterCount: parameterCount, momentum: Float(momentum), weightDecay: Float(weightDecay)))
    case .adamW: .adamW(AdamW(parameterCount: parameterCount, weightDecay: Float(weightDecay)))
    }
  }
}

/// How a training is made private: DP-SGD on true Poisson samples.
///
/// Source: Abadi et al., "Deep learning with differential privacy" (2016); De, Berrada, Hayes, Smith, Balle, "Unlocking
/// high-accuracy differentially private image classification through scale" (2022) for several views an example.
public struct PrivateTraining: Sendable, Hashable, Codable {
  public var epsilon: Double
  public var delta: Double
  /// Longest gradient of an example, C, in the L2 norm.
  public var clippingNorm: Double
  /// The probability with which each example is in a step. Public: it does not follow from the number of examples.
  public var samplingRate: Double
  /// Augmentations of an example whose mean gradient counts as one; 1 for none.
  public var views: Int

  public init(
    epsilon: Double, delta: Double, clippingNorm: Double = 1, samplingRate: Double = 0.02, views: Int = 1
  ) {
    self.epsilon = epsilon
    self.delta = delta
    self.clippingNorm = clippingNorm
    self.samplingRate = samplingRate
    self.views = views
  }

  /// Steps in which each example is expected `epochs` times.
  public func steps(epochs: Int) -> Int { max(1, Int((Double(epochs) / samplingRate).rounded())) }
}
