import Sundog

/// A value with named parameters that can be read from, and written to, an object of a pipeline file.
///
/// The table of parameters is the one place that knows names, ranges and defaults: reading, checking, writing and
/// `Codable` all follow it.
public protocol Parameterized: Codable, Hashable, Sendable {
  /// The name in pipeline files, such as `rotate`.
  static var name: String { get }
  /// The parameters, in the order of documentation.
  static var parameters: [Parameter<Self>] { get }
  /// The value with default parameters.
  init()
  /// Which parameters, each in its range, do not fit together, and how to mend it; `nil` where all do.
  var conflict: String? { get }
}

extension Parameterized {
  public var conflict: String? { nil }

  /// A value whose parameters differ from the defaults as `configure` says.
  /// - Precondition: parameters are in the ranges that `parameters` states.
  public init(_ configure: (inout Self) -> Void) {
    self.init()
    configure(&self)
    let problems = problems
    precondition(problems.isEmpty, problems.map(\.description).joined(separator: "\n"))
  }

  /// What is wrong with the parameters; empty where nothing is.
  public var problems: [SchemaProblem] {
    let decoder = SchemaDecoder()
    _ = Self.read(SourceNode(json: json), at: JSONPath(), besides: [], decoder: decoder)
    return decoder.problems
  }

  /// The parameters that differ from the defaults, as an object.
  var json: JSONValue {
    let defaults = Self()
    var members: [String: JSONValue] = [:]
    for parameter in Self.parameters {
      let value = parameter.write(self)
      if value != parameter.write(defaults) { members[parameter.name] = value }
    }
    return .object(members)
  }

  /// The value that an object describes; reports what is wrong with it to `decoder`.
  /// - Parameter names: members of the object that belong to the step around the transform.
  static func read(_ node: SourceNode, at path: JSONPath, besides names: [String], decoder: SchemaDecoder) -> Self? {
    let known = names + parameters.map(\.name)
    guard let object = decoder.object(node, at: path, names: known) else { return nil }
    var value = Self()
    for parameter in parameters where object[parameter.name] != nil { parameter.read(object, &value) }
    if let conflict = value.conflict {
      decoder.report(
        path, at: node, found: conflict, expected: "parameters that fit together", mend: "Change one of them.")
    }
    return value
  }

  public init(from decoder: any Decoder) throws {
    let node = SourceNode(json: try JSONValue(from: decoder))
    let reader = SchemaDecoder()
    guard let value = Self.read(node, at: JSONPath(), besides: [], decoder: reader), reader.problems.isEmpty else {
      throw SchemaErrors(file: nil, problems: reader.problems)
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
