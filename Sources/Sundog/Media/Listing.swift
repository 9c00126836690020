import Foundation

/// What a folder holds, in natural order, without hidden entries.
struct Listing {
  let path: String
  private(set) var files: [String] = []
  private(set) var folders: [String] = []

  /// - Throws: `FileError` where the folder may not be read.
  init(_ path: String) throws {
    self.path = path
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw FileError(path: path, operation: "list", code: errno == 0 ? EACCES : errno)
    }
    for name in names.filter({ !$0.hasPrefix(".") }).sorted(by: NaturalOrder.precedes) {
      // A file's ending saves the question what it is.
      if Self.isMedia(name) {
        files.append(name)
        continue
      }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      if isFolder.boolValue { folders.append(name) } else { files.append(name) }
    }
  }

  /// Names of pictures and sounds.
  var media: [String] { files.filter(Self.isMedia) }

  /// Whether the folder keeps training and test examples apart.
  var hasParts: Bool { folders.contains("train") && (folders.contains("test") || folders == ["train"]) }

  static func isMedia(_ name: String) -> Bool {
    guard let stop = name.lastIndex(of: ".") else { return false }
    return MediaLayout.fileEndings.contains(name[name.index(after: stop)...].lowercased())
  }

  /// Paths of pictures and sounds in a folder and the folders below, relative to it.
  static func mediaBelow(_ path: String) throws -> [String] {
    let listing = try Listing(path)
    return try listing.media
      + listing.folders.flatMap { folder in try mediaBelow("\(path)/\(folder)").map { "\(folder)/\($0)" } }
  }
}
