import SundogNumerics

/// How a column of a fitted model is made that is not learned: row *i* depends on (seed, column, i) alone.
public enum FieldGenerator: Sendable, Hashable {
  /// The same text in every row.
  case constant(String)
  /// `start + step × row`.
  case sequence(start: Int, step: Int)
  /// A version 4 UUID (RFC 9562) from the seed: 62 of its bits are a permutation of the row, so that none repeats.
  case uuid

  /// The generator that a schema's `generator` block names; `nil` for one that a fitted model cannot make: those need
  /// other columns or tables, and are made from the schema alone.
  public init?(_ json: JSONValue) {
    guard case .object(let members) = json, members.count == 1, let (name, value) = members.first else { return nil }
    switch (name, value) {
    case ("constant", .object(let options)):
      guard options.count == 1, let text = options["value"]?.cellText else { return nil }
      self = .constant(text)
    case ("constant", _):
      guard let text = value.cellText else { return nil }
      self = .constant(text)
    case ("sequence", .object(let options)):
      guard case .integer(let start) = options["start"] ?? .integer(1),
        case .integer(let step) = options["step"] ?? .integer(1), step != 0
      else { return nil }
      self = .sequence(start: start, step: step)
    case ("uuid", .object): self = .uuid
    default: return nil
    }
  }

  /// The value of row `row`.
  /// - Parameter column: position of the column in its resource, so that two columns never share numbers.
  public func text(row: Int, column: Int, seed: UInt64) -> String {
    var bytes: [UInt8] = []
    append(row: row, column: column, seed: seed, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value of row `row` in UTF-8.
  func append(row: Int, column: Int, seed: UInt64, to bytes: inout [UInt8]) {
    switch self {
    case .constant(let text): bytes.append(contentsOf: text.utf8)
    case .sequence(let start, let step):
      bytes.append(contentsOf: String(start &+ step &* row).utf8)
    case .uuid:
      let stream = Self.firstStream &+ UInt32(truncatingIfNeeded: column)
      var random = SeededRandom(seed: seed, stream: stream, index: UInt64(row))
      let unique = Self.uniqueBits(KeyedHash(seed: seed).derived(UInt64(stream)))
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
        guard let base = text.baseAddress else { return }
        Self.writeUUID(high: random.next(), low: unique(UInt64(row)), to: base)
        bytes.append(contentsOf: text)
      }
    }
  }

  /// The 62 bits that make UUIDs of different rows different.
  package static func uniqueBits(_ key: KeyedHash) -> KeyedPermutation { KeyedPermutation(count: 1 << 62, key: key) }

  /// Writes the 36 characters of a version 4 UUID with these bits.
  package static func writeUUID(high: UInt64, low: UInt64, to text: UnsafeMutablePointer<UInt8>) {
    let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var position = 0
    for (value, first) in [(high, true), (low, false)] {
      for digit in 0..<16 {
        if first ? digit == 8 || digit == 12 : digit == 0 || digit == 4 {
          text[position] = UInt8(ascii: "-")
          position += 1
        }
        let nibble = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * digit) & 0xF)
        text[position] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
        position += 1
      }
    }
  }

  /// Streams from here on belong to generated columns ("Gene" in ASCII).
  private static let firstStream: UInt32 = 0x4765_6E65
}

extension Field {
  /// How the column is made where the schema says so.
  public var fieldGenerator: FieldGenerator? { generator.flatMap { FieldGenerator($0) } }
}
