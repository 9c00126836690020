import Sundog

/// The options of one generator, whose form the loader has checked.
struct Options {
  let members: [String: JSONValue]

  init(_ json: JSONValue?) {
    if case .object(let members)? = json { self.members = members } else { members = [:] }
  }

  /// Options that may be written as one value instead of an object.
  init(_ json: JSONValue, short: String) {
    if case .object(let members) = json { self.members = members } else { members = [short: json] }
  }

  subscript(name: String) -> JSONValue? { members[name] }

  func number(_ name: String) -> Double? { members[name]?.doubleValue }

  func integer(_ name: String) -> Int? {
    if case .integer(let value)? = members[name] { return value }
    return nil
  }

  func text(_ name: String) -> String? {
    if case .string(let text)? = members[name] { return text }
    return nil
  }

  func flag(_ name: String) -> Bool { members[name] == .bool(true) }

  func list(_ name: String) -> [JSONValue]? {
    if case .array(let items)? = members[name] { return items }
    return nil
  }

  func numbers(_ name: String) -> [Double]? { list(name)?.compactMap(\.doubleValue) }

  /// A text or a list of texts.
  func texts(_ name: String) -> [String]? {
    if let text = text(name) { return [text] }
    return list(name)?.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}
