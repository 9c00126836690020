import Foundation
import Sundog

/// Numbers as decimal digits, written where the caller says; each function returns the place behind what it wrote.
enum Digits {
  typealias Place = UnsafeMutablePointer<UInt8>

  @inline(__always)
  static func write(_ value: Int, to place: Place) -> Place {
    var place = place
    if value < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
    }
    return write(UInt64(value.magnitude), width: 1, to: place)
  }

  /// - Parameter width: at least this many digits, zeros before.
  @inline(__always)
  static func write(_ value: UInt64, width: Int, to place: Place) -> Place {
    var digits = 1
    var bound: UInt64 = 10
    while value >= bound {
      digits += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    digits = max(digits, width)
    var rest = value
    var position = digits - 1
    while position >= 0 {
      let quotient = rest / 10
      place[position] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) &+ 0x30
      rest = quotient
      position -= 1
    }
    return place + digits
  }

  /// Powers of ten that doubles hold exactly and that leave room in 64 bits.
  static let scales: [Double] = (0...15).map { power in (0..<power).reduce(1) { product, _ in product * 10 } }

  /// A number with exactly `places` digits behind the point; shortest form where it is too large for that.
  static func write(_ value: Double, places: Int, to place: Place) -> Place {
    let scaled = (value * scales[places]).rounded()
    guard scaled.magnitude < 0x1p62 else { return write(shortest: value, to: place) }
    var place = place
    let digits = UInt64(scaled.magnitude)
    if scaled < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
    }
    if places == 0 { return write(digits, width: 1, to: place) }
    let scale = UInt64(scales[places])
    place = write(digits / scale, width: 1, to: place)
    place.pointee = UInt8(ascii: ".")
    return write(digits % scale, width: places, to: place + 1)
  }

  /// The shortest text that reads back as the same number; at most 32 bytes.
  static func write(shortest value: Double, to place: Place) -> Place {
    var text = ShortestNumber.text(value)
    return text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return place }
      place.update(from: base, count: bytes.count)
      return place + bytes.count
    }
  }
}
