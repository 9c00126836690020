/// The records of WebDataset archives: consecutive members whose names agree up to the first full stop of the last
/// part, such as `train/000017.png` and `train/000017.cls`.
///
/// Members of a record: one of png, jpg, jpeg, wav, flac, ogg, npy; the label in cls, in json (`label`) or in txt; masks
/// in mask.png, mask1.png, …; boxes, key points and the sample rate of npy in json. Others are left out.
final class TarRecords {
  private static let media: Set<String> = ["png", "jpg", "jpeg", "wav", "flac", "ogg", "npy"]

  private let paths: [String]
  private var archive = 0
  private var reader: TarReader?
  private var ahead: TarReader.Member?
  private var count = 0

  /// - Parameter paths: archives, read one after the other.
  init(paths: [String]) { self.paths = paths }

  /// A member's name up to the first full stop of its last part, and what follows.
  static func split(_ name: String) -> (key: String, kind: String) {
    let start = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    guard let stop = name[start...].firstIndex(of: ".") else { return (name, "") }
    return (String(name[..<stop]), String(name[name.index(after: stop)...]).lowercased())
  }

  /// The next record; `nil` behind the last one.
  /// - Throws: `MediaError` naming the record, `FileError`.
  func next() throws -> MediaRecord? {
    while true {
      if let ahead {
        self.ahead = nil
        return try record(startingWith: ahead)
      }
      if reader == nil {
        guard archive < paths.count else { return nil }
        reader = try TarReader(path: paths[archive])
        archive += 1
      }
      ahead = try reader?.next()
      if ahead == nil { reader = nil }
    }
  }

  private func record(startingWith first: TarReader.Member) throws -> MediaRecord? {
    let key = Self.split(first.name).key
    let place = "\(reader?.path ?? ""), record \"\(key)\""
    var members: [String: [UInt8]] = [:]
    var member: TarReader.Member? = first
    while let next = member {
      let (nextKey, kind) = Self.split(next.name)
      guard nextKey == key else {
        ahead = next
        break
      }
      guard members.updateValue(next.bytes, forKey: kind) == nil else {
        throw MediaError(
          .layout, file: place, found: "two members .\(kind)", expected: "each kind once",
          mend: "Give each record a key of its own.")
      }
      member = try reader?.next()
    }
    if member == nil { reader = nil }
    defer { count += 1 }
    return Self.record(members, index: count, key: key, file: place)
  }

  private static func record(_ members: [String: [UInt8]], index: Int, key: String, file: String) -> MediaRecord {
    func text(_ kind: String) -> String? {
      members[kind].map { String(decoding: $0, as: UTF8.self).trimmingASCIIBlanks() }
    }
    var record = MediaRecord(index: index, key: key, label: text("cls"), file: file, content: .bytes([]))
    record.fallbackLabel = text("txt")
    record.json = members["json"]
    // mask.png, mask1.png, mask2.png, …, in this order.
    record.masks = members.filter { $0.key.hasPrefix("mask") && $0.key.hasSuffix(".png") }
      .sorted { NaturalOrder.precedes($0.key, $1.key) }.map { .bytes($0.value) }
    let found = members.keys.filter(media.contains).sorted()
    if found.count == 1, let bytes = members[found[0]] {
      record.content = .bytes(bytes)
    } else {
      record.content = .problem(
        MediaError(
          .damaged, file: file,
          found: "the members \(members.keys.sorted().map { ".\($0)" }.joined(separator: ", "))",
          expected: "exactly one of \(media.sorted().map { ".\($0)" }.joined(separator: ", "))",
          mend: "Write one picture or sound a record."))
    }
    return record
  }
}

extension String {
  /// Without blanks and line breaks at both ends.
  func trimmingASCIIBlanks() -> String {
    let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let bytes = utf8.drop(while: isBlank)
    guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: bytes[...last], as: UTF8.self)
  }
}
