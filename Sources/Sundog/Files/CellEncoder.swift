import Foundation

/// Turns the codes of one column into text, with the delimiter behind it.
///
/// Small domains are written out beforehand; large grids are written digit by digit.
package struct CellEncoder {
  private enum Mode {
    case table
    /// `lower + code`.
    case integers(lower: Int)
    /// `(lower + step × code) / 10^places`, all digits written.
    case decimals(lower: Int, places: Int)
    /// The middle of a step with `places` digits, zeros at the end left out.
    case reals(lower: Double, step: Double, places: Int)
    case other
  }

  /// Domains up to this size are written out beforehand.
  private static let tableLimit = 1 << 16
  /// Bytes that may be written behind the end of a cell.
  static let slack = 32

  private let mode: Mode
  private let domain: Domain
  private let texts: [UInt8]
  private let offsets: [UInt32]
  private let missing: [UInt8]
  private let end: UInt8
  /// The longest cell, in bytes, with the delimiter.
  let longest: Int

  /// - Parameter end: the byte behind each cell: a delimiter or a line feed.
  init(domain: Domain, end: UInt8, delimiter: UInt8, isAlone: Bool) {
    self.domain = domain
    self.end = end
    missing = Self.field(domain.missingText, delimiter, isAlone) + [end]
    mode = Self.mode(of: domain)
    guard case .table = mode else {
      (texts, offsets) = ([], [])
      longest = Self.slack + missing.count
      return
    }
    var texts: [UInt8] = []
    var offsets: [UInt32] = [0]
    var longest = 0
    for code in 0..<domain.cardinality {
      let before = texts.count
      texts += Self.field(domain.text(of: code), delimiter, isAlone)
      texts.append(end)
      longest = max(longest, texts.count - before)
      offsets.append(UInt32(texts.count))
    }
    // Copies take 16 bytes at a time.
    self.texts = texts + [UInt8](repeating: 0, count: Self.slack)
    self.offsets = offsets
    self.longest = longest
  }

  private static func mode(of domain: Domain) -> Mode {
    guard domain.cardinality > tableLimit, case .grid(let lower, let step, _, let rendering) = domain.values else {
      // Categories are listed in the schema: their texts are in memory already.
      return .table
    }
    switch rendering {
    case .integer where step == 1: return .integers(lower: Int(lower))
    case .decimal(let places) where places > 0:
      let scale = pow(10, Double(places))
      let scaled = (lower * scale).rounded()
      // A bound between two grid points is rare enough to take the slow way.
      guard abs(scaled) < 0x1p52, abs(scaled / scale - lower) <= abs(lower) * 0x1p-50 else { return .other }
      return .decimals(lower: Int(scaled), places: places)
    case .real:
      let places = Domain.realPlaces(step: step)
      let ends = [lower, lower + step * Double(domain.valueCount)]
      guard places <= 15, ends.allSatisfy({ Domain.scaled($0, places: places) != nil }) else { return .other }
      return .reals(lower: lower, step: step, places: places)
    default: return .other
    }
  }

  /// Quotes a text where RFC 4180 or a reader that trims blanks needs it.
  package static func field(_ text: String, _ delimiter: UInt8, _ isAlone: Bool = false) -> [UInt8] {
    let bytes = Array(text.utf8)
    let isPlain =
      bytes.allSatisfy { $0 != delimiter && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D } && bytes.first != 0x20
      && bytes.first != 0x09 && bytes.last != 0x20 && bytes.last != 0x09
    // An empty cell that is alone in its row would make a blank line, which readers skip.
    if isPlain, !(isAlone && bytes.isEmpty) { return bytes }
    var quoted: [UInt8] = [0x22]
    for byte in bytes {
      if byte == 0x22 { quoted.append(0x22) }
      quoted.append(byte)
    }
    return quoted + [0x22]
  }

  /// Writes the cells of the rows from `first` on, one into each row: `cursors[row]` is where the row goes on.
  func write(
    _ codes: CodeStorage, from first: Int, _ cursors: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt8>>
  ) {
    switch codes {
    case .bytes(let codes): codes.withUnsafeBufferPointer { write($0, first, cursors) }
    case .shorts(let codes): codes.withUnsafeBufferPointer { write($0, first, cursors) }
    case .words(let codes): codes.withUnsafeBufferPointer { write($0, first, cursors) }
    }
  }

  @inline(__always)
  private func write<Code: FixedWidthInteger>(
    _ all: UnsafeBufferPointer<Code>, _ first: Int,
    _ cursors: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt8>>
  ) {
    let codes = UnsafeBufferPointer(rebasing: all[first..<first + cursors.count])
    let count = domain.valueCount
    switch mode {
    case .table:
      texts.withUnsafeBytes { texts in
        offsets.withUnsafeBufferPointer { offsets in
          for row in codes.indices {
            let code = Int(codes[row])
            let start = Int(offsets[code])
            let length = Int(offsets[code + 1]) - start
            Self.copy(texts.baseAddress.unsafelyUnwrapped + start, length, &cursors[row])
          }
        }
      }
    case .integers(let lower):
      for row in codes.indices {
        let code = Int(codes[row])
        if code < count { Self.append(lower + code, end, &cursors[row]) } else { append(missing, &cursors[row]) }
      }
    case .decimals(let lower, let places):
      for row in codes.indices {
        let code = Int(codes[row])
        if code < count {
          Self.append(lower + code, places: places, end, &cursors[row])
        } else {
          append(missing, &cursors[row])
        }
      }
    case .reals(let lower, let step, let places):
      let scale = pow(10, Double(places))
      for row in codes.indices {
        let code = Int(codes[row])
        if code == 0 || code >= count - 1 {
          append(code < count ? Array(domain.text(of: code).utf8) + [end] : missing, &cursors[row])
        } else {
          let middle = lower + step * (Double(code) + 0.5)
          Self.append(Int((middle * scale).rounded()), places: places, end, &cursors[row], trimsZeros: true)
        }
      }
    case .other:
      for row in codes.indices {
        let code = Int(codes[row])
        if code < count {
          append(Array(domain.text(of: code).utf8) + [end], &cursors[row])
        } else {
          append(missing, &cursors[row])
        }
      }
    }
  }

  private func append(_ bytes: [UInt8], _ cursor: inout UnsafeMutablePointer<UInt8>) {
    bytes.withUnsafeBytes { Self.copy($0.baseAddress.unsafelyUnwrapped, bytes.count, &cursor, isPadded: false) }
  }

  @inline(__always)
  private static func copy(
    _ source: UnsafeRawPointer, _ length: Int, _ cursor: inout UnsafeMutablePointer<UInt8>, isPadded: Bool = true
  ) {
    let target = UnsafeMutableRawPointer(cursor)
    if isPadded, length <= 16 {
      target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    } else {
      target.copyMemory(from: source, byteCount: length)
    }
    cursor += length
  }

  @inline(__always)
  static func append(_ value: Int, _ end: UInt8, _ cursor: inout UnsafeMutablePointer<UInt8>) {
    var magnitude = value.magnitude
    if value < 0 {
      cursor.pointee = 0x2D
      cursor += 1
    }
    var digits = 1
    var bound: UInt = 10
    while magnitude >= bound, digits < 20 {
      digits += 1
      bound = bound &* 10
    }
    var position = digits - 1
    while position >= 0 {
      let quotient = magnitude / 10
      cursor[position] = UInt8(truncatingIfNeeded: magnitude &- quotient &* 10) + 0x30
      magnitude = quotient
      position -= 1
    }
    cursor[digits] = end
    cursor += digits + 1
  }

  private static func append(
    _ value: Int, places: Int, _ end: UInt8, _ cursor: inout UnsafeMutablePointer<UInt8>, trimsZeros: Bool = false
  ) {
    var scale: UInt = 1
    for _ in 0..<places { scale *= 10 }
    let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: scale)
    if value < 0 {
      cursor.pointee = 0x2D
      cursor += 1
    }
    if trimsZeros, fraction == 0 { return append(Int(whole), end, &cursor) }
    append(Int(whole), UInt8(ascii: "."), &cursor)
    var rest = fraction
    for position in stride(from: places - 1, through: 0, by: -1) {
      cursor[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
      rest /= 10
    }
    cursor += places
    if trimsZeros {
      while (cursor - 1).pointee == 0x30 { cursor -= 1 }
    }
    cursor.pointee = end
    cursor += 1
  }
}
