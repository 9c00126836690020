import SundogNumerics

/// A regular expression as a numbered list of the texts that it matches: literals, `.`, `[a-z]`, `[^…]`, `\d \w \s`, groups,
/// `|`, `? * + {m,n}` (`*` and `+` up to eight times more than the least).
struct TextPattern: Sendable {
  indirect enum Node: Sendable {
    case one(of: [Unicode.Scalar])
    /// Nodes with the number of ways of each.
    case sequence([Node], ways: [UInt64])
    case either([Node], ways: [UInt64])
    case times(Node, ClosedRange<Int>, ways: UInt64)

    static func sequence(_ nodes: [Node]) -> Node { .sequence(nodes, ways: nodes.map(TextPattern.count)) }
    static func either(_ nodes: [Node]) -> Node { .either(nodes, ways: nodes.map(TextPattern.count)) }
    static func times(_ node: Node, _ range: ClosedRange<Int>) -> Node {
      .times(node, range, ways: TextPattern.count(node))
    }
  }

  struct Problem: Error {
    var position: Int
    var found: String
  }

  private let root: Node
  /// Number of ways to make a text; saturates at 2⁶².
  let count: UInt64
  /// How many texts are certainly different when they are numbered apart; `nil` where two numbers may give one text.
  let distinct: UInt64?

  static let limit: UInt64 = 1 << 62
  private static let longestText: UInt64 = 10_000

  init(_ text: String) throws(Problem) {
    var parser = PatternParser(Array(text.unicodeScalars))
    let root = try parser.parse()
    guard Self.longest(root) <= Self.longestText else {
      throw Problem(position: 1, found: "texts of more than \(Self.longestText) characters")
    }
    self.root = root
    count = Self.count(root)
    distinct = Self.isUnambiguous(root) && Self.length(root) != nil ? count : nil
  }

  /// The text of a number below `count`; what lies beyond 2⁶² ways is drawn from `bits`.
  func append(_ number: UInt64, bits: KeyedHash, row: UInt64, to writer: inout TextWriter) {
    var number = number
    var draws: UInt64 = 0
    Self.append(root, &number, bits, row, &draws, &writer)
  }

  private static func append(
    _ node: Node, _ number: inout UInt64, _ bits: KeyedHash, _ row: UInt64, _ draws: inout UInt64,
    _ writer: inout TextWriter
  ) {
    /// A choice among `count`: from the number while it lasts, else drawn.
    func choose(_ count: UInt64) -> UInt64 {
      if number == .max {
        draws += 1
        return bits.derived(draws).below(count, row)
      }
      defer { number /= count }
      return number % count
    }
    switch node {
    case .one(let scalars):
      let scalar = scalars.count == 1 ? scalars[0] : scalars[Int(choose(UInt64(scalars.count)))]
      if scalar.isASCII {
        writer.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        writer.append(String(scalar))
      }
    case .sequence(let nodes, let ways):
      var left = limit
      for index in nodes.indices {
        // Beyond 2⁶² ways the number is used up: the rest is drawn.
        if ways[index] > left { number = .max } else { left /= max(1, ways[index]) }
        append(nodes[index], &number, bits, row, &draws, &writer)
      }
    case .either(let nodes, let ways):
      var place = choose(ways.reduce(0) { min(limit, $0 + $1) })
      for index in nodes.indices {
        if place < ways[index] {
          append(nodes[index], &place, bits, row, &draws, &writer)
          return
        }
        place -= ways[index]
      }
    case .times(let node, let range, let ways):
      func append(_ length: Int, _ number: inout UInt64) {
        var left = limit
        for _ in 0..<length {
          if ways > left { number = .max } else { left /= max(1, ways) }
          Self.append(node, &number, bits, row, &draws, &writer)
        }
      }
      if range.count == 1 { return append(range.lowerBound, &number) }
      // Every length as likely as its number of texts would make the longest nearly certain: lengths are drawn evenly.
      let length = range.lowerBound + Int(choose(UInt64(range.count)))
      guard ways > 1, number != .max else { return append(length, &number) }
      let most = (0..<range.upperBound).reduce(UInt64(1)) { product, _ in saturating(product, ways) }
      var inner = most >= limit ? UInt64.max : choose(most)
      append(length, &inner)
    }
  }

  private static func saturating(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? limit : min(limit, product)
  }

  private static func count(_ node: Node) -> UInt64 {
    /// The longest beginning that has at most 2⁶² ways.
    func product(_ ways: some Sequence<UInt64>) -> UInt64 {
      var product: UInt64 = 1
      for count in ways {
        let (next, overflow) = product.multipliedReportingOverflow(by: count)
        if overflow || next > limit { return product == 1 ? limit : product }
        product = next
      }
      return product
    }
    switch node {
    case .one(let scalars): return UInt64(scalars.count)
    case .sequence(_, let ways): return product(ways)
    case .either(_, let ways): return ways.reduce(0) { min(limit, $0 + $1) }
    case .times(_, let range, let ways):
      if range.count == 1 { return product(repeatElement(ways, count: range.lowerBound)) }
      let most = (0..<range.upperBound).reduce(UInt64(1)) { product, _ in saturating(product, ways) }
      return saturating(UInt64(range.count), most)
    }
  }

  /// The length of the longest text; saturates.
  private static func longest(_ node: Node) -> UInt64 {
    switch node {
    case .one: return 1
    case .sequence(let nodes, _): return nodes.reduce(0) { min(limit, $0 + longest($1)) }
    case .either(let nodes, _): return nodes.reduce(0) { max($0, longest($1)) }
    case .times(let node, let range, _): return saturating(longest(node), UInt64(range.upperBound))
    }
  }

  /// The length of all texts, where it is one.
  private static func length(_ node: Node) -> Int? {
    switch node {
    case .one: return 1
    case .sequence(let nodes, _):
      var sum = 0
      for node in nodes {
        guard let length = length(node) else { return nil }
        sum += length
      }
      return sum
    case .either(let nodes, _):
      let lengths = Set(nodes.map { length($0) ?? -1 })
      return lengths.count == 1 && lengths != [-1] ? lengths.first : nil
    case .times(let node, let range, _): return range.count == 1 ? length(node).map { $0 * range.lowerBound } : nil
    }
  }

  /// Whether no two ways give one text: parts of fixed length whose alternatives are different literals.
  private static func isUnambiguous(_ node: Node) -> Bool {
    switch node {
    case .one: return true
    case .sequence(let nodes, _): return nodes.allSatisfy { length($0) != nil && isUnambiguous($0) }
    case .either(let nodes, _):
      let literals = nodes.map(literal)
      return !literals.contains(nil) && Set(literals).count == literals.count && length(node) != nil
    case .times(let node, let range, _): return range.count == 1 && length(node) != nil && isUnambiguous(node)
    }
  }

  private static func literal(_ node: Node) -> String? {
    switch node {
    case .one(let scalars): return scalars.count == 1 ? String(scalars[0]) : nil
    case .sequence(let nodes, _):
      let parts = nodes.map(literal)
      return parts.contains(nil) ? nil : parts.compactMap { $0 }.joined()
    default: return nil
    }
  }
}

/// Reads regular expressions.
private struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  private static let digits = Array("0123456789".unicodeScalars)
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
  private static let printable = (0x20...0x7E).compactMap { Unicode.Scalar($0 as UInt32) }

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func problem(_ found: String) -> TextPattern.Problem {
    TextPattern.Problem(position: place + 1, found: found)
  }

  mutating func parse() throws(TextPattern.Problem) -> TextPattern.Node {
    let node = try either()
    guard current == nil else { throw problem("\")\" without \"(\"") }
    return node
  }

  private mutating func either() throws(TextPattern.Problem) -> TextPattern.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth < 50 else { throw problem("groups nested deeper than 50") }
    var branches = [try sequence()]
    while current == "|" {
      place += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .either(branches)
  }

  private mutating func sequence() throws(TextPattern.Problem) -> TextPattern.Node {
    var nodes: [TextPattern.Node] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if scalar == "^" && place == 0 || scalar == "$" && place == scalars.count - 1 {
        place += 1
        continue
      }
      let atom = try atom()
      nodes.append(try repeated(atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws(TextPattern.Problem) -> TextPattern.Node {
    guard let scalar = current else { throw problem("the end of the pattern") }
    switch scalar {
    case "(":
      place += 1
      if current == "?" {
        guard place + 1 < scalars.count, scalars[place + 1] == ":" else { throw problem("a group of a special kind") }
        place += 2
      }
      let inner = try either()
      guard current == ")" else { throw problem("a group that does not end") }
      place += 1
      return inner
    case "[": return try set()
    case ".":
      place += 1
      return .one(of: Self.printable)
    case "\\":
      place += 1
      return .one(of: try escaped())
    case "*", "+", "?", "{": throw problem("\"\(scalar)\" behind nothing")
    default:
      place += 1
      return .one(of: [scalar])
    }
  }

  private mutating func escaped() throws(TextPattern.Problem) -> [Unicode.Scalar] {
    guard let scalar = current else { throw problem("a backslash at the end") }
    place += 1
    switch scalar {
    case "d": return Self.digits
    case "w": return Self.letters + Self.digits + ["_"]
    case "s": return [" "]
    case "n": return ["\n"]
    case "t": return ["\t"]
    default:
      if scalar.properties.isAlphabetic || Self.digits.contains(scalar) {
        place -= 1
        throw problem("the escape \\\(scalar)")
      }
      return [scalar]
    }
  }

  private mutating func set() throws(TextPattern.Problem) -> TextPattern.Node {
    place += 1
    let isNegated = current == "^"
    if isNegated { place += 1 }
    var members: [Unicode.Scalar] = []
    while let scalar = current, scalar != "]" || members.isEmpty {
      place += 1
      var found = [scalar]
      if scalar == "\\" { found = try escaped() }
      if found.count == 1, current == "-", place + 1 < scalars.count, scalars[place + 1] != "]" {
        place += 1
        var last = scalars[place]
        place += 1
        if last == "\\" {
          let end = try escaped()
          guard end.count == 1 else { throw problem("a range to a class") }
          last = end[0]
        }
        guard found[0].value <= last.value, last.value - found[0].value < 0x2000 else {
          throw problem("a range that goes backwards, or is too long")
        }
        found = (found[0].value...last.value).compactMap { Unicode.Scalar($0) }
      }
      for member in found where !members.contains(member) { members.append(member) }
    }
    guard current == "]" else { throw problem("a set that does not end") }
    place += 1
    if isNegated { members = Self.printable.filter { !members.contains($0) } }
    guard !members.isEmpty else { throw problem("a set of nothing") }
    return .one(of: members)
  }

  private mutating func repeated(_ atom: TextPattern.Node) throws(TextPattern.Problem) -> TextPattern.Node {
    let range: ClosedRange<Int>
    switch current {
    case "?": range = 0...1
    case "*": range = 0...8
    case "+": range = 1...9
    case "{":
      guard let end = scalars[place...].firstIndex(of: "}") else { throw problem("a repetition that does not end") }
      let text = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      guard parts.count <= 2, let least = Int(parts[0]), least >= 0, least <= 1000 else {
        throw problem("the repetition {\(text)}")
      }
      let most = parts.count == 1 ? least : parts[1].isEmpty ? least + 8 : Int(parts[1]) ?? -1
      guard most >= least, most <= 1000 else { throw problem("the repetition {\(text)}") }
      range = least...most
      place = end
    default: return atom
    }
    place += 1
    return .times(atom, range)
  }
}
