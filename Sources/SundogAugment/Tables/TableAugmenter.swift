import Sundog
import SundogNumerics

/// Runs a pipeline on the rows of a coded table.
///
/// Row *i* of epoch *e* depends on (pipeline, seed, e, i) and the table alone. Nothing here spends a budget: applied to
/// private rows, the result is as private as they are.
public struct TableAugmenter: Sendable {
  public let table: Dataset
  public let pipeline: TablePipeline
  public let seed: UInt64
  private let neighborhoods: Neighborhoods

  /// - Throws: `AugmentError.unfit` where a step names a column that the table has not, or not so.
  public init(_ pipeline: TablePipeline, table: Dataset, seed: UInt64) throws(AugmentError) {
    for transform in pipeline.transforms {
      guard let transform = transform as? any TableTransform, let problem = transform.problem(with: table) else {
        continue
      }
      throw .unfit(step: type(of: transform).name, reason: "\(problem).")
    }
    self.table = table
    self.pipeline = pipeline
    self.seed = seed
    neighborhoods = Neighborhoods(table)
  }

  /// All rows, as epoch `epoch` shows them.
  public func rows(epoch: Int, threads: Int = Parallel.defaultThreadCount) -> Dataset {
    let chunk = 256
    let parts = Parallel.map(count: (table.rowCount + chunk - 1) / chunk, threads: threads) { part -> [[Int]] in
      let sample = TableSample(table: table, neighborhoods: neighborhoods)
      return (part * chunk..<min(table.rowCount, (part + 1) * chunk)).map { row in
        sample.load(row)
        pipeline.run(on: sample, seed: seed, epoch: epoch, index: row)
        return sample.codes
      }
    }
    let rows = parts.flatMap { $0 }
    return Dataset(
      columns: table.columns.enumerated().map { position, column in
        Dataset.Column(
          name: column.name, domain: column.domain,
          codes: CodeStorage(rows.map { $0[position] }, cardinality: column.domain.cardinality))
      }, rowCount: table.rowCount)
  }
}
