import Sundog

extension Pipeline {
  /// Reads a pipeline from a file: YAML where the name ends in `.yaml` or `.yml`, else JSON.
  /// - Throws: `SchemaErrors` with everything that is wrong in it; `FileError` where it cannot be read.
  public init(contentsOfFile path: String) throws {
    let bytes = try FileError.contents(of: path, limit: 16 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let problem = SchemaProblem(
        path: "$", found: "bytes that are not UTF-8", expected: "a text file in UTF-8", mend: "Convert the file.")
      throw SchemaErrors(file: path, problems: [problem])
    }
    let lower = path.lowercased()
    try self.init(
      text: text, format: lower.hasSuffix(".yaml") || lower.hasSuffix(".yml") ? .yaml : .json, file: path)
  }

  /// Reads a pipeline from text: a list of operations, such as
  /// `[{ "op": "rotate", "degreesRange": [-10, 10], "probability": 0.5 }]`.
  /// - Parameter file: the name that errors speak of.
  /// - Throws: `SchemaErrors` with everything that is wrong in it, in the order of the text.
  public init(text: String, format: Schema.Format = .json, file: String? = nil) throws(SchemaErrors) {
    let root: SourceNode
    do {
      root = format == .json ? try JSONText.parse(text) : try YAMLText.parse(text)
    } catch {
      throw SchemaErrors(file: file, problems: [error])
    }
    try self.init(root, at: JSONPath(), file: file)
  }

  /// The default augmentation of a schema's resource: its `sundog.augment`.
  /// - Throws: `SchemaErrors` with everything that is wrong in it, by its path in the list.
  public init(of resource: Resource) throws(SchemaErrors) {
    try self.init(SourceNode(json: .array(resource.augment)), at: JSONPath().key("sundog").key("augment"), file: nil)
  }

  private init(_ node: SourceNode, at path: JSONPath, file: String?) throws(SchemaErrors) {
    let decoder = PipelineDecoder<Sample>()
    let steps = decoder.steps(node, at: path)
    decoder.checkOrder(of: steps, node, at: path)
    guard decoder.problems.isEmpty else { throw SchemaErrors(file: file, problems: decoder.problems) }
    self.init(steps)
  }

  /// The list of operations that `init(text:)` reads.
  public var json: JSONValue { .array(steps.map(\.json)) }
}

extension Step {
  /// The object of a pipeline file; parameters that have their default are left out.
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    switch kind {
    case .transform(let transform):
      if case .object(let parameters) = transform.json { members = parameters }
    case .sequence: break
    case .oneOf(_, let weights): members["weights"] = .array(weights.map { .number($0) })
    case .someOf(_, let count), .repetition(_, let count):
      members["countRange"] = .array([.integer(count.lowerBound), .integer(count.upperBound)])
    }
    members["op"] = .string(name)
    if probability < 1 { members["probability"] = .number(probability) }
    if !children.isEmpty { members["steps"] = .array(children.map(\.json)) }
    return .object(members)
  }
}

extension Pipeline: Codable, Hashable {
  public init(from decoder: any Decoder) throws {
    try self.init(SourceNode(json: try JSONValue(from: decoder)), at: JSONPath(), file: nil)
  }

  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  public static func == (left: Pipeline, right: Pipeline) -> Bool { left.json == right.json }
  public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
