extension TrainingSettings {
  /// Settings that suit a network, chosen on training pictures and sounds that are public.
  ///
  /// They are fixed beforehand: nothing in them follows from the examples of the training at hand.
  public static func recommended(
    for architecture: NetworkArchitecture, epochs: Int, seed: UInt64, privacy: PrivateTraining? = nil
  ) -> TrainingSettings {
    var settings = TrainingSettings(architecture: architecture, epochs: epochs, seed: seed, privacy: privacy)
    if privacy != nil {
      settings.optimizer = .sgd
      settings.learningRate = 1
      settings.schedule = .cosine
      settings.momentum = 0.9
      settings.weightDecay = 0
      settings.averagingDecay = 0.99
      return settings
    }
    switch architecture {
    case .lenet:
      (settings.learningRate, settings.weightDecay) = (0.003, 0.05)
      settings.labelSmoothing = 0.05
    case .resnet, .edge:
      (settings.learningRate, settings.weightDecay) = (0.003, 0.05)
      settings.labelSmoothing = 0.05
    case .audioCNN:
      (settings.batchSize, settings.learningRate, settings.weightDecay) = (32, 0.003, 0.05)
      settings.labelSmoothing = 0.05
    case .mlp: (settings.learningRate, settings.weightDecay) = (0.002, 0.05)
    }
    return settings
  }
}
