extension SchemaDecoder {
  /// Reports what is wrong in the form of a `generator` block.
  func checkGenerator(_ node: SourceNode, at path: JSONPath) {
    guard case .object(let members) = node.value, members.count == 1, let member = members.first else {
      report(
        path, at: node, found: node.summary, expected: "an object with one generator, such as { \"uuid\": {} }",
        mend: "Name one generator; choices between several are made by \"when\" or \"mixture\".")
      return
    }
    let inner = path.key(member.key)
    guard let form = GeneratorVocabulary.forms.first(where: { $0.name == member.key }) else {
      let nearest = NearestName.find(member.key, in: GeneratorVocabulary.names)
      report(
        inner, at: SourceNode(.null, line: member.line, column: member.column),
        found: "the unknown generator \"\(member.key)\"",
        expected: "one of \(GeneratorVocabulary.names.joined(separator: ", "))",
        mend: nearest.map { "Did you mean \"\($0)\"?" } ?? "Use one of these.")
      return
    }
    if let short = form.short {
      guard case .object = member.node.value else {
        check(member.node, at: inner, kind: short.kind)
        return
      }
    }
    check(member.node, at: inner, options: form.options)
    if form.name == "sequence", case .object(let options) = member.node.value,
      let step = options.first(where: { $0.key == "step" }), step.node.json == .integer(0)
    {
      report(
        inner.key("step"), at: step.node, found: "0", expected: "an integer other than 0", mend: "Use \"constant\".")
    }
  }

  /// Reports what is wrong in the form of a table's `generate` block.
  func checkGeneration(_ node: SourceNode, at path: JSONPath) {
    check(node, at: path, options: GeneratorVocabulary.table)
    guard case .object(let members) = node.value else { return }
    let sizes = members.filter { ["rows", "share", "children"].contains($0.key) }
    if sizes.count > 1 {
      report(
        path, at: sizes[1].node, found: sizes.map { "\"\($0.key)\"" }.joined(separator: " and "),
        expected: "one of rows, share and children", mend: "Keep what says how many rows the table has.")
    }
  }

  private func check(_ node: SourceNode, at path: JSONPath, options: [GeneratorVocabulary.Option]) {
    guard let object = object(node, at: path, names: options.map(\.name)) else { return }
    for option in options {
      if let value = object[option.name] {
        check(value, at: path.key(option.name), kind: option.kind)
      } else if option.isRequired, !broken.contains(path.key(option.name)) {
        // A name that was nearly written has been reported already.
        object.missing(option.name, expected: Self.description(of: option.kind), mend: "Add \"\(option.name)\".")
      }
    }
  }

  private func check(_ node: SourceNode, at path: JSONPath, kind: GeneratorVocabulary.Kind) {
    switch (kind, node.value) {
    case (.object(let options), _): check(node, at: path, options: options)
    case (.generator, _): checkGenerator(node, at: path)
    case (.list(let inner, let count), .array(let items)):
      if !count.contains(items.count) {
        report(
          path, at: node, found: node.summary, expected: Self.description(of: kind), mend: "Mend the number of items.")
      }
      for (index, item) in items.enumerated() { check(item, at: path.index(index), kind: inner) }
    case (.texts, .array): _ = strings(node, at: path, what: "texts")
    case (.mapping, .object(let members)):
      for member in members { check(member.node, at: path.key(member.key), kind: .scalar) }
    case (.choice(let names), .string(let text)) where !names.contains(text):
      report(
        path, at: node, found: node.summary, expected: Self.description(of: kind),
        mend: NearestName.find(text, in: names).map { "Did you mean \"\($0)\"?" } ?? "Choose one of them.")
    default:
      if !Self.fits(node, kind) {
        report(path, at: node, found: node.summary, expected: Self.description(of: kind), mend: "Write such a value.")
      }
    }
  }

  private static func fits(_ node: SourceNode, _ kind: GeneratorVocabulary.Kind) -> Bool {
    let number = node.json.doubleValue.flatMap { $0.isFinite ? $0 : nil }
    switch (kind, node.value) {
    case (.number, _): return number != nil
    case (.positive, _): return number.map { $0 > 0 } ?? false
    case (.nonNegative, _): return number.map { $0 >= 0 } ?? false
    case (.share, _): return number.map { (0...1).contains($0) } ?? false
    case (.integer(let range), .integer(let value)): return range.contains(value)
    case (.text, .string), (.texts, .string), (.choice, .string), (.bound, .string), (.flag, .bool),
      (.scalar, .string), (.scalar, .integer), (.scalar, .number), (.scalar, .bool):
      return true
    case (.bound, _): return number != nil
    default: return false
    }
  }

  private static func description(of kind: GeneratorVocabulary.Kind) -> String {
    switch kind {
    case .number: "a number"
    case .positive: "a number above 0"
    case .nonNegative: "a number of at least 0"
    case .share: "a share in [0, 1]"
    case .integer(let range):
      range.lowerBound == .min ? "an integer" : "an integer in \(range.lowerBound) … \(range.upperBound)"
    case .text: "a text"
    case .flag: "true or false"
    case .scalar: "a text, a number, true or false"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .texts: "a text or a list of texts"
    case .bound: "a number, or a date or time in quotes"
    case .list(let inner, let count):
      count.lowerBound == count.upperBound
        ? "a list of \(count.lowerBound), each \(description(of: inner))"
        : "a list of at least \(count.lowerBound), each \(description(of: inner))"
    case .object(let options): "an object with \(options.map(\.name).joined(separator: ", "))"
    case .mapping: "an object of values by name"
    case .generator: "an object with one generator"
    }
  }
}
