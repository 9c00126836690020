import Yams

/// Reads YAML into the same tree as JSON.
///
/// Plain scalars follow YAML 1.2's core schema, in which `no` and `on` are texts: country lists hold Norway.
package enum YAMLText {
  /// More nodes than any schema has: aliases of aliases could otherwise grow without bound.
  private static let nodeLimit = 1_000_000
  private static let depthLimit = 200

  /// - Throws: the one problem that stops the reading.
  package static func parse(_ text: String) throws(SchemaProblem) -> SourceNode {
    let root: Node?
    do {
      root = try compose(yaml: text, Resolver.basic)
    } catch {
      throw problem(of: error)
    }
    guard let root else {
      throw SchemaProblem(
        path: "$", found: "an empty file", expected: "a value", mend: "Write its content.", line: 1)
    }
    var count = 0
    return try convert(root, depth: 0, count: &count)
  }

  private static func problem(of error: any Error) -> SchemaProblem {
    let mend = "Mend the YAML; texts with \":\" or \"#\" need quotes, and tabs cannot indent."
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
      .composer(_, let problem, let mark, _)?:
      return SchemaProblem(
        path: "$", found: problem, expected: "YAML", mend: mend, line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context)?:
      return SchemaProblem(
        path: "$", found: "the names \(duplicates.map { "\($0)" }.joined(separator: ", ")) twice in one mapping",
        expected: "each name once", mend: "Remove one of the two.", line: context.mark.line,
        column: context.mark.column)
    default:
      return SchemaProblem(path: "$", found: "\(error)", expected: "YAML", mend: mend)
    }
  }

  private static func convert(_ node: Node, depth: Int, count: inout Int) throws(SchemaProblem) -> SourceNode {
    count += 1
    let line = node.mark?.line ?? 0
    let column = node.mark?.column ?? 0
    guard depth < depthLimit, count < nodeLimit else {
      throw SchemaProblem(
        path: "$", found: "a tree too deep or too large",
        expected: "at most \(depthLimit) levels and \(nodeLimit) nodes",
        mend: "Flatten the file; do without nested aliases.", line: line, column: column)
    }
    switch node {
    case .scalar(let scalar):
      return SourceNode(value(of: scalar), line: line, column: column)
    case .sequence(let sequence):
      var items: [SourceNode] = []
      for item in sequence { items.append(try convert(item, depth: depth + 1, count: &count)) }
      return SourceNode(.array(items), line: line, column: column)
    case .mapping(let mapping):
      var members: [SourceNode.Member] = []
      for (key, value) in mapping {
        guard let name = key.scalar?.string else {
          throw SchemaProblem(
            path: "$", found: "a name that is not a text", expected: "a text", mend: "Use plain names.", line: line,
            column: column)
        }
        members.append(
          SourceNode.Member(
            key: name, line: key.mark?.line ?? line, column: key.mark?.column ?? column,
            node: try convert(value, depth: depth + 1, count: &count)))
      }
      return SourceNode(.object(members), line: line, column: column)
    case .alias:
      throw SchemaProblem(
        path: "$", found: "an alias of itself", expected: "a value", mend: "Write the value out.", line: line,
        column: column)
    }
  }

  private static func value(of scalar: Node.Scalar) -> SourceNode.Value {
    guard scalar.style == .plain || scalar.style == .any, scalar.tag.description != "tag:yaml.org,2002:str" else {
      return .string(scalar.string)
    }
    let text = scalar.string
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return SourceNode.Value(jsonNumber: text) ?? .string(text)
    }
  }
}
