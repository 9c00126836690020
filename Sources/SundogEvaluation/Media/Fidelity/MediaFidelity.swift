import Sundog
import SundogNumerics

/// Distances between clouds of pictures or sounds, each beside what real examples score against real ones.
package enum MediaFidelity {
  /// Most examples of a set for the Fréchet distance, and for figures that compare all pairs.
  private static let (cloudLimit, neighborLimit) = (10_000, 2_000)
  /// Fewer say nothing.
  private static let least = 16

  /// The figures of a task, each measured or with the reason why not.
  package static func metrics(_ task: MediaEvaluationTask) -> [Metric] {
    let size = min(task.realTrain.count, task.realTest.count, task.synthetic.count)
    guard size >= least else {
      return figures(task).map { figure in
        figure.metric(
          .notMeasured(reason: "A set has \(size) examples; at least \(least) are needed."), baseline: nil)
      }
    }
    let threads = task.options.threads
    // As many of each, since a distance between clouds depends on their sizes.
    let cloud = min(size, cloudLimit)
    func points(_ set: MediaSet, _ stream: UInt32) -> Matrix {
      let positions = Array(shuffled(set.count, seed: task.options.seed, stream: stream).prefix(cloud))
      return MediaEmbedding.points(of: set, at: positions, threads: threads)
    }
    let (train, test, synthetic) = (points(task.realTrain, 1), points(task.realTest, 2), points(task.synthetic, 3))
    func near(_ points: Matrix) -> Matrix { points.gathering(rows: Array(0..<min(cloud, neighborLimit))) }
    let (nearTrain, nearTest, nearSynthetic) = (near(train), near(test), near(synthetic))
    let found = NeighborFigures(real: nearTrain, synthetic: nearSynthetic, threads: threads)
    let floor = NeighborFigures(real: nearTrain, synthetic: nearTest, threads: threads)
    // Half of the test examples ask, the other half are what they might be near to, as many as of the training.
    let half = nearTest.rows / 2
    let asking = nearTest.gathering(rows: Array(0..<half))
    let held = nearTest.gathering(rows: Array(half..<2 * half))
    let known = nearTrain.gathering(rows: Array(0..<half))
    let values: [(value: Double?, floor: Double?)] = [
      (FrechetDistance.distance(train, synthetic), FrechetDistance.distance(train, test)),
      (found?.precision, floor?.precision), (found?.recall, floor?.recall), (found?.density, floor?.density),
      (found?.coverage, floor?.coverage),
      (
        NeighborFigures.nearestRatio(of: nearSynthetic, to: known, over: held, threads: threads),
        NeighborFigures.nearestRatio(of: asking, to: known, over: held, threads: threads)
      ),
    ]
    return zip(figures(task), values).map { figure, value in
      figure.metric(
        value.value.map { .measured(Measurement(value: $0)) }
          ?? .notMeasured(reason: "The examples' numbers could not be compared."),
        baseline: value.floor.map { Baseline(value: $0, meaning: figure.floor) })
    }
  }

  private struct Figure {
    let name: String
    let title: String
    var family = Metric.Family.fidelity
    var direction = Metric.Direction.higherIsBetter
    var range = MetricRange.unit
    let meaning: String
    var floor = "real test examples in the place of synthetic ones"

    func metric(_ outcome: Metric.Outcome, baseline: Baseline?) -> Metric {
      Metric(
        name: name, title: title, family: family, direction: direction, range: range, meaning: meaning,
        outcome: outcome, baseline: baseline)
    }
  }

  private static func figures(_ task: MediaEvaluationTask) -> [Figure] {
    let features: String
    let distance: String
    switch task.realTrain {
    case .images: (features, distance) = ("scattering features", "fidelity.frechet-distance")
    case .sounds: (features, distance) = ("log-mel spectrograms", "fidelity.frechet-log-mel-distance")
    }
    return [
      Figure(
        name: distance, title: "Fréchet distance", direction: .lowerIsBetter, range: .nonNegative,
        meaning: "How far the clouds of real training and of synthetic examples lie apart, taken for normal "
          + "distributions, in a fixed projection of \(features) (\(MediaEmbedding.version)); not comparable with "
          + "distances in trained features."),
      Figure(
        name: "fidelity.precision", title: "Precision",
        meaning: "The share of synthetic examples that lie among real ones: how many look real."),
      Figure(
        name: "fidelity.recall", title: "Recall",
        meaning: "The share of real examples that lie among synthetic ones: how much of the real variety there is."),
      Figure(
        name: "fidelity.density", title: "Density", range: .nonNegative,
        meaning: "How thickly real examples surround the synthetic ones; about 1 where they are distributed alike."),
      Figure(
        name: "fidelity.coverage", title: "Coverage",
        meaning: "The share of real examples that have a synthetic one among their nearest."),
      Figure(
        name: "privacy.nearest-neighbor-ratio", title: "Nearest real example, known over unknown", family: .privacy,
        range: .nonNegative,
        meaning:
          "The median of a synthetic example's distance to the nearest training example over that to the nearest "
          + "example that the generator never saw; far below the floor where training examples are repeated. This is a "
          + "similarity, not a guarantee.", floor: "other real test examples in the place of synthetic ones"),
    ]
  }

  /// The positions of a set in an order that belongs to the seed.
  private static func shuffled(_ count: Int, seed: UInt64, stream: UInt32) -> [Int] {
    var random = SeededRandom(seed: seed, stream: 0x4D46_0000 + stream)
    return Array(0..<count).shuffled(using: &random)
  }
}
