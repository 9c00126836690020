/// Members of a tar archive as bytes: ustar, with a pax header before names that do not fit.
///
/// The same content always gives the same bytes: no date, no owner, the same rights.
enum TarFormat {
  private static let blockSize = TarReader.blockSize

  /// Two blocks of zeros, filled up to the ten kilobytes that tape drives wanted and readers still expect.
  static func endMark(after count: Int) -> [UInt8] {
    let record = 20 * blockSize
    let end = (count + 2 * blockSize + record - 1) / record * record
    return [UInt8](repeating: 0, count: end - count)
  }

  /// Adds a file.
  static func append(_ name: String, _ content: [UInt8], to out: inout [UInt8]) {
    var place = split(name)
    if place == nil {
      let record = paxRecord("path", name)
      appendBlocks(header("PaxHeader", prefix: "", size: record.count, type: "x"), record, to: &out)
      place = (String(decoding: Array(name.utf8).suffix(60), as: UTF8.self), "")
    }
    let (short, prefix) = place ?? (name, "")
    appendBlocks(header(short, prefix: prefix, size: content.count, type: "0"), content, to: &out)
  }

  private static func appendBlocks(_ header: [UInt8], _ content: [UInt8], to out: inout [UInt8]) {
    out.append(contentsOf: header)
    out.append(contentsOf: content)
    out.append(contentsOf: repeatElement(0, count: (blockSize - content.count % blockSize) % blockSize))
  }

  /// The name in the 100 bytes of the field, or with its folders in the 155 of the prefix.
  private static func split(_ name: String) -> (name: String, prefix: String)? {
    let bytes = Array(name.utf8)
    if bytes.count <= 100 { return (name, "") }
    guard let slash = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: "/") && bytes.count - $0 - 1 <= 100 }),
      slash <= 155, slash > 0, slash + 1 < bytes.count
    else { return nil }
    return (
      String(decoding: bytes[(slash + 1)...], as: UTF8.self), String(decoding: bytes[..<slash], as: UTF8.self)
    )
  }

  /// `length key=value` with the length of the whole line, its own digits included.
  private static func paxRecord(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count + 1
    while length != rest.utf8.count + String(length).utf8.count { length = rest.utf8.count + String(length).utf8.count }
    return Array("\(length)\(rest)".utf8)
  }

  private static func header(_ name: String, prefix: String, size: Int, type: Character) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ value: Int, digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put(octal(0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(size, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put("        ", at: 148)
    put(String(type), at: 156)
    put("ustar\0" + "00", at: 257)
    put(prefix, at: 345)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(octal(sum, digits: 6) + "\0 ", at: 148)
    return header
  }
}
