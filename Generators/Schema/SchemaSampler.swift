import Sundog
import SundogNumerics

/// Makes the tables of a schema without any data.
///
/// Row *i* of a table follows from (seed, table, i) and the sizes of the tables that it refers to; parents are computed
/// again where they are needed and never stored, so that any part can be made anywhere, at any time, with the same bytes.
///
/// Privacy: nothing is spent, as no private data is touched.
public struct SchemaSampler: Sendable {
  /// One table that is made.
  public struct Table: Sendable {
    public let name: String
    /// Numbers of the rows that are made.
    public let rows: Range<Int>
    /// The released columns, in order.
    public let fields: [Field]
    /// How the table stands in the schema.
    public let resource: Resource
    let columns: [Int]
    let index: Int
  }

  let model: CompiledSchema
  /// The tables in the order of the schema.
  public let tables: [Table]
  public let schema: Schema
  public let seed: UInt64

  /// Compiles a schema and counts the rows of its tables.
  /// - Parameters:
  ///   - file: where the schema was read from; errors name its lines.
  ///   - rows: how many rows each table has that says nothing of its own; `nil` for the public counts of the schema.
  ///   - start: number of the first row of these tables.
  ///   - threads: most threads to count children with.
  /// - Throws: `SchemaErrors` with everything that keeps the schema from being sampled; `SamplingError`.
  public init(
    _ schema: Schema, file: String? = nil, rows: Int?, start: Int = 0, seed: UInt64,
    threads: Int = Parallel.defaultThreadCount
  ) throws {
    let compiler = SchemaCompiler(schema: schema, seed: seed)
    model = compiler.compile()
    if compiler.problems.isEmpty {
      try compiler.countRows(rows: rows, start: start, threads: threads)
    }
    guard compiler.problems.isEmpty else {
      let problems = file.map { Schema.located(compiler.problems, inFile: $0) } ?? compiler.problems
      throw SchemaErrors(file: file, problems: problems)
    }
    self.schema = schema
    self.seed = seed
    let model = model
    tables = model.tables.enumerated().map { index, table in
      let columns = table.columns.indices.filter { table.columns[$0].isReleased }
      return Table(
        name: table.name, rows: table.rows, fields: columns.map { table.resource.fields[$0] }, resource: table.resource,
        columns: columns, index: index)
    }
  }

  /// What keeps a schema from being sampled without data; empty where nothing does. Uniqueness is checked when the number of
  /// rows is known.
  /// - Parameter file: where the schema was read from; problems name its lines.
  public static func problems(of schema: Schema, file: String? = nil) -> [SchemaProblem] {
    let compiler = SchemaCompiler(schema: schema, seed: 0)
    _ = compiler.compile()
    return file.map { Schema.located(compiler.problems, inFile: $0) } ?? compiler.problems
  }

  /// The released columns of some rows.
  /// - Throws: `SamplingError`.
  package func block(of table: Table, rows: Range<Int>) throws -> Block {
    let frame = model.frame(table: table.index, rows: rows)
    return Block(
      columns: try table.columns.map { try frame.column($0) },
      plans: table.columns.map { model.tables[table.index].columns[$0] }, count: rows.count)
  }

  /// One column of some rows.
  /// - Throws: `SamplingError`.
  package func column(_ position: Int, of table: Table, rows: Range<Int>) throws -> Cells {
    try model.frame(table: table.index, rows: rows).column(table.columns[position])
  }
}

/// Consecutive rows of a table, column by column.
package struct Block {
  package let columns: [Cells]
  let plans: [ColumnPlan]
  package let count: Int
}
