import Foundation
import SundogNumerics

/// SHA-256 of a folder: of the lines `digest  path⏎`, as `sha256sum` writes them, for every file below it in the order of
/// the paths' bytes.
public enum FolderDigest {
  /// - Throws: `FileError` where a file cannot be read.
  public static func sha256(of path: String, threads: Int = Parallel.defaultThreadCount) throws(FileError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
      let walker = FileManager.default.enumerator(atPath: path)
    else { throw FileError.notFound(path: path) }
    var files: [String] = []
    while let name = walker.nextObject() as? String {
      if walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular { files.append(name) }
    }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let paths = files
    let digests = Parallel.map(count: paths.count, threads: threads) { index in
      Result<String, FileError> { () throws(FileError) in try FileDigest.sha256(of: "\(path)/\(paths[index])") }
    }
    var digest = SHA256()
    for (name, own) in zip(paths, digests) {
      let line = Array("\(try own.get())  \(name)\n".utf8)
      line.withUnsafeBytes { digest.update($0) }
    }
    return digest.finish()
  }
}
