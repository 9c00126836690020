import Sundog

/// Reads steps from a parsed file and collects every problem on the way.
struct PipelineDecoder<Sample: AugmentSample> {
  private let decoder = SchemaDecoder()
  private let transforms = Dictionary(
    Sample.catalog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  var problems: [SchemaProblem] { decoder.problems }

  func steps(_ node: SourceNode, at path: JSONPath) -> [Step<Sample>] {
    guard case .array(let items) = node.value else {
      decoder.report(
        path, at: node, found: node.summary, expected: "a list of operations",
        mend: "Write [{ \"op\": \"…\", … }, …].")
      return []
    }
    return items.enumerated().compactMap { step($0.element, at: path.index($0.offset)) }
  }

  /// Reports steps that cannot stand where they stand.
  func checkOrder(of steps: [Step<Sample>], _ node: SourceNode, at path: JSONPath) {
    guard problems.isEmpty, let problem = Sample.orderProblem(of: steps), case .array(let items) = node.value else {
      return
    }
    decoder.report(
      path.index(problem.position), at: items[problem.position], found: "\"\(steps[problem.position].name)\"",
      expected: problem.expected, mend: problem.mend)
  }

  private func step(_ node: SourceNode, at path: JSONPath) -> Step<Sample>? {
    guard case .object(let members) = node.value, let op = members.first(where: { $0.key == "op" }) else {
      decoder.report(
        path, at: node, found: node.summary, expected: "an object with \"op\"", mend: "Write { \"op\": \"…\", … }.")
      return nil
    }
    guard case .string(let name) = op.node.value else {
      decoder.report(
        path.key("op"), at: op.node, found: op.node.summary, expected: "the name of an operation",
        mend: "Put it in quotes.")
      return nil
    }
    if let container = ContainerName(rawValue: name) { return self.container(container, node, at: path) }
    guard let type = transforms[name] else {
      let names = transforms.keys.sorted() + ContainerName.allCases.map(\.rawValue)
      let nearest = NearestName.find(name, in: names)
      decoder.report(
        path.key("op"), at: op.node, found: "the unknown operation \"\(name)\"",
        expected: "one of \(names.count) operations",
        mend: nearest.map { "Did you mean \"\($0)\"?" } ?? "Choose one of \(names.joined(separator: ", ")).")
      return nil
    }
    return transform(type, node, at: path)
  }

  private func transform<Kind: Transform<Sample>>(
    _ type: Kind.Type, _ node: SourceNode, at path: JSONPath
  ) -> Step<Sample>? {
    guard let value = Kind.read(node, at: path, besides: ["op", "probability"], decoder: decoder),
      case .object(let members) = node.value
    else { return nil }
    guard let member = members.first(where: { $0.key == "probability" })?.node else { return Step(value) }
    return probability(member, at: path).map { Step(value, probability: $0) }
  }

  private func probability(_ node: SourceNode, at path: JSONPath) -> Double? {
    if let value = node.json.doubleValue, (0...1).contains(value) { return value }
    decoder.report(
      path.key("probability"), at: node, found: node.summary, expected: "a number in 0...1",
      mend: "Write such a number, without quotes.")
    return nil
  }

  private func container(_ container: ContainerName, _ node: SourceNode, at path: JSONPath) -> Step<Sample>? {
    var names = ["op", "probability", "steps"]
    switch container {
    case .sequence: break
    case .oneOf: names.append("weights")
    case .someOf, .repetition: names.append("countRange")
    }
    guard let object = decoder.object(node, at: path, names: names) else { return nil }
    guard let list = object["steps"] else {
      object.missing("steps", expected: "a list of operations", mend: "Add \"steps\": [ … ].")
      return nil
    }
    let steps = self.steps(list, at: path.key("steps"))
    guard !steps.isEmpty else {
      if case .array(let items) = list.value, items.isEmpty {
        object.report("steps", found: "no operation", expected: "at least one", mend: "Add an operation.")
      }
      return nil
    }
    guard let kind = kind(container, steps, object) else { return nil }
    guard let member = object["probability"] else { return Step(kind) }
    return probability(member, at: path).map { Step(kind, probability: $0) }
  }

  private func kind(
    _ container: ContainerName, _ steps: [Step<Sample>], _ object: ObjectReader
  ) -> Step<Sample>.Kind? {
    switch container {
    case .sequence: return .sequence(steps)
    case .oneOf:
      guard let node = object["weights"] else { return .oneOf(steps, weights: steps.map { _ in 1 }) }
      if case .array(let items) = node.json {
        let weights = items.compactMap(\.doubleValue).filter { $0 >= 0 && $0.isFinite }
        if items.count == steps.count, weights.count == items.count, weights.contains(where: { $0 > 0 }) {
          return .oneOf(steps, weights: weights)
        }
      }
      object.report(
        "weights", found: node.summary, expected: "\(steps.count) numbers, none negative, one positive",
        mend: "Write a weight for each step.")
      return nil
    case .someOf:
      return count(object, in: 0...steps.count, default: 1...1).map { .someOf(steps, count: $0) }
    case .repetition:
      return count(object, in: 0...1000, default: 2...2).map { .repetition(steps, count: $0) }
    }
  }

  private func count(
    _ object: ObjectReader, in bounds: ClosedRange<Int>, default value: ClosedRange<Int>
  ) -> ClosedRange<Int>? {
    guard object["countRange"] != nil else { return value }
    var owner = CountOwner(count: -1 ... -1)
    Parameter<CountOwner>.integerRange("countRange", \.count, in: bounds).read(object, &owner)
    return owner.count.lowerBound < 0 ? nil : owner.count
  }
}

private struct CountOwner { var count: ClosedRange<Int> }
