/// The order in which people number files and classes: runs of digits compare as numbers, the rest by its bytes.
enum NaturalOrder {
  /// Whether `first` stands before `second`: `image2` before `image10`. A total order: `01` stands after `1`.
  static func precedes(_ first: String, _ second: String) -> Bool {
    let (a, b) = (Array(first.utf8), Array(second.utf8))
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (x, y) = (digits(a, &i), digits(b, &j))
        if x.count != y.count { return x.count < y.count }
        if x != y { return x.lexicographicallyPrecedes(y) }
      } else if a[i] != b[j] {
        return a[i] < b[j]
      } else {
        i += 1
        j += 1
      }
    }
    if a.count - i != b.count - j { return a.count - i < b.count - j }
    return a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The run of digits at `position` without its leading zeros; `position` moves behind it.
  private static func digits(_ text: [UInt8], _ position: inout Int) -> ArraySlice<UInt8> {
    let start = position
    while position < text.count, isDigit(text[position]) { position += 1 }
    return text[start..<position].drop { $0 == 0x30 }
  }
}
