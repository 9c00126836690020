import Foundation
import Sundog
import SundogNumerics
import SundogTestSupport
import Testing

@Suite("A set of pictures or sounds in a schema")
struct MediaResourceTests {
  private func resource(_ fields: String) throws -> Resource {
    try Schema(text: schemaText(fields: fields)).resources[0]
  }
  private let file = """
    { "name": "file_name", "type": "string", "sundog": { "media":
      { "kind": "image", "format": "png", "height": 12, "width": 12, "channels": 1 } } }
    """
  private let label = """
    { "name": "label", "type": "string", "categories": ["a", "b", "c"], "constraints": { "required": true },
      "sundog": { "boundSource": "public", "role": "target" } }
    """

  @Test("is one by its column file_name, and says the form and the classes")
  func reads() throws {
    let set = try resource("\(file), \(label)")
    #expect(MediaResource.describes(set))
    let media = try MediaResource(set)
    #expect(media.content == .image(height: 12, width: 12, channels: 1))
    #expect(media.classes == ["a", "b", "c"])
    #expect(MediaResource.describes(try resource(ageField)) == false)
  }

  @Test("needs classes, and learns nothing else")
  func refuses() throws {
    #expect(throws: MediaFitError.self) { _ = try MediaResource(resource(file)) }
    #expect(throws: MediaFitError.self) { _ = try MediaResource(resource("\(file), \(label), \(ageField)")) }
    #expect(throws: MediaFitError.self) { _ = try MediaResource(resource(ageField)) }
  }

  @Test("takes pictures of its size and classes only")
  func pictures() throws {
    let media = try MediaResource(resource("\(file), \(label)"))
    let set = try MediaFixture.pictures(count: 5).data
    #expect(try set.conformed(to: media) == set)
    let others = [
      try MediaFixture.pictures(width: 13, count: 5), try MediaFixture.pictures(channels: 3, count: 5),
      try MediaFixture.pictures(count: 5, classes: ["a", "b"]), try MediaFixture.sounds(count: 5),
    ]
    for other in others {
      #expect(throws: MediaFitError.self) { _ = try other.data.conformed(to: media) }
    }
  }

  @Test("cuts sounds that are longer than it says, or refuses them")
  func sounds() throws {
    let fixture = try MediaFixture.sounds(seconds: 1, count: 20)
    guard case .sounds(let set) = fixture.data else { return }
    let short = MediaSpecification.Content.audio(sampleRate: 8_000, channels: 1, seconds: 0.7, fit: "pad-or-crop")
    let strict = MediaSpecification.Content.audio(sampleRate: 8_000, channels: 1, seconds: 0.7, fit: "refuse")
    func media(_ content: MediaSpecification.Content) -> MediaResource {
      MediaResource(name: "files", content: content, format: "wav", classes: set.classes)
    }
    guard case .sounds(let cut) = try fixture.data.conformed(to: media(short)) else { return }
    #expect(cut.labels == set.labels)
    for position in 0..<set.count {
      #expect(cut[position].samples == Array(set[position].samples.prefix(5_600)))
    }
    #expect(throws: MediaFitError.self) { _ = try fixture.data.conformed(to: media(strict)) }
  }

  @Test("a digest of a folder is what sha256sum's lines give, and changes with any name or byte")
  func folderDigest() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: directory.path + "/b", withIntermediateDirectories: true)
    _ = try directory.file("b/two", "2")
    _ = try directory.file("a", "1")
    let lines = "\(sha256("1"))  a\n\(sha256("2"))  b/two\n"
    let digest = try FolderDigest.sha256(of: directory.path)
    #expect(digest == sha256(lines))
    _ = try directory.file("b/two", "3")
    #expect(try FolderDigest.sha256(of: directory.path) != digest)
    #expect(throws: FileError.self) { _ = try FolderDigest.sha256(of: directory.path + "/no") }
  }

  private func sha256(_ text: String) -> String { SHA256.hash(text) }
}
