import Foundation
import Sundog
import SundogPrivacy

extension AdaptiveMarginals {
  /// Which learned column is the target, and which are not.
  struct Roles {
    let target: Int?
    let features: [Int]

    init(_ layout: TableLayout) {
      let target = layout.learned.firstIndex { $0.field.role == .target }
      self.target = target
      features = layout.learned.indices.filter { $0 != target }
    }
  }

  /// The groups on which tables are measured.
  struct Grouped {
    /// For pairs; the target's own groups too.
    let columns: [LearnedColumn]
    /// For tables with the target.
    let targetColumns: [LearnedColumn]

    init(_ fit: TableFit, _ histograms: [LeafHistogram], total: Double) {
      let pairs = AdaptiveSettings.pairMerging(
        total: total, deviation: AdaptiveMarginals.deviation(fit, AdaptiveMarginals.pairStep))
      columns = fit.learnedColumns(histograms, merging: pairs, mergesAll: true)
      let target = AdaptiveSettings.targetMerging(
        total: total, deviation: AdaptiveMarginals.deviation(fit, AdaptiveMarginals.targetStep))
      targetColumns = fit.learnedColumns(histograms, merging: target, mergesAll: true)
    }
  }

  /// Releases all pairs' distances from independence and chooses from them.
  static func select(
    _ fit: TableFit, _ grouping: Grouped, roles: Roles, histograms: [LeafHistogram], total: Double,
    counter: inout TableCounter, releaser: inout Releaser
  ) throws -> (pairs: [(Int, Int)], strengths: [Double], tables: [[Int]]) {
    guard let release = fit.schedule.releases.firstIndex(where: { $0.step == scoreStep }) else { return ([], [], []) }
    let candidates = PairCandidates(
      grouping.columns, histograms: histograms, total: total, deviation: 0, cellLimit: fit.task.cellLimit,
      excluding: roles.target)
    guard !candidates.pairs.isEmpty else { return ([], [], []) }
    let tables = try candidates.counts(counter.source, sourceColumns: counter.sourceColumns)
    let exact = candidates.pairs.indices.map { candidates.score($0, table: tables[$0]) }
    let noisy = try releaser.scores(exact, sensitivity: fit.sensitivity.distance, release: release)
    let sampling = candidates.pairs.map { pair in
      PairSelection.samplingDistance(
        candidates.frequencies[pair[0]], candidates.frequencies[pair[1]], total: total)
    }
    let expected = fit.schedule.releases.count { $0.step == pairStep }
    let selection = PairSelection(
      scores: noisy.values, sampling: sampling, cells: candidates.pairs.indices.map(candidates.cells),
      deviation: deviation(fit, pairStep) / Double(max(1, expected)).squareRoot())
    return (
      selection.chosen.map { (candidates.pairs[$0][0], candidates.pairs[$0][1]) }, selection.strengths,
      selection.chosen.map { tables[$0] }
    )
  }

  /// Noisy tables of each column with the target.
  static func measureTarget(
    _ fit: TableFit, _ grouping: Grouped, roles: Roles, counter: inout TableCounter, releaser: inout Releaser
  ) throws -> [ReleasedTable] {
    guard let target = roles.target else { return [] }
    let releases = fit.schedule.releases.indices.filter { fit.schedule.releases[$0].step == targetStep }
    let columns = roles.features.map { (grouping.targetColumns[$0], $0) }
    let exact = try counter.counts(columns.map { ($0.0, $0.1, grouping.columns[target], target) })
    return try zip(zip(roles.features, releases), exact).map { place, counts in
      let noisy = try releaser.histogram(counts, release: place.1)
      return ReleasedTable(
        first: place.0, second: target, firstGroups: grouping.targetColumns[place.0].groupCount,
        secondGroups: grouping.columns[target].groupCount, counts: noisy.values,
        deviation: noisy.variance.squareRoot())
    }
  }

  /// Noisy tables of the chosen pairs, with all that is left of the budget, divided by cells^⅔.
  static func measurePairs(
    _ selection: (pairs: [(Int, Int)], strengths: [Double], tables: [[Int]]), _ grouping: Grouped,
    counter: inout TableCounter, releaser: inout Releaser
  ) throws -> [ReleasedTable] {
    guard !selection.pairs.isEmpty else { return [] }
    let multipliers = try releaser.remainingNoiseMultipliers(
      shares: selection.tables.map { pow(Double($0.count), 2.0 / 3) })
    return try selection.pairs.indices.map { index in
      let (first, second) = selection.pairs[index]
      let noisy = try releaser.histogram(
        selection.tables[index], noiseMultiplier: multipliers[index],
        label: "pair \(index + 1) of \(selection.pairs.count)")
      return ReleasedTable(
        first: first, second: second, firstGroups: grouping.columns[first].groupCount,
        secondGroups: grouping.columns[second].groupCount, counts: noisy.values,
        deviation: noisy.variance.squareRoot())
    }
  }

  /// Brings what all tables say about each column into its histogram, and the tables in line with the histograms.
  static func reconcile(
    _ fit: TableFit, _ grouping: Grouped, total: Double, _ histograms: inout [LeafHistogram],
    targets: inout [ReleasedTable], pairs: inout [ReleasedTable]
  ) {
    for (index, column) in fit.layout.learned.enumerated() {
      // A declared rate of missing values is a fact and not up for discussion.
      if column.field.missingRate != nil && column.domain.hasMissing { continue }
      var observations: [ColumnConsistency.Observation] = []
      for table in targets {
        if table.first == index {
          observations.append(
            observation(table.firstMargin, table, grouping.targetColumns[index], other: table.secondGroups))
        }
        if table.second == index {
          observations.append(observation(table.secondMargin, table, grouping.columns[index], other: table.firstGroups))
        }
      }
      for table in pairs where table.first == index || table.second == index {
        let isFirst = table.first == index
        observations.append(
          observation(
            isFirst ? table.firstMargin : table.secondMargin, table, grouping.columns[index],
            other: isFirst ? table.secondGroups : table.firstGroups))
      }
      histograms[index] = ColumnConsistency.combined(
        histograms[index], observations, isNumeric: column.domain.isNumeric, total: total)
    }
    let final = histograms
    func margin(_ column: LearnedColumn, _ index: Int) -> [Double] { column.grouped(final[index].counts) }
    targets = targets.map { table in
      table.shifted(
        toFirst: margin(grouping.targetColumns[table.first], table.first),
        second: margin(grouping.columns[table.second], table.second))
    }
    pairs = pairs.map { table in
      table.shifted(
        toFirst: margin(grouping.columns[table.first], table.first),
        second: margin(grouping.columns[table.second], table.second))
    }
  }

  private static func observation(
    _ margin: [Double], _ table: ReleasedTable, _ column: LearnedColumn, other: Int
  ) -> ColumnConsistency.Observation {
    ColumnConsistency.Observation(
      groupOfLeaf: column.groupOfLeaf, counts: margin, variance: Double(other) * table.deviation * table.deviation)
  }
}

/// Counts tables of two learned columns. What it returns is exact, for mechanisms only.
struct TableCounter {
  let source: any MarginalSource
  /// The index of each learned column in the source.
  let sourceColumns: [Int]

  /// Row-major counts of (first, second), each column with its number among the learned ones.
  func counts(_ tables: [(LearnedColumn, Int, LearnedColumn, Int)]) throws -> [[Int]] {
    // A marginal names its columns in the source's order, which need not be the schema's.
    let swapped = tables.map { sourceColumns[$0.1] > sourceColumns[$0.3] }
    let counted = try source.counts(
      of: zip(tables, swapped).map { table, swapped in
        let first = (sourceColumns[table.1], table.0.grouping)
        let second = (sourceColumns[table.3], table.2.grouping)
        let (low, high) = swapped ? (second, first) : (first, second)
        return Marginal(columns: [low.0, high.0], groupings: [low.1, high.1])
      })
    return zip(zip(tables, swapped), counted).map { place, counts in
      guard place.1 else { return counts }
      let (rows, columns) = (place.0.0.groupCount, place.0.2.groupCount)
      return (0..<rows).flatMap { row in (0..<columns).map { counts[$0 * rows + row] } }
    }
  }
}
