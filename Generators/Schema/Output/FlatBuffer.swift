/// Writes FlatBuffers, the notation of Arrow's metadata, from the end to the beginning.
///
/// Source: the FlatBuffers specification ("FlatBuffers Internals"): tables with offsets to a table of fields, vectors and
/// texts behind a 32-bit length, all little-endian and aligned to their size.
struct FlatBuffer {
  /// The bytes in reverse; an object is named by how many bytes follow its beginning.
  private var reversed: [UInt8] = []
  private var alignment = 4
  private var fields: [(slot: Int, place: Int)] = []
  private var tableStart = 0

  private mutating func align(_ size: Int, before more: Int = 0) {
    alignment = max(alignment, size)
    while (reversed.count + more) % size != 0 { reversed.append(0) }
  }

  private mutating func push<Value: FixedWidthInteger>(_ value: Value) {
    align(MemoryLayout<Value>.size)
    withUnsafeBytes(of: value.bigEndian) { reversed.append(contentsOf: $0) }
  }

  private mutating func push(offset target: Int) {
    align(4)
    push(UInt32(reversed.count + 4 - target))
  }

  mutating func text(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    align(4, before: bytes.count + 1)
    reversed.append(0)
    reversed.append(contentsOf: bytes.reversed())
    push(UInt32(bytes.count))
    return reversed.count
  }

  mutating func vector(ofOffsets targets: [Int]) -> Int {
    align(4, before: targets.count * 4)
    for target in targets.reversed() { push(offset: target) }
    push(UInt32(targets.count))
    return reversed.count
  }

  /// A vector of structures of two 64-bit integers.
  mutating func vector(ofPairs pairs: [(Int64, Int64)]) -> Int {
    align(8, before: pairs.count * 16)
    for (first, second) in pairs.reversed() {
      push(second)
      push(first)
    }
    push(UInt32(pairs.count))
    return reversed.count
  }

  mutating func beginTable() {
    fields = []
    tableStart = reversed.count
  }

  mutating func add<Value: FixedWidthInteger>(_ slot: Int, _ value: Value) {
    push(value)
    fields.append((slot, reversed.count))
  }

  mutating func add(_ slot: Int, offset: Int) {
    push(offset: offset)
    fields.append((slot, reversed.count))
  }

  mutating func endTable() -> Int {
    push(Int32(0))
    let table = reversed.count
    let slots = (fields.map(\.slot).max() ?? -1) + 1
    for slot in (0..<slots).reversed() {
      let place = fields.first { $0.slot == slot }?.place
      push(UInt16(place.map { table - $0 } ?? 0))
    }
    push(UInt16(table - tableStart))
    push(UInt16((slots + 2) * 2))
    // The table begins with the distance to its table of fields.
    withUnsafeBytes(of: Int32(reversed.count - table).bigEndian) { bytes in
      for index in 0..<4 { reversed[table - 4 + index] = bytes[index] }
    }
    return table
  }

  mutating func finish(_ root: Int) -> [UInt8] {
    align(alignment, before: 4)
    push(offset: root)
    return reversed.reversed()
  }
}
