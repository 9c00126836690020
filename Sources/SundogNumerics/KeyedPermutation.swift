/// A keyed permutation of `0 ..< count`: distinct indices give distinct values that look drawn at random.
///
/// Unique columns are unique by construction through it, at any index, without a set of what was given out.
///
/// Source: a balanced Feistel network of eight rounds (Luby and Rackoff, "How to construct pseudorandom permutations
/// from pseudorandom functions", 1988) on the next power of four, walked until it falls below `count` (Black and Rogaway,
/// "Ciphers with arbitrary finite domains", 2002). Complexity: on average less than four walks.
public struct KeyedPermutation: Sendable, Hashable {
  public let count: UInt64
  private let key: KeyedHash
  private let halfBits: UInt64

  /// - Precondition: `count` is in 1 … 2⁶².
  public init(count: UInt64, key: KeyedHash) {
    precondition(count > 0 && count <= 1 << 62, "a permutation of 1 to 2^62 values")
    self.count = count
    self.key = key
    let bits = UInt64(64 - (count - 1).leadingZeroBitCount)
    halfBits = max(1, (bits + 1) / 2)
  }

  /// - Precondition: `index` is below `count`.
  public func callAsFunction(_ index: UInt64) -> UInt64 {
    precondition(index < count, "an index below the permutation's count")
    var value = index
    repeat { value = walk(value) } while value >= count
    return value
  }

  private func walk(_ value: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfBits) - 1
    var (left, right) = (value >> halfBits, value & mask)
    for round: UInt64 in 0..<8 {
      (left, right) = (right, left ^ (key(round << 32 | right) >> 7 & mask))
    }
    return left << halfBits | right
  }
}
