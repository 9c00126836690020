import ArgumentParser
import Foundation
import SchemaGenerators
import Sundog

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Draft, check and convert schemas.",
    subcommands: [SchemaCheckCommand.self, SchemaInferCommand.self, SchemaConvertCommand.self])
}

struct SchemaCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say everything that is wrong in a schema, and in a file that should follow it.",
    discussion: """
      Examples:
        sundog schema check people.json
        sundog schema check people.json --data people.csv
        gunzip -c people.csv.gz | sundog schema check people.json --data -

      Exits with 2 where anything is wrong. Problems name file, line and column.
      """)

  @Argument(help: "The schema: a Data Package descriptor, JSON or YAML.")
  var schema: String

  @Option(help: "A CSV file to check against the schema; - for standard input.")
  var data: String?

  @Option(help: "The table, where the schema has several.")
  var resource: String?

  @OptionGroup var options: RunOptions

  private struct Result: Encodable {
    struct Problem: Encodable {
      var file: String
      var line: Int?
      var column: Int?
      var path: String?
      var field: String?
      var found: String
      var expected: String
      var mend: String
    }
    var schema: String
    var valid: Bool
    var rows: Int?
    var warnings: [String]
    var problems: [Problem]
  }

  func run() throws {
    var result = Result(schema: schema, valid: true, rows: nil, warnings: [], problems: [])
    do {
      let loaded = try Schema(contentsOfFile: schema)
      try checkGenerators(of: loaded)
      if let data {
        let reading = try check(data, try loaded.resource(named: resource, file: schema))
        result.rows = reading.rows
        result.warnings = reading.warnings
      }
      try report(result, text: describe(loaded, result))
    } catch let error as SchemaErrors where options.json {
      result.problems = error.problems.map {
        Result.Problem(
          file: error.file ?? schema, line: $0.line, column: $0.column, path: $0.path, field: nil, found: $0.found,
          expected: $0.expected, mend: $0.mend)
      }
      try reportInvalid(&result)
    } catch let error as DataErrors where options.json {
      result.problems = error.problems.map {
        Result.Problem(
          file: $0.file, line: $0.line, column: $0.column, path: nil, field: $0.field, found: $0.found,
          expected: $0.expected, mend: $0.mend)
      }
      try reportInvalid(&result)
    }
  }

  /// Where a table is generated, its formulas and references must hold too.
  private func checkGenerators(of loaded: Schema) throws {
    let isGenerated = loaded.resources.contains { resource in
      resource.generation != nil || resource.fields.allSatisfy { $0.generator != nil }
    }
    let problems = isGenerated ? SchemaSampler.problems(of: loaded, file: schema) : []
    if !problems.isEmpty { throw SchemaErrors(file: schema, problems: problems) }
  }

  /// Streams a table, so that memory does not grow with it; reads a set of pictures or sounds whole.
  private func check(_ path: String, _ resource: Resource) throws -> (rows: Int, warnings: [String]) {
    if MediaResource.describes(resource) {
      let media = try MediaResource(resource)
      let set = try MediaSet.read(
        path: path, options: MediaSet.readingOptions(for: media), threads: options.threadCount)
      return (try set.conformed(to: media).count, [])
    }
    let reader = try CSVReader(path: path, resource: resource)
    try reader.readChunks { _ in }
    return (reader.rowCount, reader.warnings)
  }

  private func describe(_ schema: Schema, _ result: Result) -> String {
    var lines = ["\(self.schema): ok"]
    for resource in schema.resources {
      let learned = resource.learnedFields.count
      lines.append(
        "  \(resource.name): \(resource.fields.count) columns, \(learned) learned, \(resource.rules.count) rules")
    }
    if let data, let rows = result.rows { lines.append("\(data): ok, \(rows) rows") }
    lines += result.warnings.map { "warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  private func report(_ result: Result, text: String) throws {
    if options.json { try Console.writeJSON(result) } else { Console.writeLine(text) }
  }

  private func reportInvalid(_ result: inout Result) throws {
    result.valid = false
    try Console.writeJSON(result)
    throw ExitCode(ExitStatus.invalid.rawValue)
  }
}

struct SchemaConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a schema in canonical JSON or YAML, or in another tool's notation.",
    discussion: """
      Examples:
        sundog schema convert people.yaml -o people.json
        sundog schema convert metadata.json --from sdv -o shop.json
        sundog schema convert people.json --to json-schema -o people.schema.json

      sdv: metadata of the Synthetic Data Vault. json-schema: one flat object. domain: the number of values of each
      attribute. What a notation cannot say is noted on standard error.
      """)

  @Argument(help: "The schema to read, JSON or YAML.")
  var schema: String

  @Option(help: "The notation to read, where it is another tool's: sdv, json-schema or domain.")
  var from: SchemaNotation?

  @Option(help: "The notation to write, where it is another tool's: sdv, json-schema or domain.")
  var to: SchemaNotation?

  @Flag(help: "No notes.")
  var quiet = false

  @Option(name: [.short, .long], help: "The file to write; its ending says the form. - is standard output, as JSON.")
  var output = "-"

  func run() throws {
    let loaded = try load()
    if let to {
      let (text, notes) = try to.write(loaded)
      note(notes)
      return try AtomicFile.write(Array(text.utf8), to: output)
    }
    let isYAML = [".yaml", ".yml"].contains { output.hasSuffix($0) }
    try AtomicFile.write(Array((isYAML ? loaded.yaml() : loaded.json()).utf8), to: output)
  }

  private func load() throws -> Schema {
    guard let from else { return try Schema(contentsOfFile: schema) }
    let bytes = try FileError.contents(of: schema, limit: 64 << 20)
    let name = URL(fileURLWithPath: schema).deletingPathExtension().lastPathComponent.lowercased()
    let reading = try from.read(String(decoding: bytes, as: UTF8.self), name: name, file: schema)
    note(reading.notes)
    return reading.schema
  }

  private func note(_ notes: [String]) {
    if !quiet { for note in notes { Console.writeError("note: \(note)\n") } }
  }
}

extension SchemaNotation: ExpressibleByArgument {}

struct SchemaInferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Draft a schema from a CSV file, a SQLite database, or a folder of pictures or sounds.",
    discussion: """
      Examples:
        sundog schema infer people.csv -o people.json
        sundog schema infer shop.sqlite -o shop.json
        sundog schema infer digits -o digits.json

      Why each column is what it is goes to standard error. All bounds and categories come from the data and say so: a private
      fit refuses them until each is confirmed. The draft tells what the data holds: it is for whoever may see the data.
      """)

  @Argument(help: "The data: a CSV file, a SQLite file, or a folder.")
  var data: String

  @Option(help: "The schema's name. Default: that of the file.")
  var name: String?

  @Option(name: [.short, .long], help: "The file to write; its ending says the form. - is standard output, as JSON.")
  var output = "-"

  @Flag(help: "No reasons, no notes.")
  var quiet = false

  func run() throws {
    let draft = try SchemaDraft(path: data, name: name)
    let isYAML = [".yaml", ".yml"].contains { output.hasSuffix($0) }
    try AtomicFile.write(Array((isYAML ? draft.schema.yaml() : draft.schema.json()).utf8), to: output)
    if quiet { return }
    for reason in draft.reasons { Console.writeError("\(reason)\n") }
    Console.writeError("note: \(SchemaDraft.notice)\n")
  }
}
