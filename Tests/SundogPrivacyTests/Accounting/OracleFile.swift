import Foundation
import Testing

/// A table of values computed by other tools: from `shared/oracles` beside the package or further up, and otherwise from
/// the columns of it that the package carries in `Tests/Fixtures/Oracles`.
struct OracleFile<Row: Decodable & Sendable>: Sendable {
  let name: String
  let rows: [Row]

  init(_ name: String) throws {
    self.name = name
    let full = OracleFolder.shared?.appending(path: name)
    if full == nil { print("oracle \(name): no shared/oracles folder found, reading the package's copy") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    rows = try decoder.decode(
      OracleTable<Row>.self, from: Data(contentsOf: full ?? OracleFolder.fixtures.appending(path: name))
    ).rows
  }
}

/// Where the tables lie.
enum OracleFolder {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let fixtures = package.appending(path: "Tests/Fixtures/Oracles")

  static let shared: URL? = {
    var folder = package
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/oracles")
      if FileManager.default.fileExists(atPath: candidate.path()) { return candidate }
    }
    return nil
  }()
}

private struct OracleTable<Row: Decodable>: Decodable { let rows: [Row] }

/// Counts what passed and prints one line of the oracle table.
struct OracleTally {
  let name: String
  private(set) var rows = 0
  private(set) var passes = 0
  private var lowest = Double.infinity
  private var highest = -Double.infinity

  init(_ name: String) { self.name = name }

  /// - Parameter error: the relative difference to the row's expected value, positive on the safe side.
  mutating func record(_ passed: Bool, error: Double, _ row: String, sourceLocation: SourceLocation = #_sourceLocation)
  {
    rows += 1
    if passed { passes += 1 }
    lowest = min(lowest, error)
    highest = max(highest, error)
    #expect(passed, "\(name): \(row), relative error \(error)", sourceLocation: sourceLocation)
  }

  func printLine(seconds: Double? = nil) {
    let time = seconds.map { String(format: "  %.2f CPU-s", $0) } ?? ""
    let range = String(format: "relative error %+.1e to %+.1e", lowest, highest)
    print("oracle  \(name)  rows \(rows)  passed \(passes)  \(range)\(time)")
    #expect(rows > 0)
  }
}

/// CPU time of this thread so far: other tests run at the same time.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

@Suite("Oracle fixtures")
struct OracleFixtureTests {
  @Test(
    "every row of every fixture is a row of the full table",
    .enabled(if: OracleFolder.shared != nil, "no shared/oracles")
  )
  func fixtures() throws {
    func rows(_ url: URL) throws -> [NSDictionary] {
      let table = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
      return try #require(table?["rows"] as? [NSDictionary])
    }
    let folder = OracleFolder.fixtures
    // Other modules keep oracles beside these, which their own scripts make.
    let shared = try #require(OracleFolder.shared)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter {
      $0.hasSuffix(".json") && FileManager.default.fileExists(atPath: shared.appending(path: $0).path())
    }
    #expect(names.count == 7)
    for name in names {
      let full = try rows(shared.appending(path: name))
      for row in try rows(folder.appending(path: name)) {
        let isThere = full.contains { other in
          row.allSatisfy { key, value in (other[key] as? NSObject) == (value as? NSObject) }
        }
        #expect(isThere, "\(name): \(row)")
      }
    }
  }
}
