import Sundog
import SundogPrivacy

/// Compares a synthetic table with the real one: is it useful, is it faithful, is it valid, what does it promise?
public enum Evaluator {
  /// Computes every metric of the catalogue. A metric that cannot be computed says why in its place.
  ///
  /// Privacy: the report is computed on real rows and is not private.
  /// Complexity: a few passes over the tables a pair of columns, and two trainings a judge.
  /// - Throws: `EvaluationError` where the tables cannot be compared at all; `MarginalError` where two columns have more
  ///   cells together than can be counted.
  public static func evaluate(_ task: EvaluationTask) throws -> UtilityReport {
    let options = task.options
    options.progress(0, "aligning tables")
    let tables = try AlignedTables(task)
    options.progress(0.02, "comparing columns")
    let columns = ColumnStudy(tables, fields: task.resource.fields, threads: options.threads)
    options.progress(0.05, "counting marginals")
    let marginals = try MarginalStudy(tables, columns: columns, seed: options.seed, threads: options.threads)
    options.progress(0.1, "training models")
    let predictions = PredictionStudy(tables, target: task.resource.target, options: options) { share in
      options.progress(0.1 + 0.85 * share, "explaining models")
    }
    let context = EvaluationContext(
      task: task, tables: tables, columns: columns, marginals: marginals, predictions: predictions)
    options.progress(0.95, "scoring")
    let report = report(of: context, metrics: MetricCatalog.tables.flatMap { $0.measure(context) })
    options.progress(1, "done")
    return report
  }

  static func report(of context: EvaluationContext, metrics: [Metric]) -> UtilityReport {
    let task = context.task
    return UtilityReport(
      reportVersion: UtilityReport.currentVersion,
      notice: "This report was computed on real data and is not private. Keep it where the real data may be.",
      schemaName: task.schema.name, resourceName: task.resource.name, created: task.options.created,
      seed: task.options.seed, resamples: task.options.resamples, tables: summaries(task),
      warnings: Warnings.of(context), violations: task.synthetic.violations,
      headlines: Headlines.of(metrics, statement: task.statement), metrics: metrics,
      columns: context.columns.entries.map(\.comparison), pairs: pairs(context), worstTriples: worstTriples(context),
      curves: curves(context.predictions), importance: context.predictions.importance.comparison,
      statement: task.statement, lineage: task.lineage)
  }

  private static func summaries(_ task: EvaluationTask) -> [TableSummary] {
    let tables = [
      (TableSummary.Role.realTrain, task.realTrain), (.realTest, task.realTest), (.synthetic, task.synthetic),
    ]
    return tables.map { role, table in
      TableSummary(role: role, file: table.file, rows: table.dataset.rowCount, sha256: table.sha256)
    }
  }

  private static func pairs(_ context: EvaluationContext) -> PairComparison? {
    let names = context.tables.names
    guard names.count > 1, context.emptySide == nil else { return nil }
    let width = names.count
    var distance = [Double](repeating: 0, count: width * width)
    var floor = [Double?](repeating: nil, count: width * width)
    var real = [Double?](repeating: nil, count: width * width)
    var synthetic = [Double?](repeating: nil, count: width * width)
    for (index, entry) in context.columns.entries.enumerated() {
      let own = entry.comparison.distance("total-variation")
      distance[index * width + index] = own?.value ?? 0
      floor[index * width + index] = own?.floor
      real[index * width + index] = 1
      synthetic[index * width + index] = 1
    }
    for (pair, association) in zip(context.marginals.pairs, context.marginals.associations) {
      let (i, j) = (pair.columns[0], pair.columns[1])
      for place in [i * width + j, j * width + i] {
        distance[place] = pair.distance ?? 0
        floor[place] = pair.floor
        real[place] = association.train
        synthetic[place] = association.synthetic
      }
    }
    return PairComparison(
      columns: names, distance: distance, floor: floor, realAssociation: real, syntheticAssociation: synthetic)
  }

  private static func worstTriples(_ context: EvaluationContext) -> [MarginalDistance] {
    let known = context.marginals.triples.compactMap { entry in
      entry.distance.map {
        MarginalDistance(
          columns: entry.columns.map { context.tables.names[$0] }, distance: $0, floor: entry.floor)
      }
    }
    // Ties keep the order of the columns, so that equal inputs give equal reports.
    let order = known.indices.sorted { (known[$1].distance, $0) < (known[$0].distance, $1) }
    return order.prefix(10).map { known[$0] }
  }

  /// Denser where curves are steep.
  private static let curveRates: [Double] = (0...100).map { Double($0 * $0) / 10_000 }

  private static func curves(_ study: PredictionStudy) -> [RankingCurve] {
    study.entries.compactMap { entry in
      guard let real = entry.real.scores?.curve(at: curveRates),
        let synthetic = entry.synthetic.scores?.curve(at: curveRates)
      else { return nil }
      return RankingCurve(
        model: entry.name, falsePositiveRate: curveRates, realTrained: real, syntheticTrained: synthetic)
    }
  }
}
