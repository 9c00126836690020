import ArgumentParser
import Foundation
import Sundog

struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Write a model's privacy label: one page in plain words, as HTML and JSON.",
    discussion: """
      Examples:
        sundog label people.sundog -o people.label.html
        sundog label people.sundog --json
      """)

  @Argument(help: "The model file that `fit` wrote.")
  var model: String

  @Option(
    name: [.short, .long], help: "The page to write. Its JSON goes beside it. Default: the model's name + .label.html.")
  var output: String?

  @OptionGroup var options: RunOptions

  func run() throws {
    let file = try ModelFile(contentsOfFile: model)
    let label = PrivacyLabel(
      schema: file.schema, resource: try file.schema.resource(named: file.resource, file: model),
      statement: file.statement, lineage: file.lineage, cautions: file.cautions)
    if options.json { return Console.write(try label.json()) }
    let files = try label.write(page: output ?? PrivacyLabel.page(of: model))
    if !options.quiet { Console.writeLine(files.joined(separator: " and ")) }
  }
}

extension PrivacyLabel {
  /// Where the label of a model lies unless said otherwise.
  static func page(of model: String) -> String { model + ".label.html" }

  /// Writes the page, and its JSON beside it. Returns both paths.
  @discardableResult
  func write(page: String) throws -> [String] {
    let data = (page.hasSuffix(".html") ? String(page.dropLast(5)) : page) + ".json"
    try AtomicFile.write(Array(try json().utf8), to: data)
    try AtomicFile.write(Array(html.utf8), to: page)
    return [page, data]
  }
}
