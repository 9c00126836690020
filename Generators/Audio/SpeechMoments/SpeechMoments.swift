import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// Learns spoken words: a normal distribution of log-mel pictures and lengths for each class, from which clips are drawn
/// and made waveforms by `SpeechResynthesis`.
public struct SpeechMoments: MediaSynthesizer {
  public static let name = "speech-moments"

  public init() {}

  public static func canFit(_ content: MediaSpecification.Content) -> Bool { SpeechAnalysis.accepts(content) }

  public func plan(_ task: MediaTask) throws -> FitPlan {
    let settings = try SpeechSettings(task)
    let releases = try SpeechReleases(task, settings: settings)
    let first = settings.counts + settings.means
    let second = settings.pooled + settings.classes + settings.size
    return FitPlan(
      mechanism: Self.name, accountant: task.accountant.rawValue, budget: task.budget, unit: task.unit,
      neighbors: task.neighbors,
      steps: [
        FitPlan.Step(
          name: SpeechReleases.steps[0], share: first / (first + second), releases: 1,
          noiseScale: releases.moments.deviation(0), cells: releases.moments.groups.reduce(0) { $0 + $1.dimension },
          expectedError: Self.error(task, releases)),
        FitPlan.Step(
          name: SpeechReleases.steps[1], share: second / (first + second), releases: 1, noiseScale: nil,
          cells: releases.spreads.groups.reduce(0) { $0 + $1.dimension }, expectedError: nil),
      ],
      assumedRows: task.assumedRows, cliqueCells: [],
      memoryBytes: 16 * SpeechAnalysis.dimension * task.assumedRows
        + 8 * 3 * task.media.classes.count * SpeechReleases.triangle,
      warnings: task.warnings + Self.cautions(task, releases), refusals: task.refusals,
      curve: try Set([0.1, 0.3, 1, 3, 10, task.budget.epsilon]).sorted().map { epsilon in
        var other = task
        other.budget = try PrivacyBudget(epsilon: epsilon, delta: task.budget.delta)
        // The same division everywhere: a curve that changed its settings would not have to fall.
        return FitPlan.CurvePoint(
          epsilon: epsilon, expectedError: Self.error(other, try SpeechReleases(other, settings: settings)))
      },
      errorMeaning: "expected error of a class's mean (share of how far clips of a class lie apart, from noise alone)")
  }

  /// Fits the model.
  ///
  /// Privacy: a Gaussian release of counts and means and one of spreads, both reserved before the first; see
  /// `SpeechReleases`.
  /// - Throws: `MediaFitError`, `LedgerError`.
  public func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> SpeechMomentsModel {
    guard case .sounds(let set) = try data.conformed(to: task.media),
      case .audio(let sampleRate, _, let seconds, _) = task.media.content, Self.canFit(task.media.content)
    else {
      throw MediaFitError.otherContent(
        found: "files of another form", expected: "sounds of one channel, 6 to 48 kHz and 0.2 to 20 seconds",
        mend: "Check the folder and the schema's media block.")
    }
    let settings = try SpeechSettings(task)
    let releases = try SpeechReleases(task, settings: settings)
    var releaser = try MediaReleaser(task, schedule: releases.schedule, mechanism: Self.name, ledger: &ledger)
    let analysis = SpeechAnalysis(sampleRate: sampleRate, seconds: seconds)
    task.progress(0.02, "analyzing sounds")
    let vectors = Parallel.map(count: set.count, threads: task.threads) { position in
      SpeechPrior.scaled(analysis.describe(set.samples[set.offsets[position]..<set.offsets[position + 1]]))
    }
    let estimate = try SpeechEstimate(
      vectors, labels: set.labels, classes: task.media.classes.count, releases: releases, releaser: &releaser,
      progress: task.progress)
    task.progress(1, "done")
    return SpeechMomentsModel(
      media: task.media, statement: try releaser.finish(),
      rowEstimate: task.publicRows ?? Int(estimate.total.rounded()), cautions: Self.cautions(task, releases),
      counts: estimate.counts, classes: estimate.classes)
  }

  /// Noise of a class's mean beside the expected distance of a clip from it.
  static func error(_ task: MediaTask, _ releases: SpeechReleases) -> Double {
    let count = max(1, Double(task.assumedRows) / Double(task.media.classes.count))
    let noise = releases.moments.deviation(1) * Double(SpeechAnalysis.dimension).squareRoot() / count
    return min(1, noise / SpeechPrior.variances.reduce(0, +).squareRoot())
  }

  static func cautions(_ task: MediaTask, _ releases: SpeechReleases) -> [String] {
    let error = error(task, releases)
    guard error >= 1 else { return [] }
    return [
      String(
        format:
          "at epsilon %g noise alone moves the mean of a class as far as its clips lie apart, or farther: the sounds "
          + "are useless but for their form", task.budget.epsilon)
    ]
  }
}
