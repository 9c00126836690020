import Foundation
import Testing

/// `sundog sample` with a schema in place of a model.
@Suite("Tables from a schema on the command line")
struct SampleSchemaTests {
  static let schema = """
    { "name": "pair", "resources": [
      { "name": "owners", "schema": { "primaryKey": ["id"], "fields": [
        { "name": "id", "type": "integer", "sundog": { "generator": { "sequence": {} } } },
        { "name": "name", "type": "string", "sundog": { "generator": { "person": "name" } } } ] } },
      { "name": "pets", "sundog": { "generate": { "children": { "of": "owners", "count": { "poisson": { "mean": 2 } } } } },
        "schema": { "fields": [
          { "name": "owner", "type": "integer", "sundog": { "generator": { "parent": "id" } } },
          { "name": "age", "type": "integer", "sundog": { "generator": { "uniform": { "min": 0, "max": 15 } } } } ] } } ] }
    """

  private func runner(_ schema: String = schema) throws -> CommandRunner {
    let runner = try CommandRunner()
    try runner.write(schema, to: "pair.json")
    return runner
  }

  @Test("A folder gets a file a table, a manifest and descriptions; the same seed the same bytes")
  func folder() throws {
    let runner = try runner()
    defer { runner.remove() }
    let first = try runner.run(["sample", "pair.json", "--rows", "500", "--seed", "3", "-o", "a"])
    #expect(first.status == 0 && first.error.isEmpty && first.output.contains("in 2 files"))
    let second = try runner.run(["sample", "pair.json", "--rows", "500", "--seed", "3", "--threads", "1", "-o", "b"])
    #expect(second.status == 0)
    for name in ["owners.csv", "pets.csv"] { #expect(try runner.read("a/\(name)") == runner.read("b/\(name)")) }
    for name in ["manifest.json", "datapackage.json", "croissant.json", "README.md"] {
      #expect(runner.exists("a/\(name)"))
    }
    #expect(try runner.read("a/owners.csv").split(separator: "\n").count == 501)
    #expect(try runner.run(["schema", "check", "a/datapackage.json"]).status == 0)
    #expect(try runner.names() == ["a", "b", "pair.json"])
  }

  @Test("Shards in their order are the whole, on standard output too")
  func shards() throws {
    let runner = try runner()
    defer { runner.remove() }
    func sample(_ more: String...) throws -> String {
      let outcome = try runner.run(
        ["sample", "pair.json", "--rows", "300", "--seed", "3", "--resource", "pets", "--no-header", "-o", "-"] + more)
      #expect(outcome.status == 0, "\(outcome.error)")
      return outcome.output
    }
    let whole = try sample()
    #expect(try !whole.isEmpty && sample("--shard", "0/2") + sample("--shard", "1/2") == whole)
  }

  @Test("One table goes to one file, with a manifest beside it")
  func file() throws {
    let runner = try runner()
    defer { runner.remove() }
    let outcome = try runner.run(
      [
        "sample", "pair.json", "--rows", "20", "--resource", "owners", "--format", "ndjson", "-o", "owners.ndjson",
        "--json",
      ])
    #expect(outcome.status == 0 && outcome.output.contains("\"sha256\""))
    #expect(try runner.read("owners.ndjson").hasPrefix("{\"id\":1,\"name\":"))
    #expect(runner.exists("owners.ndjson.manifest.json"))
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var arguments: String
    var status: Int32
    var says: [String]
    var testDescription: String { arguments }
  }

  static let refused: [Refused] = [
    Refused(arguments: "--rows 5", status: 64, says: ["several resources", "owners, pets"]),
    Refused(arguments: "-o out", status: 2, says: ["rows"]),
    Refused(arguments: "--rows=-1 -o out", status: 64, says: ["--rows"]),
    Refused(arguments: "--rows 5 --format xlsx -o out", status: 64, says: ["xlsx"]),
    Refused(arguments: "--rows 5 --resource cats -o -", status: 64, says: ["cats"]),
    Refused(arguments: "--rows 5 --format npz -o out", status: 64, says: ["npz", "\"name\""]),
    Refused(arguments: "--rows 5 --format sqlite --resource pets -o -", status: 64, says: ["folder"]),
    Refused(arguments: "--rows 5 -o no/such/place", status: 5, says: ["no such file"]),
    Refused(arguments: "--rows 5 -o .", status: 5, says: ["make the folder"]),
  ]

  @Test("What goes wrong ends with its code, says why, and leaves nothing", arguments: refused)
  func refuses(example: Refused) throws {
    let runner = try runner()
    defer { runner.remove() }
    let words: [String] = example.arguments.split(separator: " ").map { String($0) }
    let outcome = try runner.run(["sample", "pair.json"] + words)
    #expect(outcome.status == example.status, "\(outcome.error)")
    for text in example.says { #expect(outcome.error.contains(text), "\(outcome.error)") }
    #expect(try runner.names() == ["pair.json"])
  }

  @Test("A schema that cannot be sampled is refused by `schema check` and by `sample`, with the place")
  func invalid() throws {
    let runner = try runner(Self.schema.replacing("\"parent\": \"id\"", with: "\"formula\": \"owners.idd\""))
    defer { runner.remove() }
    for command in [["schema", "check", "pair.json"], ["sample", "pair.json", "--rows", "5", "-o", "out"]] {
      let outcome = try runner.run(command)
      #expect(outcome.status == 2)
      for text in ["pair.json:7:", "$.resources[1].schema.fields[0]", "\"idd\" at column 1", "Did you mean \"id\""] {
        #expect(outcome.error.contains(text), "\(outcome.error)")
      }
    }
  }

  @Test("A reader that goes away early ends the command quietly")
  func closedPipe() throws {
    let runner = try runner()
    defer { runner.remove() }
    let pipe = Pipe()
    let process = try runner.start(
      ["sample", "pair.json", "--rows", "3000000", "--resource", "owners", "-o", "-"], output: pipe,
      error: FileHandle.nullDevice)
    _ = pipe.fileHandleForReading.readData(ofLength: 100)
    try pipe.fileHandleForReading.close()
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
  }

  @Test(
    "A full disk is said, and nothing half-written is left",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let runner = try runner()
    defer { runner.remove() }
    let outcome = try runner.run(["sample", "pair.json", "--rows", "100000", "--resource", "owners", "-o", "/dev/full"])
    #expect(outcome.status == 5 && outcome.error.contains("full"))
  }

  @Test("A model's options are not a schema's: a file that is neither is said to be none")
  func neither() throws {
    let runner = try runner("nothing")
    defer { runner.remove() }
    #expect(try runner.run(["sample", "pair.json", "--rows", "5", "-o", "out"]).status == 2)
    try runner.write("nothing", to: "model.sundog")
    #expect(try runner.run(["sample", "model.sundog", "--rows", "5", "-o", "out"]).status == 2)
  }
}
