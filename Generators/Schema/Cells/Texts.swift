import Sundog

/// Texts in UTF-8, one behind the other, with where each ends. Never changed once it is made.
package final class Texts: @unchecked Sendable {
  package let bytes: UnsafePointer<UInt8>
  private let ends: UnsafePointer<Int>
  package let count: Int

  fileprivate init(_ bytes: UnsafeMutablePointer<UInt8>, _ ends: UnsafeMutablePointer<Int>, count: Int) {
    self.bytes = UnsafePointer(bytes)
    self.ends = UnsafePointer(ends)
    self.count = count
  }

  deinit {
    bytes.deallocate()
    ends.deallocate()
  }

  package subscript(row: Int) -> UnsafeBufferPointer<UInt8> {
    let start = row == 0 ? 0 : ends[row - 1]
    return UnsafeBufferPointer(start: bytes + start, count: ends[row] - start)
  }

  package var byteCount: Int { count == 0 ? 0 : ends[count - 1] }

  package func string(_ row: Int) -> String { String(decoding: self[row], as: UTF8.self) }

  convenience init(_ texts: [String]) {
    var writer = TextWriter(rows: texts.count, width: 16)
    for text in texts {
      writer.append(text)
      writer.endCell()
    }
    let made = writer.release()
    self.init(made.bytes, made.ends, count: made.count)
  }

  fileprivate convenience init(_ writer: consuming TextWriter) {
    let made = writer.release()
    self.init(made.bytes, made.ends, count: made.count)
  }
}

/// Writes the cells of a text column, one after the other.
struct TextWriter: ~Copyable {
  /// Bytes behind the end that a copy of sixteen may touch.
  private static let slack = 32

  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var length = 0
  private let ends: UnsafeMutablePointer<Int>
  private let rows: Int
  private var count = 0

  /// - Parameter width: a guess of the bytes a cell takes.
  init(rows: Int, width: Int) {
    self.rows = rows
    capacity = rows * width + 64
    bytes = .allocate(capacity: capacity + Self.slack)
    ends = .allocate(capacity: max(1, rows))
  }

  deinit {
    bytes.deallocate()
    ends.deallocate()
  }

  consuming func finish() -> Texts { Texts(self) }

  fileprivate consuming func release() -> (
    bytes: UnsafeMutablePointer<UInt8>, ends: UnsafeMutablePointer<Int>, count: Int
  ) {
    precondition(count == rows, "one text a row")
    let made = (bytes, ends, count)
    discard self
    return made
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if length + more > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = (capacity + more) * 2
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.slack)
    moved.update(from: bytes, count: length)
    bytes.deallocate()
    bytes = moved
    capacity = larger
  }

  @inline(__always)
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    reserve(text.count)
    guard let base = text.baseAddress else { return }
    (bytes + length).update(from: base, count: text.count)
    length += text.count
  }

  /// Appends a text behind which sixteen more bytes may be read.
  @inline(__always)
  mutating func append(padded base: UnsafePointer<UInt8>, count: Int) {
    reserve(count)
    let target = UnsafeMutableRawPointer(bytes + length)
    if count <= 16 {
      target.storeBytes(of: UnsafeRawPointer(base).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    } else {
      target.copyMemory(from: base, byteCount: count)
    }
    length += count
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    bytes[length] = byte
    length += 1
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  @inline(__always)
  mutating func append(_ value: Int) {
    reserve(24)
    length = Digits.write(value, to: bytes + length) - bytes
  }

  /// Appends `value` with zeros before it, `width` digits at least.
  @inline(__always)
  mutating func append(_ value: UInt64, width: Int) {
    reserve(width + 24)
    length = Digits.write(value, width: width, to: bytes + length) - bytes
  }

  /// Lets `write` put up to `most` bytes at the end.
  @inline(__always)
  mutating func append(most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>) {
    reserve(most)
    length = write(bytes + length) - bytes
  }

  @inline(__always)
  mutating func endCell() {
    ends[count] = length
    count += 1
  }
}
