extension Distribution {
  static func gamma(shape: Double, scale: Double) -> Distribution {
    let quantile = InterpolatedQuantile(transform: .logarithm) {
      SpecialFunctions.gammaProbability(shape: shape, $0)
    }
    return Distribution(.gamma(quantile, shape: shape, scale: scale))
  }

  static func beta(alpha: Double, beta: Double, low: Double, high: Double) -> Distribution {
    let quantile = InterpolatedQuantile(transform: .logOdds) { x in
      // Each tail by itself: 1 − I_x(a, b) = I_{1−x}(b, a).
      (SpecialFunctions.betaProbability(alpha, beta, x), SpecialFunctions.betaProbability(beta, alpha, 1 - x))
    }
    return Distribution(.beta(quantile, alpha: alpha, beta: beta, low: low, high: high))
  }

  /// Values of less than 10⁻¹⁸ probability beyond the ends are left out.
  static func poisson(mean: Double) -> Distribution {
    let reach = 9.5 * mean.squareRoot() + 45
    let first = max(0, Int((mean - reach).rounded(.down)))
    let last = Int((mean + reach).rounded(.up))
    let logMean = PortableMath.log(mean)
    let weights = (first...last).map { count in
      PortableMath.exp(Double(count) * logMean - mean - PortableMath.logGamma(Double(count) + 1))
    }
    return Distribution(.table(GuideTable(weights: weights), first: first))
  }

  static func binomial(trials: Int, probability: Double) -> Distribution {
    if probability <= 0 || probability >= 1 {
      return Distribution(.table(GuideTable(weights: [1]), first: probability <= 0 ? 0 : trials))
    }
    let mean = Double(trials) * probability
    let reach = 9.5 * (mean * (1 - probability)).squareRoot() + 45
    let first = max(0, Int((mean - reach).rounded(.down)))
    let last = min(trials, Int((mean + reach).rounded(.up)))
    let (yes, no) = (PortableMath.log(probability), PortableMath.log(1 - probability))
    let ways = PortableMath.logGamma(Double(trials) + 1)
    let weights = (first...last).map { count in
      PortableMath.exp(
        ways - PortableMath.logGamma(Double(count) + 1) - PortableMath.logGamma(Double(trials - count) + 1)
          + Double(count) * yes + Double(trials - count) * no)
    }
    return Distribution(.table(GuideTable(weights: weights), first: first))
  }

  static func bernoulli(probability: Double) -> Distribution {
    Distribution(.table(GuideTable(weights: [1 - probability, probability]), first: 0))
  }

  static func histogram(edges: [Double], weights: [Double]) -> Distribution {
    Distribution(.histogram(edges: edges, GuideTable(weights: weights)))
  }
}
