import Foundation

/// The members of a tar archive, one after the other, from a file or a pipe.
///
/// Reads ustar, GNU's long names and the path, size and nothing else of pax headers. Archives that were written one
/// behind the other are read on. An archive must end with a block of zeros: one that does not was cut off.
///
/// Source: IEEE Std 1003.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format".
final class TarReader {
  struct Member {
    var name: String
    var bytes: [UInt8]
  }

  static let blockSize = 512
  /// Larger members are refused. Bytes.
  private static let memberLimit = 1 << 31

  let path: String
  private let source: ByteSource
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  private var start = 0
  private var end = 0
  private var hasEndMark = false
  /// The last member whose header was read, for errors.
  private(set) var lastName: String?

  /// - Throws: `FileError`.
  init(path: String) throws(FileError) {
    source = try ByteSource(path: path)
    self.path = path == "-" ? "standard input" : path
  }

  deinit { buffer.deallocate() }

  /// The next regular file of the archive; `nil` at its end.
  /// - Throws: `MediaError` for anything but a whole tar archive, `FileError`.
  func next() throws -> Member? {
    var longName: String?
    var longSize: Int?
    while let header = try nextHeader() {
      let type = header[156]
      var name = longName ?? Self.name(header)
      guard let size = longSize ?? Self.number(header[124..<136]), size >= 0, size <= Self.memberLimit else {
        throw damaged("a member size that is no number, or above \(Self.memberLimit) bytes", in: name)
      }
      lastName = name
      switch type {
      case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
        // Old archives mark folders by the name alone.
        let bytes = try content(size, of: name)
        if name.hasSuffix("/") { break }
        if name.hasPrefix("./") { name.removeFirst(2) }
        return Member(name: name, bytes: bytes)
      case UInt8(ascii: "L"):
        longName = Self.text(try content(size, of: name)[...])
        continue
      case UInt8(ascii: "x"):
        let records = Self.paxRecords(try content(size, of: name))
        longName = records["path"] ?? longName
        longSize = records["size"].flatMap { Int($0) } ?? longSize
        continue
      default: _ = try content(size, of: name)  // folders, links, comments
      }
      (longName, longSize) = (nil, nil)
    }
    return nil
  }

  /// The next block that is not zero; `nil` at the end of the archive.
  private func nextHeader() throws -> [UInt8]? {
    while true {
      let block = try take(Self.blockSize)
      if block.isEmpty, hasEndMark { return nil }
      guard block.count == Self.blockSize else {
        if hasEndMark, Self.isZero(block) { return nil }
        throw endsEarly(in: nil)
      }
      if Self.isZero(block) {
        hasEndMark = true
        continue
      }
      hasEndMark = false
      try check(block)
      return block
    }
  }

  private func check(_ header: [UInt8]) throws(MediaError) {
    // The checksum's own field counts as blanks.
    var sum = 8 * 32
    header.withUnsafeBufferPointer { header in
      for index in 0..<148 { sum += Int(header[index]) }
      for index in 156..<header.count { sum += Int(header[index]) }
    }
    if Self.number(header[148..<156]) == sum { return }
    if lastName == nil {
      let isCompressed = header.starts(with: [0x1F, 0x8B]) || header.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      throw MediaError(
        .layout, file: path, found: isCompressed ? "a compressed file" : "no tar archive",
        expected: "a plain tar archive",
        mend: isCompressed ? "Decompress it first: gzip -dc FILE | sundog … -" : "Check that the right file was given.")
    }
    throw damaged("a header whose checksum is wrong", in: "what follows \(lastName ?? "")")
  }

  private func content(_ size: Int, of name: String) throws -> [UInt8] {
    let bytes = try take(size)
    let padding = (Self.blockSize - size % Self.blockSize) % Self.blockSize
    guard bytes.count == size, try take(padding).count == padding else { throw endsEarly(in: name) }
    return bytes
  }

  private func endsEarly(in name: String?) -> MediaError {
    let place = (name ?? lastName).map { ", record \"\(TarRecords.split($0).key)\"" } ?? ""
    return MediaError(
      .endsEarly, file: path + place,
      found: name.map { "the end of the archive within \($0)" } ?? "the end of the archive without an end mark",
      expected: "a whole tar archive, which ends with blocks of zeros",
      mend: "Whoever wrote it stopped too early: look there for the error, or fetch the file again.")
  }

  private func damaged(_ found: String, in name: String) -> MediaError {
    MediaError(
      .damaged, file: "\(path), \(name)", found: found, expected: "a valid tar archive", mend: "Fetch the file again.")
  }

  /// The next `count` bytes; fewer at the end.
  private func take(_ count: Int) throws(FileError) -> [UInt8] {
    if count <= end - start {
      defer { start += count }
      return bytes(count)
    }
    // A damaged size must not take memory that the archive does not fill.
    var taken: [UInt8] = []
    taken.reserveCapacity(min(count, 1 << 24))
    while taken.count < count {
      if start == end {
        start = 0
        end = try source.read(into: buffer)
        if end == 0 { break }
      }
      let part = min(count - taken.count, end - start)
      taken.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[start..<start + part]))
      start += part
    }
    return taken
  }

  /// A copy of bytes that the buffer holds: of slices of raw memory, arrays would be made byte by byte.
  private func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      if count > 0 { memcpy(target.baseAddress!, buffer.baseAddress! + start, count) }
      filled = count
    }
  }

  private static func isZero(_ block: [UInt8]) -> Bool {
    block.withUnsafeBufferPointer { block in
      var seen: UInt8 = 0
      for byte in block { seen |= byte }
      return seen == 0
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func name(_ header: [UInt8]) -> String {
    let isUstar = header[257..<262].elementsEqual("ustar".utf8)
    let prefix = isUstar && header[262] == 0 ? text(header[345..<500]) : ""
    return prefix.isEmpty ? text(header[0..<100]) : prefix + "/" + text(header[0..<100])
  }

  /// An octal number, or GNU's form for large ones: the highest bit set, then binary.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      guard field.dropLast(8).dropFirst().allSatisfy({ $0 == 0 }) else { return nil }
      let value = field.suffix(min(8, field.count - 1)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int(exactly: value)
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Lines of the form `length key=value`.
  private static func paxRecords(_ bytes: [UInt8]) -> [String: String] {
    var records: [String: String] = [:]
    var rest = bytes[...]
    while let blank = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)), length > blank - rest.startIndex,
      length <= rest.count
    {
      let line = rest[(blank + 1)..<(rest.startIndex + length)]
      rest = rest.dropFirst(length)
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let value = line[(equals + 1)...].dropLast()
      records[String(decoding: line[..<equals], as: UTF8.self)] = String(decoding: value, as: UTF8.self)
    }
    return records
  }
}
