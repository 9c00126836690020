import CSundogMedia

extension sundog_media_message {
  /// The library's own words; empty where it said nothing.
  fileprivate var words: String {
    withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

extension MediaError {
  /// What a codec reported about a file.
  init(_ status: sundog_media_status, _ message: sundog_media_message, file: String, format: String) {
    let words = message.words
    let detail = words.isEmpty ? "" : " (\(words))"
    switch status {
    case SUNDOG_MEDIA_TRUNCATED:
      self.init(
        .damaged, file: file, found: "\(format) data that ends early\(detail)", expected: "the whole file",
        mend: "Fetch the file again, or leave damaged files out with the policy to skip them.")
    case SUNDOG_MEDIA_UNSUPPORTED:
      self.init(
        .unsupported, file: file, found: "a kind of \(format) that is not read\(detail)", expected: "another kind",
        mend: "Convert the file.")
    case SUNDOG_MEDIA_OUT_OF_MEMORY:
      self.init(
        .tooLarge, file: file, found: "\(format) data that does not fit in the memory", expected: "a smaller file",
        mend: "Shrink the file.")
    default:
      self.init(
        .damaged, file: file, found: "damaged \(format) data\(detail)", expected: "a valid file",
        mend: "Fetch the file again, or leave damaged files out with the policy to skip them.")
    }
  }
}

/// Takes over bytes that an encoder made.
func takeBytes(_ out: sundog_media_bytes) -> [UInt8] {
  defer { sundog_media_free(out.bytes) }
  return Array(UnsafeBufferPointer(start: out.bytes, count: out.count))
}
