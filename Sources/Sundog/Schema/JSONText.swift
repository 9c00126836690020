/// A strict JSON reader (RFC 8259) that keeps positions and the order of members.
///
/// Foundation's reader tells neither lines nor duplicate names, and YAML readers refuse some valid JSON (surrogate
/// pairs) and accept much that is not JSON.
package struct JSONText {
  private static let depthLimit = 200

  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// - Throws: the one problem that stops the reading.
  package static func parse(_ text: String) throws(SchemaProblem) -> SourceNode {
    var reader = JSONText(text)
    if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.offset = 3 }
    reader.skipBlanks()
    let node = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.offset == reader.bytes.count else {
      throw reader.problem(expected: "the end of the file", mend: "Remove what follows the closing brace.")
    }
    return node
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The column in characters: continuation bytes of UTF-8 do not count.
  private var column: Int {
    1 + bytes[min(lineStart, offset)..<min(offset, bytes.count)].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  private func problem(expected: String, mend: String) -> SchemaProblem {
    let found =
      current.map { byte in
        byte >= 0x20 && byte < 0x7F ? "\"\(Character(UnicodeScalar(byte)))\"" : "byte \(byte)"
      } ?? "the end of the file"
    return SchemaProblem(path: "$", found: found, expected: expected, mend: mend, line: line, column: column)
  }

  private mutating func skipBlanks() {
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = offset + 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      offset += 1
    }
  }

  private mutating func value(depth: Int) throws(SchemaProblem) -> SourceNode {
    guard depth < Self.depthLimit else {
      throw problem(expected: "at most \(Self.depthLimit) levels of nesting", mend: "Flatten the file.")
    }
    let (line, column) = (self.line, self.column)
    switch current {
    case UInt8(ascii: "{"): return SourceNode(.object(try members(depth: depth)), line: line, column: column)
    case UInt8(ascii: "["): return SourceNode(.array(try items(depth: depth)), line: line, column: column)
    case UInt8(ascii: "\""): return SourceNode(.string(try string()), line: line, column: column)
    default: return SourceNode(try scalar(), line: line, column: column)
    }
  }

  private mutating func items(depth: Int) throws(SchemaProblem) -> [SourceNode] {
    var items: [SourceNode] = []
    offset += 1
    skipBlanks()
    if current == UInt8(ascii: "]") {
      offset += 1
      return items
    }
    while true {
      skipBlanks()
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if current == UInt8(ascii: "]") { break }
      guard current == UInt8(ascii: ",") else {
        throw problem(expected: "\",\" or \"]\"", mend: "Separate list items by commas and close the list.")
      }
      offset += 1
    }
    offset += 1
    return items
  }

  private mutating func members(depth: Int) throws(SchemaProblem) -> [SourceNode.Member] {
    var members: [SourceNode.Member] = []
    offset += 1
    skipBlanks()
    if current == UInt8(ascii: "}") {
      offset += 1
      return members
    }
    while true {
      skipBlanks()
      let (line, column) = (self.line, self.column)
      guard current == UInt8(ascii: "\"") else {
        throw problem(expected: "a name in double quotes", mend: "Quote the name; no comma after the last member.")
      }
      let key = try string()
      skipBlanks()
      guard current == UInt8(ascii: ":") else {
        throw problem(expected: "\":\"", mend: "Put a colon between the name and its value.")
      }
      offset += 1
      skipBlanks()
      members.append(
        SourceNode.Member(key: key, line: line, column: column, node: try value(depth: depth + 1)))
      skipBlanks()
      if current == UInt8(ascii: "}") { break }
      guard current == UInt8(ascii: ",") else {
        throw problem(expected: "\",\" or \"}\"", mend: "Separate members by commas and close the object.")
      }
      offset += 1
    }
    offset += 1
    return members
  }

  private mutating func scalar() throws(SchemaProblem) -> SourceNode.Value {
    let start = offset
    while let byte = current, byte > 0x20, !Array(",:]}[{\"".utf8).contains(byte) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      if let number = SourceNode.Value(jsonNumber: text) { return number }
      offset = start
      throw problem(
        expected: "a JSON value",
        mend: text.isEmpty ? "Write a value here." : "\"\(text)\" is no JSON value; texts stand in double quotes.")
    }
  }

  private mutating func string() throws(SchemaProblem) -> String {
    offset += 1
    var content: [UInt8] = []
    while true {
      guard let byte = current, byte >= 0x20 else {
        throw problem(expected: "a closing quote", mend: "Close the text; line breaks in it are written \\n.")
      }
      offset += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") { try escape(into: &content) } else { content.append(byte) }
    }
  }

  private mutating func escape(into content: inout [UInt8]) throws(SchemaProblem) {
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
      UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]
    guard let byte = current else { throw problem(expected: "a closing quote", mend: "Close the text.") }
    if let plain = simple[byte] {
      offset += 1
      content.append(plain)
      return
    }
    guard byte == UInt8(ascii: "u") else {
      throw problem(expected: "an escape of JSON", mend: "Write \\\\ for a backslash.")
    }
    offset += 1
    var unit = try hexadecimal()
    if (0xD800..<0xDC00).contains(unit) {
      guard current == UInt8(ascii: "\\"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "u") else {
        throw problem(expected: "the second half of a surrogate pair", mend: "Write the character itself.")
      }
      offset += 2
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else {
        throw problem(expected: "the second half of a surrogate pair", mend: "Write the character itself.")
      }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = UnicodeScalar(unit) else {
      throw problem(expected: "a character", mend: "Write the character itself.")
    }
    content.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private mutating func hexadecimal() throws(SchemaProblem) -> UInt32 {
    let end = offset + 4
    guard end <= bytes.count, bytes[offset..<end].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
    else { throw problem(expected: "four hexadecimal digits", mend: "Write \\uXXXX.") }
    offset = end
    return unit
  }
}

extension SourceNode.Value {
  /// A number in JSON's notation, finite; `nil` for anything else.
  init?(jsonNumber text: String) {
    let pattern = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/
    guard let match = text.wholeMatch(of: pattern) else { return nil }
    if match.2 == nil, match.3 == nil, let integer = Int(text) {
      self = .integer(integer)
    } else if let number = Double(text), number.isFinite {
      self = .number(number)
    } else {
      return nil
    }
  }
}
