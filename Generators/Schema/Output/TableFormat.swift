/// What tables are written as.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  /// Delimited text with a header.
  case csv
  /// One JSON object a line.
  case ndjson
  /// Apache Arrow's IPC stream.
  case arrow
  /// NumPy's archive of arrays, a column each; no texts.
  case npz
  /// One SQLite file with all tables.
  case sqlite
  /// Text for PostgreSQL's `COPY`, with a script that makes the tables and loads them.
  case pg

  /// The ending of a table's file.
  var ending: String {
    switch self {
    case .pg: "copy"
    default: rawValue
    }
  }

  /// Whether a table can be written to a pipe.
  public var isStream: Bool { self != .npz && self != .sqlite }
}
