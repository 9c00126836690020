import Sundog
import SundogNumerics

/// One file that was written.
public struct SampledFile: Sendable, Hashable, Codable {
  /// Name of the file.
  public var file: String
  /// The table in it; `nil` where it holds all of them.
  public var table: String?
  public var rows: Int
  /// Number of the first row in the whole table.
  public var firstRow: Int
  public var bytes: Int
  public var sha256: String
}

/// Writes one table as a stream of blocks, made by several threads and written in order.
struct TableStream {
  static let blockRows = 4096

  let sampler: SchemaSampler
  let table: SchemaSampler.Table
  let renderer: any BlockRenderer
  let prologue: [UInt8]
  let epilogue: [UInt8]

  init(sampler: SchemaSampler, table: SchemaSampler.Table, format: TableFormat, header: Bool) {
    self.sampler = sampler
    self.table = table
    switch format {
    case .ndjson:
      renderer = JSONLinesRenderer(table: table)
      (prologue, epilogue) = ([], [])
    case .arrow:
      renderer = ArrowRenderer()
      (prologue, epilogue) = (ArrowRenderer.schema(of: table), ArrowRenderer.endMark)
    case .pg:
      renderer = CopyRenderer()
      (prologue, epilogue) = ([], [])
    default:
      renderer = CSVRenderer(table: table)
      let hasHeader = header && table.resource.dialect.hasHeader
      (prologue, epilogue) = (hasHeader ? CSVRenderer.header(of: table) : [], [])
    }
  }

  /// - Parameter progress: told how many rows are written.
  /// - Throws: `SamplingError`, `FileError`.
  func write(
    rows: Range<Int>, to file: AtomicFile, threads: Int, progress: (Int) -> Void
  ) throws -> (bytes: Int, sha256: String) {
    let digest = RunningDigest()
    var bytes = 0
    var written = 0
    func put(_ text: [UInt8]) throws {
      try file.write(text)
      digest.update(text)
      bytes += text.count
    }
    try put(prologue)
    var next = rows.lowerBound
    let (sampler, table, renderer) = (sampler, table, renderer)
    try OrderedPipeline.run(
      threads: threads,
      take: { () -> Range<Int>? in
        guard next < rows.upperBound else { return nil }
        defer { next = min(rows.upperBound, next + Self.blockRows) }
        return next..<min(rows.upperBound, next + Self.blockRows)
      },
      work: { range in (renderer.render(try sampler.block(of: table, rows: range)), range.count) },
      give: { text, count in
        try put(text)
        written += count
        progress(written)
      })
    try put(epilogue)
    return (bytes, digest.finish())
  }
}

/// A digest that closures can share.
final class RunningDigest {
  private var digest: SHA256? = SHA256()

  func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { digest?.update($0) } }

  /// The digest of everything, once.
  func finish() -> String { digest.take()?.finish() ?? "" }
}
