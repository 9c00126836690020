/// The files of a folder with their labels, in a fixed order.
struct MediaList: Sendable {
  struct Entry: Sendable {
    /// Relative to the folder.
    var path: String
    var label: String?
    var masks: [String] = []
    var json: [UInt8]?
  }

  let folder: String
  let entries: [Entry]

  func record(at index: Int) -> MediaRecord {
    let entry = entries[index]
    let path = folder + "/" + entry.path
    var record = MediaRecord(
      index: index, key: Self.withoutEnding(entry.path), label: entry.label, file: path, content: .file(path: path))
    record.masks = entry.masks.map { .file(path: folder + "/" + $0) }
    record.json = entry.json
    return record
  }

  /// The path up to the last full stop of its last part.
  static func withoutEnding(_ path: String) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let stop = path[start...].lastIndex(of: "."), stop > start else { return path }
    return String(path[..<stop])
  }
}
