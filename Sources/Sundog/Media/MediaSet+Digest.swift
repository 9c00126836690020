import SundogNumerics

extension MediaSet {
  /// SHA-256 of all numbers and labels: the same for the same examples in any layout of files.
  public var sha256: String {
    var digest = SHA256()
    func add<Element>(_ values: [Element]) { values.withUnsafeBytes { digest.update($0) } }
    switch self {
    case .images(let set):
      add([Int64(set.height), Int64(set.width), Int64(set.channels)])
      add(set.labels)
      add(set.pixels)
    case .sounds(let set):
      add([Int64(set.sampleRate)])
      add(set.labels)
      add(set.offsets)
      add(set.samples)
    }
    return digest.finish()
  }
}
