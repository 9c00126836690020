/// Decodes a schema from a parsed file and collects every problem on the way instead of stopping at the first.
package final class SchemaDecoder {
  package init() {}

  package private(set) var problems: [SchemaProblem] = []
  /// Where problems were found, so that what follows from them is not reported again.
  private(set) var broken: [JSONPath] = []

  /// Notes that nothing can be said of what lies at `path`.
  func giveUp(on path: JSONPath) { broken.append(path) }

  package func report(_ path: JSONPath, at node: SourceNode?, found: String, expected: String, mend: String) {
    broken.append(path)
    let hasPlace = (node?.line ?? 0) > 0
    problems.append(
      SchemaProblem(
        path: path.description, found: found, expected: expected, mend: mend, line: hasPlace ? node?.line : nil,
        column: hasPlace ? node?.column : nil))
  }

  /// What an object does with names that it does not know.
  package enum Unknown {
    /// Refuses them.
    case refused
    /// Keeps them, as they belong to other tools, unless they look misspelt or belong elsewhere in the file.
    case kept(displaced: [(names: [String], place: String)])
  }

  /// The object at `node`, its names checked; `nil`, with a problem, where there is none.
  package func object(
    _ node: SourceNode, at path: JSONPath, names: [String], unknown: Unknown = .refused
  ) -> ObjectReader? {
    guard case .object(let members) = node.value else {
      report(
        path, at: node, found: node.summary, expected: "an object",
        mend: "Write { … } with \(names.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")).")
      return nil
    }
    var known: [String: SourceNode] = [:]
    var others: [String: JSONValue] = [:]
    let present = Set(members.map(\.key))
    for member in members {
      let place = SourceNode(.null, line: member.line, column: member.column)
      let memberPath = path.key(member.key)
      if known[member.key] != nil || others[member.key] != nil {
        report(
          memberPath, at: place, found: "the name twice", expected: "each name once", mend: "Remove one of the two.")
      } else if names.contains(member.key) {
        known[member.key] = member.node
      } else if let mend = mend(unknown: member.key, names: names.filter { !present.contains($0) }, unknown) {
        NearestName.find(member.key, in: names).map { giveUp(on: path.key($0)) }
        report(
          memberPath, at: place, found: "the unknown name \"\(member.key)\"",
          expected: "one of \(names.joined(separator: ", "))", mend: mend)
      } else {
        others[member.key] = member.node.json
      }
    }
    return ObjectReader(decoder: self, node: node, path: path, members: known, others: others)
  }

  /// Why a name is refused and how to mend it; `nil` if it is kept.
  private func mend(unknown name: String, names: [String], _ unknown: Unknown) -> String? {
    if case .kept(let displaced) = unknown {
      for (belonging, place) in displaced where belonging.contains(name) {
        return "Move \"\(name)\" into \(place)."
      }
    }
    if let nearest = NearestName.find(name, in: names) { return "Did you mean \"\(nearest)\"?" }
    if case .kept = unknown { return nil }
    return "Remove \"\(name)\"."
  }

  /// The texts of a list; `nil`, with a problem, where it is not one.
  package func strings(_ node: SourceNode, at path: JSONPath, what: String) -> [String]? {
    guard case .array(let items) = node.value else {
      report(path, at: node, found: node.summary, expected: "a list of \(what)", mend: "Write [\"…\", \"…\"].")
      return nil
    }
    var texts: [String] = []
    for (position, item) in items.enumerated() {
      if case .string(let text) = item.value {
        texts.append(text)
      } else {
        report(path.index(position), at: item, found: item.summary, expected: "a text", mend: "Put it in quotes.")
      }
    }
    return texts
  }

  /// A value as it is written in data files: texts as they are, numbers in their shortest form.
  func cellText(_ node: SourceNode, at path: JSONPath) -> String? {
    switch node.value {
    case .string(let text): return text
    case .integer(let value): return String(value)
    case .number(let value): return ShortestNumber.text(value)
    case .bool(let value): return String(value)
    case .null, .array, .object:
      report(path, at: node, found: node.summary, expected: "a text or a number", mend: "Write one value.")
      return nil
    }
  }
}

/// One object of a file whose names are checked: typed access that reports what does not fit.
package struct ObjectReader {
  package let decoder: SchemaDecoder
  package let node: SourceNode
  package let path: JSONPath
  package let members: [String: SourceNode]
  /// Members that belong to other tools.
  let others: [String: JSONValue]

  package subscript(name: String) -> SourceNode? { members[name] }

  /// Members of other tools, and the standard ones that Sundog does not interpret.
  func others(keeping names: [String]) -> [String: JSONValue] {
    var all = others
    for name in names { if let node = members[name] { all[name] = node.json } }
    return all
  }

  package func report(_ name: String, found: String, expected: String, mend: String) {
    decoder.report(path.key(name), at: members[name] ?? node, found: found, expected: expected, mend: mend)
  }

  package func missing(_ name: String, expected: String, mend: String) {
    decoder.report(path.key(name), at: node, found: "nothing", expected: expected, mend: mend)
  }

  package func string(_ name: String) -> String? {
    guard let member = members[name] else { return nil }
    if case .string(let text) = member.value { return text }
    report(name, found: member.summary, expected: "a text", mend: "Put it in quotes.")
    return nil
  }

  package func bool(_ name: String) -> Bool? {
    guard let member = members[name] else { return nil }
    if case .bool(let value) = member.value { return value }
    report(name, found: member.summary, expected: "true or false", mend: "Write true or false, without quotes.")
    return nil
  }

  package func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let member = members[name] else { return nil }
    if case .integer(let value) = member.value, range.contains(value) { return value }
    let expected = range.upperBound == .max ? "an integer of at least \(range.lowerBound)" : "an integer in \(range)"
    report(name, found: member.summary, expected: expected, mend: "Write such a number, without quotes.")
    return nil
  }

  package func number(_ name: String, _ expected: String = "a number", where isValid: (Double) -> Bool = { _ in true })
    -> Double?
  {
    guard let member = members[name] else { return nil }
    if let value = member.json.doubleValue, isValid(value) { return value }
    report(name, found: member.summary, expected: expected, mend: "Write such a number, without quotes.")
    return nil
  }

  package func strings(_ name: String, what: String = "texts") -> [String]? {
    guard let member = members[name] else { return nil }
    return decoder.strings(member, at: path.key(name), what: what)
  }

  /// A text or a list of texts, as Table Schema allows for keys.
  func stringOrStrings(_ name: String) -> [String]? {
    if case .string(let text)? = members[name]?.value { return [text] }
    return strings(name, what: "names")
  }

  package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    guard let member = members[name] else { return nil }
    if case .string(let text) = member.value, let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    var mend = "Choose one of them."
    if case .string(let text) = member.value, let nearest = NearestName.find(text, in: names) {
      mend = "Did you mean \"\(nearest)\"?"
    }
    report(name, found: member.summary, expected: "one of \(names.joined(separator: ", "))", mend: mend)
    return nil
  }

  package func object(_ name: String, names: [String], unknown: SchemaDecoder.Unknown = .refused) -> ObjectReader? {
    guard let member = members[name] else { return nil }
    return decoder.object(member, at: path.key(name), names: names, unknown: unknown)
  }

  /// The items of a list with their paths; empty, with a problem, where it is not one.
  package func items(_ name: String, what: String) -> [(node: SourceNode, path: JSONPath)] {
    guard let member = members[name] else { return [] }
    guard case .array(let items) = member.value else {
      report(name, found: member.summary, expected: "a list of \(what)", mend: "Write [ … ].")
      return []
    }
    return items.enumerated().map { ($0.element, path.key(name).index($0.offset)) }
  }
}
