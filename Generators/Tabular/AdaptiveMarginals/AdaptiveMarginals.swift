import Foundation
import Sundog
import SundogPrivacy

/// Learns every column, its table with the target, and as many pairs as the budget can tell from noise; explains them by
/// a population of rows in place of a junction tree.
///
/// One noisy release of all pairs' distances from independence decides which pairs to measure, and how many. Rows are
/// then made column by column from log-linear conditionals that are fitted to the noisy tables (`Population`), so
/// neither the number of pairs nor the width of the table is bounded by cliques.
public struct AdaptiveMarginals: TableSynthesizer {
  public static let name = "adaptive-marginals"

  static let scoreStep = "scores of pairs"
  static let targetStep = "tables with the target"
  static let pairStep = "two-way marginals"

  public init() {}

  public func plan(_ task: TableTask) throws -> FitPlan {
    var fit = try Self.fit(task)
    let roles = Roles(fit.layout)
    let rows = Double(task.resource.rows?.count ?? TableFit.usualRows)
    let groups = AdaptiveSettings.pairMerging(total: rows, deviation: Self.deviation(fit, Self.pairStep)).groups + 1
    let cells = roles.features.map { min(fit.oneWays.measurements[$0].cells.count, groups) }
    let mean = cells.isEmpty ? 0 : cells.reduce(0, +) / cells.count
    fit.schedule.setCells(mean * mean, step: Self.pairStep)
    if let target = roles.target {
      let merging = AdaptiveSettings.targetMerging(total: rows, deviation: Self.deviation(fit, Self.targetStep))
      let classes = min(fit.oneWays.measurements[target].cells.count, groups)
      fit.schedule.setCells(min(merging.groups, mean) * classes, step: Self.targetStep)
    }
    var plan = try fit.plan(mechanism: Self.name, tables: [mean * mean])
    // The population: a group and a leaf of each column in every row, and the keys of one conditional.
    let population = AdaptiveSettings.blocks * min(AdaptiveSettings.blockLimit, max(8192, Int(rows)))
    plan.memoryBytes += population * fit.layout.learned.count * 20
    return plan
  }

  /// Fits the model.
  ///
  /// Privacy: one-way histograms, one Gaussian vector of scores, one histogram of each column with the target and one of
  /// each chosen pair; all Gaussian, priced and reserved together before anything is counted.
  /// - Throws: `TableFitError`, `LedgerError`, and what the source throws.
  public func fit(_ task: TableTask, source: some MarginalSource, ledger: inout BudgetLedger) throws
    -> AdaptiveMarginalsModel
  {
    let fit = try Self.fit(task)
    try fit.refuseWhatPlanRefuses(mechanism: Self.name)
    let sourceColumns = try fit.sourceColumns(source)
    var releaser = try Releaser(fit, mechanism: Self.name, ledger: &ledger)
    task.progress(0.05, "measuring columns")
    let measured = try OneWayMarginals(
      fit.oneWays, publicRows: fit.publicRows, sourceColumns: sourceColumns, source: source, releaser: &releaser)
    let total = max(1, measured.total)
    var histograms = measured.projected(fit.layout).map { Self.withMass($0, total: total) }
    let roles = Roles(fit.layout)
    let grouping = Grouped(fit, histograms, total: total)
    let zeros = try fit.zeros(grouping.columns)
    let orders = RuleOrder(fit.layout, shape: grouping.columns.map(\.groupCount), last: roles.target)
    // Contradictions and tables that are too large show before more is spent.
    _ = try RuleMasks(
      zeros, order: orders.all, shape: grouping.columns.map(\.groupCount), names: fit.layout.names,
      cellLimit: task.cellLimit)

    task.progress(0.2, "choosing pairs")
    var counter = TableCounter(source: source, sourceColumns: sourceColumns)
    let selection = try Self.select(
      fit, grouping, roles: roles, histograms: histograms, total: total, counter: &counter, releaser: &releaser)
    task.progress(0.4, "measuring tables")
    var targets = try Self.measureTarget(fit, grouping, roles: roles, counter: &counter, releaser: &releaser)
    var pairs = try Self.measurePairs(selection, grouping, counter: &counter, releaser: &releaser)

    task.progress(0.5, "reconciling tables")
    Self.reconcile(fit, grouping, total: total, &histograms, targets: &targets, pairs: &pairs)
    let columns = zip(grouping.columns, histograms).map { $0.interpolated($1, parts: AdaptiveSettings.leafParts) }
    let targetGroups = zip(grouping.targetColumns, histograms).map {
      $0.interpolated($1, parts: AdaptiveSettings.leafParts).groupOfLeaf
    }
    histograms = zip(columns, histograms).map { $0.finer($1, parts: AdaptiveSettings.leafParts) }
    let order = orders.strongestFirst(
      pairs: pairs.indices.map { ([pairs[$0].first, pairs[$0].second], selection.strengths[$0]) },
      features: roles.features)
    let masks = try RuleMasks(
      zeros, order: order, shape: columns.map(\.groupCount), names: fit.layout.names, cellLimit: task.cellLimit)
    var population = Population(
      columns: columns, histograms: histograms, total: total, pairs: Array(zip(pairs, selection.strengths)),
      target: roles.target.map {
        Population.Target(column: $0, groupOfLeaf: targetGroups, tables: targets)
      }, masks: masks.masks, threads: task.threads)
    population.make(order: order) { task.progress(0.5 + 0.45 * $0, "making the population") }
    task.progress(1, "done")
    return AdaptiveMarginalsModel(
      statement: try releaser.finish(), rowEstimate: Int(measured.total.rounded()),
      pairs: pairs.map { [columns[$0.first].name, columns[$0.second].name] },
      sampler: TableSampler(columns: columns, pool: population.pool, layout: fit.layout))
  }

  // MARK: Schedule

  private static func fit(_ task: TableTask) throws -> TableFit {
    let layout = try TableLayout(task.resource)
    let roles = Roles(layout)
    return try TableFit(task, oneWayShare: AdaptiveSettings.Share.oneWays) { _, schedule in
      let candidates = roles.features.count * (roles.features.count - 1) / 2
      let targetShare = roles.target == nil || roles.features.isEmpty ? 0 : AdaptiveSettings.Share.target
      if candidates > 0 {
        schedule.append(
          .scores, label: "distances from independence", step: scoreStep, share: AdaptiveSettings.Share.scores,
          cells: 0)
      }
      if targetShare > 0 {
        for feature in roles.features {
          schedule.append(
            .histogram, label: "\(layout.learned[feature].field.name) with the target", step: targetStep,
            share: targetShare / Double(roles.features.count), cells: 1)
        }
      }
      // How many pairs will be measured is for the scores to say; their budget is reserved as if for so many.
      let expected = min(candidates, 2 * roles.features.count + 4)
      for pair in 0..<expected {
        schedule.append(
          .histogram, label: "pair \(pair + 1) of about \(expected)", step: pairStep,
          share: (AdaptiveSettings.Share.pairs + AdaptiveSettings.Share.target - targetShare) / Double(expected),
          cells: 1)
      }
    }
  }

  /// Standard deviation of the noise of a step's releases; 1 where it has none.
  static func deviation(_ fit: TableFit, _ step: String) -> Double {
    fit.schedule.releases.firstIndex { $0.step == step }.map(fit.deviation) ?? 1
  }

  /// The histogram, uniform over its values where nothing was found.
  private static func withMass(_ histogram: LeafHistogram, total: Double) -> LeafHistogram {
    guard histogram.total <= 0 else { return histogram }
    var result = histogram
    let cardinality = Double(histogram.leaves.cardinality)
    result.counts = (0..<histogram.leaves.count).map {
      total * Double(histogram.leaves.codes(of: $0).count) / cardinality
    }
    return result
  }
}
