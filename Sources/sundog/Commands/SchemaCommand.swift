import ArgumentParser
import Foundation
import SchemaGenerators
import Sundog

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Check and convert schemas.",
    subcommands: [SchemaCheckCommand.self, SchemaConvertCommand.self])
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
    let problems = isGenerated ? SchemaSampler.problems(of: loaded) : []
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
    abstract: "Write a schema in canonical JSON or YAML.",
    discussion: """
      Example:
        sundog schema convert people.yaml -o people.json
      """)

  @Argument(help: "The schema to read, JSON or YAML.")
  var schema: String

  @Option(name: [.short, .long], help: "The file to write; its ending says the form. - is standard output, as JSON.")
  var output = "-"

  func run() throws {
    let loaded = try Schema(contentsOfFile: schema)
    let isYAML = [".yaml", ".yml"].contains { output.hasSuffix($0) }
    try AtomicFile.write(Array((isYAML ? loaded.yaml() : loaded.json()).utf8), to: output)
  }
}
