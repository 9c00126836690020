import Foundation
import Sundog
import SundogNumerics

/// Rows that were made when the model was fitted, from released values alone: blocks of as many rows as the private
/// table is estimated to have, each a careful sample of the model on its own.
///
/// A synthetic table takes the rows of a block in a random order of its seed, then those of the next block, and begins
/// again when all have been taken: row *i* is a function of (seed, i). A table of as many rows as a block is a whole
/// block, and keeps all of its accuracy.
package struct RowPool: Codable, Sendable {
  /// Rows in a block.
  package let blockRows: Int
  package let blocks: Int
  /// The leaf of each row, one column after another.
  let leaves: [PackedCodes]

  package init(leaves: [[Int32]], leafCounts: [Int], blockRows: Int, blocks: Int) {
    precondition(leaves.allSatisfy { $0.count == blockRows * blocks }, "every column has all rows")
    self.blockRows = blockRows
    self.blocks = blocks
    self.leaves = zip(leaves, leafCounts).map { PackedCodes($0, count: $1) }
  }

  /// What keeps a decoded pool from being sampled, if anything does.
  func flaw(columns: [LearnedColumn]) -> String? {
    guard blockRows > 0, blocks > 0, blockRows <= 1 << 31, blocks <= 1 << 20 else { return "the pool has no rows" }
    guard leaves.count == columns.count else { return "the pool has other columns" }
    for (codes, column) in zip(leaves, columns) {
      guard codes.count == blockRows * blocks, codes.isBelow(column.leaves.count) else {
        return "the pool's column \"\(column.name)\" is damaged"
      }
    }
    return nil
  }

  /// The rows of the pool that stand at `rows` of the table of `seed`.
  package func positions(_ rows: Range<Int>, seed: UInt64) -> [Int] {
    var random = SeededRandom(seed: seed, stream: Stream.pool)
    let shift = Int(random.next() % UInt64(blocks))
    let key = random.next()
    let permutation = RowPermutation(count: blockRows)
    return rows.map { row in
      let turn = row / blockRows
      let place = permutation.image(of: row % blockRows, key: key &+ UInt64(turn) &* 0x9E37_79B9_7F4A_7C15)
      return (turn + shift) % blocks * blockRows + place
    }
  }
}

/// A keyed permutation of `0 ..< count` that needs no memory: a Feistel network on the next power of two, walked until
/// it falls inside.
///
/// Source: Black, Rogaway, "Ciphers with arbitrary finite domains" (2002), cycle walking.
package struct RowPermutation {
  private let count: UInt64
  private let lowBits: UInt64
  private let highBits: UInt64

  /// - Precondition: `count` is above 0.
  package init(count: Int) {
    precondition(count > 0, "a permutation of nothing")
    self.count = UInt64(count)
    let bits = UInt64(max(2, Int.bitWidth - (count - 1).leadingZeroBitCount))
    lowBits = bits / 2
    highBits = bits - bits / 2
  }

  /// Where `index` goes under `key`.
  package func image(of index: Int, key: UInt64) -> Int {
    var value = UInt64(index)
    repeat { value = mixed(value, key: key) } while value >= count
    return Int(value)
  }

  private func mixed(_ value: UInt64, key: UInt64) -> UInt64 {
    var low = value & (1 << lowBits - 1)
    var high = value >> lowBits
    for round in 0..<3 as Range<UInt64> {
      high ^= Self.hash(low &+ key &+ round << 56) & (1 << highBits - 1)
      low ^= Self.hash(high &+ key &+ (round + 8) << 56) & (1 << lowBits - 1)
    }
    return high << lowBits | low
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  private static func hash(_ input: UInt64) -> UInt64 {
    var value = input &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}

/// Small whole numbers as bytes, one, two or four each, the lowest first.
struct PackedCodes: Codable, Sendable {
  private let width: Int
  private let bytes: Data

  init(_ codes: [Int32], count: Int) {
    let width = count <= 256 ? 1 : count <= 65_536 ? 2 : 4
    var bytes = Data(capacity: codes.count * width)
    for code in codes {
      for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: code >> (8 * byte))) }
    }
    self.width = width
    self.bytes = bytes
  }

  private enum CodingKeys: String, CodingKey { case width, bytes }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    width = try container.decode(Int.self, forKey: .width)
    guard let bytes = Data(base64Encoded: try container.decode(String.self, forKey: .bytes)) else {
      throw DecodingError.dataCorruptedError(forKey: .bytes, in: container, debugDescription: "not base64")
    }
    self.bytes = bytes
  }

  /// Base64 is a third longer than the bytes; a list of numbers would be four times as long.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(width, forKey: .width)
    try container.encode(bytes.base64EncodedString(), forKey: .bytes)
  }

  var count: Int { width == 1 || width == 2 || width == 4 ? bytes.count / width : 0 }

  func isBelow(_ limit: Int) -> Bool {
    bytes.count == count * width && gather(Array(0..<count)).allSatisfy { $0 < limit }
  }

  /// The codes at `positions`.
  func gather(_ positions: [Int]) -> [UInt32] {
    bytes.withUnsafeBytes { bytes in
      switch width {
      case 1: positions.map { UInt32(bytes[$0]) }
      case 2: positions.map { UInt32(bytes[2 * $0]) | UInt32(bytes[2 * $0 + 1]) << 8 }
      default:
        positions.map { position in
          (0..<4).reduce(0) { $0 | UInt32(bytes[4 * position + $1]) << (8 * UInt32($1)) }
        }
      }
    }
  }
}
