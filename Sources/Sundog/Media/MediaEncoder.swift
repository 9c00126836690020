import Foundation

/// Turns examples into files, on any number of threads.
public struct MediaEncoder: Sendable {
  public let encoding: MediaEncoding

  public init(encoding: MediaEncoding = MediaEncoding()) { self.encoding = encoding }

  /// - Throws: `MediaError.Kind.output` for what the format cannot hold, and for keys that would leave the folder.
  public func encode(_ example: MediaExample) throws(MediaError) -> EncodedMedia {
    try check(example.key)
    var members: [(kind: String, bytes: [UInt8])] = []
    switch example.media {
    case .image(let image):
      switch encoding.picture {
      case .png(let settings): members.append(("png", try image.encodedPNG(settings)))
      case .jpeg(let quality): members.append(("jpg", try image.encodedJPEG(quality: quality)))
      }
      for (number, mask) in example.annotations.masks.enumerated() {
        guard mask.count == image.height * image.width else {
          throw MediaError(
            .output, file: example.key, found: "a mask of \(mask.count) pixels",
            expected: "\(image.height) × \(image.width), as the picture", mend: "Let masks move with the picture.")
        }
        let picture = Image(height: image.height, width: image.width, channels: 1, pixels: mask)
        members.append((number == 0 ? "mask.png" : "mask\(number).png", try picture.encodedPNG()))
      }
    case .sound(let sound): members.append((encoding.sound.fileExtension, try sound.encoded(encoding.sound)))
    }
    return EncodedMedia(
      key: example.key, label: example.label, members: members, boxes: json(example.annotations.boxes),
      keyPoints: json(example.annotations.keyPoints), classShares: json(example.classShares))
  }

  /// An example that is numbers, such as a normalized picture or a spectrogram: a member `npy`, for archives.
  /// - Throws: as `encode(_:)`.
  public func encode(
    _ array: NPYArray, key: String, label: String?, classShares: [String: Float] = [:],
    annotations: Annotations = Annotations()
  ) throws(MediaError) -> EncodedMedia {
    try check(key)
    return EncodedMedia(
      key: key, label: label, members: [("npy", array.encoded())], boxes: json(annotations.boxes),
      keyPoints: json(annotations.keyPoints), classShares: json(classShares))
  }

  private func check(_ key: String) throws(MediaError) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard !key.isEmpty, !parts.contains(""), !parts.contains(".."), !parts.contains("."), !key.utf8.contains(0) else {
      throw MediaError(
        .output, file: "\"\(key)\"", found: "a key that is no path within a folder",
        expected: "names joined by /, none of them empty, . or ..", mend: "Rename the example.")
    }
  }

  private func json(_ list: some Encodable & Collection) -> String {
    guard !list.isEmpty else { return "" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
