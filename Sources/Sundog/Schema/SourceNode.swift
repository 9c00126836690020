/// A value of a parsed JSON or YAML file, with where it stands: what a schema is decoded from.
package struct SourceNode: Sendable {
  package struct Member: Sendable {
    package var key: String
    package var line: Int
    package var column: Int
    package var node: SourceNode
  }

  package enum Value: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([SourceNode])
    case object([Member])
  }

  package var value: Value
  /// 1-based; 0 for a node that stands in no file.
  package var line: Int
  /// 1-based, in characters.
  package var column: Int

  package init(_ value: Value, line: Int = 0, column: Int = 0) {
    self.value = value
    self.line = line
    self.column = column
  }

  /// The value without positions. Of members with the same name the last one is kept.
  package var json: JSONValue {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .string(let value): .string(value)
    case .array(let items): .array(items.map(\.json))
    case .object(let members):
      .object(Dictionary(members.map { ($0.key, $0.node.json) }, uniquingKeysWith: { _, last in last }))
    }
  }

  /// The node of a value; members are sorted by name.
  package init(json: JSONValue) {
    switch json {
    case .null: self.init(.null)
    case .bool(let value): self.init(.bool(value))
    case .integer(let value): self.init(.integer(value))
    case .number(let value): self.init(.number(value))
    case .string(let value): self.init(.string(value))
    case .array(let items): self.init(.array(items.map { SourceNode(json: $0) }))
    case .object(let members):
      self.init(
        .object(
          members.sorted { $0.key < $1.key }.map {
            Member(key: $0.key, line: 0, column: 0, node: SourceNode(json: $0.value))
          }))
    }
  }

  /// The value in a few words, for messages.
  package var summary: String {
    switch value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value.count > 60 ? value.prefix(57) + "…" : value[...])\""
    case .array(let items): "a list of \(items.count)"
    case .object(let members): members.isEmpty ? "an empty object" : "an object with \"\(members[0].key)\""
    }
  }
}

/// Names the way to a value, such as `$.resources[0].schema.fields[2].sundog.bins`.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
  package init() {}

  package private(set) var description: String = "$"

  package func key(_ name: String) -> JSONPath {
    var path = self
    let isPlain = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "-")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    path.description += isPlain && !name.isEmpty ? ".\(name)" : "['\(name)']"
    return path
  }

  package func index(_ position: Int) -> JSONPath {
    var path = self
    path.description += "[\(position)]"
    return path
  }
}
