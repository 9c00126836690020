/// A stateless hash of (key, index): what each cell of a generated table is drawn from.
///
/// Unlike a generator with a state it costs the same at every index, and a loop over indices runs at a few
/// nanoseconds each. It is **not** for privacy noise, and no cipher.
///
/// Source: the finalizer of Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014), with the
/// constants of Stafford's variant 13, applied twice with a key between, so that two keys share no stretch of numbers.
public struct KeyedHash: Sendable, Hashable {
  @usableFromInline let first: UInt64
  @usableFromInline let second: UInt64

  @usableFromInline
  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  public init(seed: UInt64) {
    self.init(first: Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15), second: Self.mix(seed ^ 0xD1B5_4A32_D192_ED03))
  }

  /// The key for one use of this one, by name: a table, a column, one of its draws.
  public func derived(_ name: String) -> KeyedHash {
    var (high, low) = (first ^ 0x6A09_E667_F3BC_C908, second)
    for byte in name.utf8 {
      high = Self.mix(high &+ UInt64(byte) &* 0x9E37_79B9_7F4A_7C15)
      low = Self.mix(low ^ high)
    }
    return KeyedHash(first: Self.mix(high ^ second), second: Self.mix(low &+ first))
  }

  /// The key for one use of this one, by number.
  @inlinable
  public func derived(_ number: UInt64) -> KeyedHash {
    let high = self(number)
    return KeyedHash(first: high, second: Self.mix(high ^ second &+ number))
  }

  /// 64 uniformly distributed bits.
  @inlinable @inline(__always)
  public func callAsFunction(_ index: UInt64) -> UInt64 {
    Self.mix(Self.mix(index &* 0x9E37_79B9_7F4A_7C15 &+ first) ^ second)
  }

  /// A uniform number in (0, 1), never 0 or 1.
  @inlinable @inline(__always)
  public func uniform(_ index: UInt64) -> Double { Self.unit(self(index)) }

  /// The number in (0, 1) that 64 bits stand for: the middle of one of 2⁵² equal parts.
  @inlinable @inline(__always)
  public static func unit(_ bits: UInt64) -> Double { (Double(bits >> 12) + 0.5) * 0x1p-52 }

  /// A uniform integer in `0 ..< count`. The bias is below `count` / 2⁶⁴.
  @inlinable @inline(__always)
  public func below(_ count: UInt64, _ index: UInt64) -> UInt64 { self(index).multipliedFullWidth(by: count).high }

  @inlinable @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
