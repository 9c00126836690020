import Foundation
import SundogNumerics
import SundogPrivacy

/// A file of Sundog's own: one line of JSON that says what it is, a binary payload, and a digest of both.
///
/// ```
/// {"format":…,"formatVersion":…,"payloadBytes":…,…}⏎
/// payload (PayloadCoder's binary form)
/// SHA-256 of everything before, 64 hexadecimal digits⏎
/// ```
struct SealedFile {
  /// Larger files are refused, in bytes.
  private static let sizeLimit = 4 << 30
  private static let trailerCount = 65

  /// The members of the first line.
  let header: [String: SourceNode]
  let payload: ArraySlice<UInt8>
  /// SHA-256 of the whole file without the trailer: the artefact's name in lineages.
  let sha256: String
  private let path: String

  /// Writes a file, and makes it appear.
  /// - Returns: the artefact's SHA-256.
  /// - Throws: `FileError`.
  static func write(
    format: String, version: Int, payload: [UInt8], to file: AtomicFile,
    members add: (inout SchemaEncoder.Members) throws -> Void
  ) throws -> String {
    var members = SchemaEncoder.Members()
    members.add("format", format)
    members.add("formatVersion", integer: version)
    members.add("payloadBytes", integer: payload.count)
    try add(&members)
    var bytes = Array((JSONLayout.line(members.node) + "\n").utf8)
    bytes += payload
    let digest = SHA256.hash(bytes)
    try file.write(bytes + Array((digest + "\n").utf8))
    try file.commit()
    return digest
  }

  /// Reads a file and checks that it is whole.
  /// - Parameter expected: what it should be, in words, such as `a model of Sundog`.
  /// - Throws: `FileError`, `ModelFileError`.
  init(contentsOfFile path: String, format: String, version: Int, expected: String) throws {
    let bytes = try FileError.contents(of: path, limit: Self.sizeLimit)
    let stranger = ModelFileError.notAnArtefact(path: path, expected: expected)
    guard bytes.first == UInt8(ascii: "{"), let lineEnd = bytes.firstIndex(of: 0x0A),
      let text = String(validating: bytes[..<lineEnd], as: UTF8.self), let root = try? JSONText.parse(text),
      case .object(let members) = root.value
    else { throw stranger }
    header = Dictionary(members.map { ($0.key, $0.node) }, uniquingKeysWith: { first, _ in first })
    guard case .string(format)? = header["format"]?.value, case .integer(let found)? = header["formatVersion"]?.value
    else { throw stranger }
    guard found <= version else { throw ModelFileError.newer(path: path, found: found, supported: version) }
    let end = lineEnd + 1
    guard bytes.count > end + Self.trailerCount else {
      throw ModelFileError.damaged(path: path, reason: "it was cut off")
    }
    let body = bytes.count - Self.trailerCount
    guard case .integer(let count)? = header["payloadBytes"]?.value, count == body - end else {
      throw ModelFileError.damaged(path: path, reason: "it was cut off or something was added")
    }
    sha256 = SHA256.hash(bytes[..<body])
    guard (sha256 + "\n").utf8.elementsEqual(bytes[body...]) else {
      throw ModelFileError.damaged(path: path, reason: "its digest does not match")
    }
    payload = bytes[end..<body]
    self.path = path
  }

  /// A member of the first line, decoded; `nil` where it is missing or of another type.
  func value<Value: Decodable>(_ name: String) -> Value? {
    guard let node = header[name] else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(JSONLayout.line(node).utf8))
  }

  /// The text of a member of the first line.
  func text(_ name: String) -> String? {
    guard case .string(let text)? = header[name]?.value else { return nil }
    return text
  }

  /// The payload.
  /// - Throws: `ModelFileError.damaged` where its values do not make what is asked for.
  func decode<Value: Decodable>(_ type: Value.Type, named name: String) throws(ModelFileError) -> Value {
    do {
      return try PayloadDecoder.decode(type, from: payload)
    } catch {
      throw .damaged(path: path, reason: "its values do not make \(name)")
    }
  }

  static func tree(_ value: some Encodable) throws -> SourceNode {
    try JSONText.parse(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
  }
}

/// Something that was made and can be gone on with, on disk, such as a training.
public enum ArtifactFile {
  /// Writes a value with what it is and where it comes from.
  /// - Parameters:
  ///   - format: what the file is, such as `sundog-checkpoint`.
  ///   - statement: what it promises; `nil` where it promises nothing.
  /// - Returns: the artefact's SHA-256.
  /// - Throws: `FileError`, or what encoding the value throws.
  @discardableResult
  public static func write(
    _ value: some Encodable, format: String, version: Int, statement: PrivacyStatement?, lineage: Lineage,
    to path: String
  ) throws -> String {
    let file = try AtomicFile(path: path)
    return try SealedFile.write(
      format: format, version: version, payload: try PayloadEncoder.encode(value), to: file
    ) { members in
      if let statement { members.add("statement", try SealedFile.tree(statement)) }
      members.add("lineage", try SealedFile.tree(lineage))
    }
  }

  /// Reads a value back.
  /// - Parameter expected: what the file should be, in words.
  /// - Throws: `FileError`, `ModelFileError`.
  public static func read<Value: Decodable>(
    _ type: Value.Type, format: String, version: Int, expected: String, path: String
  ) throws -> (value: Value, lineage: Lineage, sha256: String) {
    let file = try SealedFile(contentsOfFile: path, format: format, version: version, expected: expected)
    guard let lineage: Lineage = file.value("lineage") else {
      throw ModelFileError.damaged(path: path, reason: "a member of its header is missing or has another type")
    }
    return (try file.decode(type, named: expected), lineage, file.sha256)
  }
}
