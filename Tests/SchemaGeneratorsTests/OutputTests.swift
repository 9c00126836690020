import Foundation
import GRDB
import SchemaGenerators
import Sundog
import Testing

/// Python with the packages that read what is written here; `SUNDOG_PYTHON` names another interpreter than `python3`.
private enum Reader {
  static func has(_ module: String) -> Bool {
    let isThere = (try? run("import \(module)", [])) != nil
    if !isThere {
      print("SKIPPED: python3 with the package \(module) is not installed; that format was not read back by it")
    }
    return isThere
  }

  struct Failed: Error { var output: String }

  @discardableResult
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [ProcessInfo.processInfo.environment["SUNDOG_PYTHON"] ?? "python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(output: output) }
    return output
  }
}

@Suite("Tables in the formats of other tools")
struct OutputTests {
  static let hasArrow = Reader.has("pyarrow")
  static let hasNumpy = Reader.has("numpy")

  /// Every type, with missing values and awkward texts.
  private func schema() throws -> Schema {
    try Fixture.schema(
      (
        name: "t", generate: "", table: #""primaryKey": ["id"], "#,
        fields: [
          Fixture.field("id", "integer", #"{ "sequence": {} }"#),
          Fixture.field(
            "text", "string",
            #"{ "choice": { "values": ["plain", "a,b", "say \"hi\"", "tab\tnew\nline", "back\\slash", " blank ", "é日本"] } }"#,
            extra: #""missingRate": 0.2"#),
          Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#, extra: #""missingRate": 0.2"#),
          Fixture.field("price", "number", #"{ "uniform": { "min": -5, "max": 5 } }"#, extra: #""decimals": 2"#),
          Fixture.field("flag", "boolean", #"{ "bernoulli": 0.5 }"#, extra: #""missingRate": 0.2"#),
          Fixture.field(
            "day", "date", #"{ "date": { "min": "1960-01-01", "max": "2030-12-31" } }"#, extra: #""missingRate": 0.2"#),
          Fixture.field(
            "at", "datetime", #"{ "datetime": { "min": "1960-01-01T00:00:00Z", "max": "2030-12-31T00:00:00Z" } }"#),
          Fixture.field("clock", "time", #"{ "time": {} }"#),
          Fixture.field("hidden", "integer", #"{ "constant": 1 }"#, extra: #""release": false"#),
        ]
      ))
  }

  private func folder(_ format: TableFormat, rows: Int, schema: Schema? = nil, _ body: (URL) throws -> Void) throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("sundog-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let sampler = try Fixture.sampler(schema ?? self.schema(), rows: rows)
    _ = try sampler.write(as: format, toFolder: place.path, lineage: Lineage(command: "test"), threads: 2)
    try body(place)
  }

  /// A row, as other tools must see it. (Foundation's untyped reader of JSON rounds numbers here.)
  private struct Line: Decodable, Equatable {
    var id: Int
    var text: String?
    var x: Double?
    var price: Double
    var flag: Bool?
    var day: String?
    var at: String
    var clock: String
  }

  /// The rows from NDJSON: what other formats are compared with.
  private func expected(rows: Int) throws -> [Line] {
    try lines(Fixture.text(Fixture.sampler(schema(), rows: rows), "t", .ndjson))
  }

  private func lines(_ data: Data) throws -> [Line] {
    try data.split(separator: 0x0A).map { try JSONDecoder().decode(Line.self, from: $0) }
  }

  @Test("CSV is read back by our reader's rules, and NDJSON by Foundation, with the same values")
  func text() throws {
    let lines = try expected(rows: 5000)
    #expect(lines.count == 5000)
    try folder(.csv, rows: 5000) { place in
      let text = try String(contentsOf: place.appendingPathComponent("t.csv"), encoding: .utf8)
      #expect(text.hasPrefix("id,text,x,price,flag,day,at,clock\n"))
      // A reader of a few lines: quotes hold commas, line feeds and doubled quotes.
      var records: [[String]] = []
      var (record, cell, isQuoted) = ([String](), "", false)
      var characters = Array(text.dropFirst(34))[...]
      while let character = characters.popFirst() {
        switch character {
        case "\"" where isQuoted && characters.first == "\"":
          cell.append("\"")
          characters.removeFirst()
        case "\"": isQuoted.toggle()
        case "," where !isQuoted:
          record.append(cell)
          cell = ""
        case "\n" where !isQuoted:
          records.append(record + [cell])
          (record, cell) = ([], "")
        default: cell.append(character)
        }
      }
      #expect(records.count == 5000)
      for (record, line) in zip(records, lines) {
        #expect(record[0] == String(line.id) && record[1] == line.text ?? "" && record[7] == line.clock)
        #expect(Double(record[2]) == line.x && Double(record[3]) == line.price)
        #expect(record[4] == line.flag.map { "\($0)" } ?? "" && record[5] == line.day ?? "" && record[6] == line.at)
      }
    }
  }

  @Test("The manifest holds the sum of each file, and the Data Package and Croissant name them")
  func descriptions() throws {
    let shop = try Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/shop.json")
    try folder(.csv, rows: 30, schema: shop) { place in
      func json(_ name: String) throws -> [String: Any] {
        try #require(
          JSONSerialization.jsonObject(with: Data(contentsOf: place.appendingPathComponent(name))) as? [String: Any])
      }
      let files = try #require(json("manifest.json")["files"] as? [[String: Any]])
      #expect(files.count == 5)
      for file in files {
        let path = place.appendingPathComponent(try #require(file["file"] as? String)).path
        let sum = try FileDigest.sha256(of: path)
        #expect(file["sha256"] as? String == sum)
      }
      // The package describes the files so that our own reader takes them.
      let package = try Schema(contentsOfFile: place.appendingPathComponent("datapackage.json").path)
      #expect(package.resources.map(\.name) == shop.resources.map(\.name))
      let croissant = try json("croissant.json")
      #expect(croissant["conformsTo"] as? String == "http://mlcommons.org/croissant/1.0")
      let card = try String(contentsOf: place.appendingPathComponent("README.md"), encoding: .utf8)
      #expect(card.hasPrefix("---\n") && card.contains("data_files: \"orders.csv\""))
    }
  }

  @Test("A folder that is not empty is left alone, and an unfinished one does not appear")
  func folders() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("sundog-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: place.appendingPathComponent("note"))
    let sampler = try Fixture.sampler(schema(), rows: 3)
    #expect(throws: FileError.self) {
      try sampler.write(as: .csv, toFolder: place.path, lineage: Lineage(command: "test"), threads: 1)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["note"])
    // A table's name does not lead out of the folder.
    let outside = try Fixture.schema(
      (name: "../x", generate: "", table: "", fields: [Fixture.field("n", "integer", #"{ "sequence": {} }"#)]))
    #expect(throws: SchemaSampler.FormatError.self) { try folder(.csv, rows: 3, schema: outside) { _ in } }
    // npz holds no texts: refused, and nothing is left.
    let other = place.path + "-npz"
    #expect(throws: SchemaSampler.FormatError.self) {
      try sampler.write(as: .npz, toFolder: other, lineage: Lineage(command: "test"), threads: 1)
    }
    #expect(!FileManager.default.fileExists(atPath: other))
  }

  @Test("PostgreSQL's COPY has a cell a tab, \\N for nothing, and a script in the order of references")
  func copy() throws {
    let lines = try expected(rows: 500)
    try folder(.pg, rows: 500) { place in
      let rows = try String(contentsOf: place.appendingPathComponent("t.copy"), encoding: .utf8).split(separator: "\n")
      #expect(rows.count == 500)
      for (row, line) in zip(rows, lines) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        #expect(cells.count == 8)
        let text =
          cells[1] == "\\N"
          ? nil : cells[1].replacing("\\t", with: "\t").replacing("\\n", with: "\n").replacing("\\\\", with: "\\")
        #expect(text.map(String.init) == line.text)
      }
      let script = try String(contentsOf: place.appendingPathComponent("load.sql"), encoding: .utf8)
      #expect(script.contains("PRIMARY KEY (\"id\")") && script.contains("\\copy \"t\" FROM 't.copy'"))
    }
    let shop = try Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/shop.json")
    try folder(.pg, rows: 5, schema: shop) { place in
      let script = try String(contentsOf: place.appendingPathComponent("load.sql"), encoding: .utf8)
      let places = ["customers", "orders", "order_items"].compactMap {
        script.range(of: "CREATE TABLE \"\($0)\"")?.lowerBound
      }
      #expect(places.count == 3 && places == places.sorted())
    }
  }

  @Test("SQLite holds all tables, keeps their keys, and has the same values")
  func sqlite() throws {
    let lines = try expected(rows: 500)
    try folder(.sqlite, rows: 500) { place in
      let queue = try DatabaseQueue(path: place.appendingPathComponent("fixture.sqlite").path)
      let rows = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM t ORDER BY id") }
      #expect(rows.count == 500)
      for (row, line) in zip(rows, lines) {
        let (text, day): (String?, String?) = (row["text"], row["day"])
        let (x, flag): (Double?, Bool?) = (row["x"], row["flag"])
        #expect(text == line.text && day == line.day && x == line.x && flag == line.flag)
      }
    }
    let shop = try Schema(contentsOfFile: "\(Fixture.root)/Schemas/tabular/shop.json")
    try folder(.sqlite, rows: 50, schema: shop) { place in
      let queue = try DatabaseQueue(path: place.appendingPathComponent("shop.sqlite").path)
      try queue.read { database in
        let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        let keys = try Row.fetchAll(database, sql: "PRAGMA foreign_key_list(order_items)")
        #expect(broken.isEmpty && keys.count == 2)
      }
    }
  }

  @Test("An Arrow stream is read by pyarrow, with the same values", .enabled(if: hasArrow))
  func arrow() throws {
    let rows = 5000
    let lines = try expected(rows: rows)
    try folder(.arrow, rows: rows) { place in
      let script = """
        import sys, json, pyarrow.ipc as ipc
        table = ipc.open_stream(sys.argv[1]).read_all()
        table.validate(full=True)
        iso = lambda v: v.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(v, "tzinfo") and hasattr(v, "year") else v.isoformat() if hasattr(v, "isoformat") else v
        print(json.dumps([str(f.type) for f in table.schema]))
        for row in table.to_pylist(): print(json.dumps({k: iso(v) for k, v in row.items()}))
        """
      let output = try Reader.run(script, [place.appendingPathComponent("t.arrow").path]).split(separator: "\n")
      #expect(
        output[0]
          == #"["int64", "string", "double", "double", "bool", "date32[day]", "timestamp[s, tz=UTC]", "time32[s]"]"#)
      #expect(output.count == rows + 1)
      for (text, line) in zip(output.dropFirst(), lines) {
        let read = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
        #expect(read == line)
      }
    }
  }

  @Test("An npz archive is read by NumPy, with the same values", .enabled(if: hasNumpy))
  func arrays() throws {
    let schema = try Fixture.table(
      Fixture.field("n", "integer", #"{ "poisson": { "mean": 4 } }"#),
      Fixture.field("x", "number", #"{ "normal": { "mean": 0, "deviation": 1 } }"#, extra: #""missingRate": 0.2"#),
      Fixture.field(
        "day", "date", #"{ "date": { "min": "1960-01-01", "max": "2030-12-31" } }"#, extra: #""missingRate": 0.2"#),
      Fixture.field("flag", "boolean", #"{ "bernoulli": 0.5 }"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 5000))
    try folder(.npz, rows: 5000, schema: schema) { place in
      let script = """
        import sys, numpy as np, zipfile
        assert zipfile.ZipFile(sys.argv[1]).testzip() is None
        a = np.load(sys.argv[1])
        for n, x, day, flag in zip(a["n"], a["x"], a["day"], a["flag"]):
            print(n, "" if np.isnan(x) else repr(float(x)), "" if np.isnat(day) else day, str(bool(flag)).lower(), sep=",")
        """
      let output = try Reader.run(script, [place.appendingPathComponent("t.npz").path]).split(separator: "\n")
      #expect(output.count == 5000)
      for (text, row) in zip(output, rows) {
        let read = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(read[0] == row[0] && Double(read[1]) == Double(row[1]) && read[2] == row[2] && read[3] == row[3])
      }
    }
    let holes = try Fixture.table(Fixture.field("n", "integer", #"{ "constant": 1 }"#, extra: #""missingRate": 0.5"#))
    let error = #expect(throws: SchemaSampler.FormatError.self) { try folder(.npz, rows: 100, schema: holes) { _ in } }
    #expect(error?.description.contains("\"n\"") == true)
  }
}
