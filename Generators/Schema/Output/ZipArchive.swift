import Sundog
import SundogNumerics

/// A zip archive of members that are stored as they are, written as a stream: what NumPy calls `npz`.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10. Each member's sum follows its bytes, so that it need not be known beforehand.
struct ZipArchive: ~Copyable {
  private struct Member {
    var name: [UInt8]
    var sum: UInt32 = 0
    var size = 0
    var offset = 0
  }

  private let file: AtomicFile
  private var digest = SHA256()
  private(set) var bytes = 0
  private var members: [Member] = []

  init(file: AtomicFile) { self.file = file }

  private mutating func put(_ data: [UInt8]) throws {
    try file.write(data)
    data.withUnsafeBytes { digest.update($0) }
    bytes += data.count
  }

  mutating func begin(_ name: String) throws {
    members.append(Member(name: Array(name.utf8), offset: bytes))
    // Version 2.0; sizes follow (bit 3), names in UTF-8 (bit 11); the first day of 1980.
    var header = Self.little(0x0403_4B50, 4) + Self.little(20, 2) + Self.little(0x0808, 2) + Self.little(0, 4)
    header += Self.little(0x21, 2) + Self.little(0, 12) + Self.little(members[members.count - 1].name.count, 2)
    try put(header + Self.little(0, 2) + members[members.count - 1].name)
  }

  mutating func write(_ data: [UInt8]) throws {
    let last = members.count - 1
    members[last].sum = Self.sum(data, members[last].sum)
    members[last].size += data.count
    try put(data)
  }

  /// - Throws: `FileError.tooLarge` where a member or the archive passes four gigabytes.
  mutating func endMember() throws {
    let member = members[members.count - 1]
    guard bytes < Int(UInt32.max) else { throw FileError.tooLarge(path: file.path, limit: Int(UInt32.max)) }
    try put(
      Self.little(0x0807_4B50, 4) + Self.little(Int(member.sum), 4) + Self.little(member.size, 4)
        + Self.little(member.size, 4))
  }

  consuming func finish() throws -> (bytes: Int, sha256: String) {
    let start = bytes
    for member in members {
      var entry = Self.little(0x0201_4B50, 4) + Self.little(20, 2) + Self.little(20, 2) + Self.little(0x0808, 2)
      entry += Self.little(0, 4) + Self.little(0x21, 2) + Self.little(Int(member.sum), 4)
      entry += Self.little(member.size, 4) + Self.little(member.size, 4) + Self.little(member.name.count, 2)
      entry += Self.little(0, 12) + Self.little(member.offset, 4)
      try put(entry + member.name)
    }
    let size = bytes - start
    try put(
      Self.little(0x0605_4B50, 4) + Self.little(0, 4) + Self.little(members.count, 2) + Self.little(members.count, 2)
        + Self.little(size, 4) + Self.little(start, 4) + Self.little(0, 2))
    try file.commit()
    return (bytes, digest.finish())
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  /// CRC-32 (ISO 3309), continued.
  static func sum(_ data: [UInt8], _ before: UInt32) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~data.reduce(~before) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
  }
}
