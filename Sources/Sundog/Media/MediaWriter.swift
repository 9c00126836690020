import SundogNumerics

/// Writes pictures and sounds as others read them.
///
/// A path that ends in `.tar`, or `-` for standard output: a WebDataset archive with members `key.png` (or jpg, wav,
/// flac), `key.cls` for labels that are integers and `key.txt` for others, `key.json` for boxes and key points,
/// `key.mask.png`, `key.mask1.png`, … for masks; full stops in keys become `_`, since a key ends at the first one. Any
/// other path: a folder of files with `metadata.csv` (ImageFolder, AudioFolder), which appears when it is complete. The
/// same examples give the same bytes.
public final class MediaWriter {
  /// What was written.
  public struct Summary: Sendable, Hashable, Codable {
    public var count: Int
    /// Bytes of the archive, or of all files of the folder.
    public var bytes: Int
  }

  private enum Target {
    case archive(AtomicFile)
    case folder(AtomicFolder, MetadataTable)
  }

  public let path: String
  public let encoder: MediaEncoder
  private var target: Target
  private var summary = Summary(count: 0, bytes: 0)
  private var lastKey: String?

  /// - Throws: `FileError` where the place cannot be written, or a folder with files in it stands there.
  public init(path: String, encoding: MediaEncoding = MediaEncoding()) throws {
    self.path = path
    encoder = MediaEncoder(encoding: encoding)
    if Self.isArchive(path) {
      target = .archive(try AtomicFile(path: path))
    } else {
      target = .folder(try AtomicFolder(path: path), MetadataTable())
    }
  }

  /// Whether an archive is written to this path, and not a folder.
  public static func isArchive(_ path: String) -> Bool { path == "-" || path.hasSuffix(".tar") }

  /// Encodes by several threads, and writes in order.
  /// - Throws: `MediaError`, `FileError`; `FileError.brokenPipe` where the reader went away.
  public func write(_ examples: [MediaExample], threads: Int = Parallel.defaultThreadCount) throws {
    let encoder = encoder
    let encoded = Parallel.map(count: examples.count, threads: threads) { index in
      Result<EncodedMedia, MediaError> { () throws(MediaError) in try encoder.encode(examples[index]) }
    }
    try write(encoded.map { try $0.get() })
  }

  /// Writes what `encoder` made.
  /// - Throws: as `write(_:threads:)`.
  public func write(_ examples: [EncodedMedia]) throws {
    switch target {
    case .archive(let file):
      var bytes: [UInt8] = []
      bytes.reserveCapacity(examples.reduce(0) { $0 + $1.members.reduce(2048) { $0 + $1.bytes.count + 1024 } })
      for example in examples { append(example, to: &bytes) }
      try file.write(bytes)
      summary.bytes += bytes.count
    case .folder(let folder, var table):
      for example in examples {
        guard example.members.first?.kind != "npy" else {
          throw MediaError(
            .output, file: path, found: "examples that are numbers, not pictures or sounds",
            expected: "an archive", mend: "Write to a .tar file, or leave the last step of the pipeline out.")
        }
        for member in example.members {
          try folder.write(member.bytes, to: "\(example.key).\(member.kind)")
          summary.bytes += member.bytes.count
        }
        table.add(example)
      }
      target = .folder(folder, table)
    }
    summary.count += examples.count
  }

  /// Ends the archive, or makes the folder appear.
  /// - Throws: `FileError`; nothing is left then.
  public func finish() throws -> Summary {
    switch target {
    case .archive(let file):
      let mark = TarFormat.endMark(after: summary.bytes)
      try file.write(mark)
      summary.bytes += mark.count
      try file.commit()
    case .folder(let folder, let table):
      let text = table.encoded()
      try folder.write(text, to: MetadataFile.name)
      summary.bytes += text.count
      try folder.commit()
    }
    return summary
  }

  private func append(_ example: EncodedMedia, to bytes: inout [UInt8]) {
    var key = example.key.replacing(".", with: "_")
    // Readers take consecutive members of one key for one record.
    if key == lastKey { key += "_" }
    lastKey = key
    for member in example.members { TarFormat.append("\(key).\(member.kind)", member.bytes, to: &bytes) }
    if let label = example.label {
      let isInteger = Int(label).map(String.init) == label
      TarFormat.append("\(key).\(isInteger ? "cls" : "txt")", Array(label.utf8), to: &bytes)
    }
    let lists = [
      ("boxes", example.boxes), ("keyPoints", example.keyPoints), ("classShares", example.classShares),
    ].filter { !$0.1.isEmpty }
    if !lists.isEmpty {
      let json = "{" + lists.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
      TarFormat.append("\(key).json", Array(json.utf8), to: &bytes)
    }
  }
}

/// The rows of `metadata.csv`, gathered until it is known which columns are needed.
private struct MetadataTable {
  private struct Row {
    var file: String
    var label: String
    var boxes: String
    var keyPoints: String
    var classShares: String
    var masks: [String]
  }

  private var rows: [Row] = []

  mutating func add(_ example: EncodedMedia) {
    let masks = example.members.dropFirst().map { "\(example.key).\($0.kind)" }
    rows.append(
      Row(
        file: "\(example.key).\(example.members.first?.kind ?? "")", label: example.label ?? "", boxes: example.boxes,
        keyPoints: example.keyPoints, classShares: example.classShares, masks: Array(masks)))
  }

  func encoded() -> [UInt8] {
    let optional: [(name: String, value: KeyPath<Row, String>)] = [
      ("label", \.label), ("boxes", \.boxes), ("key_points", \.keyPoints), ("class_shares", \.classShares),
    ].filter { column in rows.contains { !$0[keyPath: column.value].isEmpty } }
    let masks = rows.map(\.masks.count).max() ?? 0
    let header =
      ["file_name"] + optional.map(\.name)
      + (0..<masks).map { $0 == 0 ? "mask_file_name" : "mask\($0)_file_name" }
    var text = Array((header.joined(separator: ",") + "\n").utf8)
    for row in rows {
      let fields =
        [row.file] + optional.map { row[keyPath: $0.value] }
        + (0..<masks).map { $0 < row.masks.count ? row.masks[$0] : "" }
      for (position, field) in fields.enumerated() {
        if position > 0 { text.append(UInt8(ascii: ",")) }
        text += CellEncoder.field(field, UInt8(ascii: ","), fields.count == 1)
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
