import Foundation

extension Schema {
  /// The notations of a schema file.
  public enum Format: String, Sendable, CaseIterable { case json, yaml }

  /// Reads a schema from a file: YAML where the name ends in `.yaml` or `.yml`, else JSON.
  /// - Throws: `SchemaErrors` with everything that is wrong in it; `FileError` where it cannot be read.
  public init(contentsOfFile path: String) throws {
    let bytes = try FileError.contents(of: path, limit: 64 << 20)
    let lower = path.lowercased()
    let format: Format = lower.hasSuffix(".yaml") || lower.hasSuffix(".yml") ? .yaml : .json
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let problem = SchemaProblem(
        path: "$", found: "bytes that are not UTF-8", expected: "a text file in UTF-8", mend: "Convert the file.")
      throw SchemaErrors(file: path, problems: [problem])
    }
    try self.init(text: text, format: format, file: path)
  }

  /// Reads a schema from text.
  /// - Parameter file: the name that errors speak of.
  /// - Throws: `SchemaErrors` with everything that is wrong in it, in the order of the text.
  public init(text: String, format: Format = .json, file: String? = nil) throws(SchemaErrors) {
    let root: SourceNode
    do {
      root = format == .json ? try JSONText.parse(text) : try YAMLText.parse(text)
    } catch {
      throw SchemaErrors(file: file, problems: [error])
    }
    let decoder = SchemaDecoder()
    let schema = decoder.schema(root)
    var problems = decoder.problems
    if let schema {
      let positions = Self.positions(in: root)
      for problem in schema.problems where !Self.follows(problem, from: decoder.broken) {
        var placed = problem
        (placed.line, placed.column) = Self.place(of: problem.path, in: positions)
        problems.append(placed)
      }
    }
    guard let schema, problems.isEmpty else {
      let sorted = problems.enumerated().sorted {
        ($0.element.line ?? 0, $0.element.column ?? 0, $0.offset) < (
          $1.element.line ?? 0, $1.element.column ?? 0, $1.offset
        )
      }
      throw SchemaErrors(file: file, problems: sorted.map(\.element))
    }
    self = schema
  }

  /// Problems of a loaded schema with the lines of its file; as they are where it cannot be read again.
  package static func located(_ problems: [SchemaProblem], inFile path: String) -> [SchemaProblem] {
    let lower = path.lowercased()
    let isYAML = lower.hasSuffix(".yaml") || lower.hasSuffix(".yml")
    guard let bytes = try? FileError.contents(of: path, limit: 64 << 20),
      let text = String(validating: bytes, as: UTF8.self),
      let root = try? isYAML ? YAMLText.parse(text) : JSONText.parse(text)
    else { return problems }
    let positions = positions(in: root)
    return problems.map { problem in
      var placed = problem
      (placed.line, placed.column) = place(of: problem.path, in: positions)
      return placed
    }
  }

  /// Everything that is wrong in the facts of this schema; empty for every schema that was loaded.
  public var problems: [SchemaProblem] { SchemaLint.problems(of: self) }

  /// Whether a problem lies where the form was wrong already, or just above: a consequence, not a second mistake.
  private static func follows(_ problem: SchemaProblem, from broken: [JSONPath]) -> Bool {
    broken.contains { path in
      let text = path.description
      if problem.path.hasPrefix(text) {
        let rest = problem.path.dropFirst(text.count)
        return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
      }
      guard text.hasPrefix(problem.path) else { return false }
      let rest = text.dropFirst(problem.path.count)
      return rest.hasPrefix(".") && !rest.dropFirst().contains { $0 == "." || $0 == "[" }
    }
  }

  private static func positions(in root: SourceNode) -> [String: (Int, Int)] {
    var positions: [String: (Int, Int)] = [:]
    func visit(_ node: SourceNode, _ path: JSONPath) {
      positions[path.description] = (node.line, node.column)
      switch node.value {
      case .array(let items): for (index, item) in items.enumerated() { visit(item, path.index(index)) }
      case .object(let members): for member in members { visit(member.node, path.key(member.key)) }
      default: break
      }
    }
    visit(root, JSONPath())
    return positions
  }

  /// The place of the deepest node on the way to `path` that is there.
  private static func place(of path: String, in positions: [String: (Int, Int)]) -> (Int?, Int?) {
    var prefix = path[...]
    while !prefix.isEmpty {
      if let (line, column) = positions[String(prefix)], line > 0 { return (line, column) }
      guard let end = prefix.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      prefix = prefix[..<end]
    }
    return (nil, nil)
  }
}
