import CSundogMedia
import Foundation

/// A folder that appears under its name only when it is complete: filled aside in the same place, then renamed. An
/// error, an interruption or letting go of it leaves nothing behind.
package final class AtomicFolder {
  package let path: String
  /// Where the files are put meanwhile.
  package let temporaryPath: String
  private var isOpen = true
  private var made: Set<String> = []

  /// - Throws: `FileError` where something other than an empty folder stands at the path, or it cannot be made.
  package init(path: String) throws(FileError) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: path).isEmpty) ?? false
      guard isEmpty else { throw FileError(path: path, operation: "make the folder", code: EEXIST) }
    }
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    temporaryPath = (slash.map { String(path[...$0]) } ?? "") + ".\(name).\(getpid()).part"
    AtomicFile.register(temporaryPath)
    guard mkdir(temporaryPath, 0o777) == 0 else {
      let code = errno
      AtomicFile.forget(temporaryPath)
      throw FileError(path: path, operation: "make the folder", code: code)
    }
  }

  deinit { discard() }

  /// Writes a file of the folder; folders on its way are made.
  /// - Throws: `FileError`, also where the name is taken.
  package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    var slash = name.startIndex
    while let next = name[slash...].firstIndex(of: "/") {
      let folder = String(name[..<next])
      if made.insert(folder).inserted, mkdir("\(temporaryPath)/\(folder)", 0o777) != 0, errno != EEXIST {
        throw FileError(path: "\(path)/\(folder)", operation: "make the folder", code: errno)
      }
      slash = name.index(after: next)
    }
    let descriptor = open("\(temporaryPath)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path: "\(path)/\(name)", operation: "create", code: errno) }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + offset, $0.count - offset) }
      if count >= 0 {
        offset += count
      } else if errno != EINTR {
        throw FileError(path: "\(path)/\(name)", operation: "write", code: errno)
      }
    }
  }

  /// Makes the folder appear under its name, its files on the disk.
  /// - Throws: `FileError`; nothing is left then.
  package func commit() throws(FileError) {
    let descriptor = open(temporaryPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let isSynced = descriptor >= 0 && sundog_sync_filesystem(descriptor) == 0
    let code = errno
    if descriptor >= 0 { close(descriptor) }
    guard isSynced else {
      discard()
      throw FileError(path: path, operation: "finish", code: code)
    }
    // An empty folder at the place is replaced.
    guard rename(temporaryPath, path) == 0 else {
      let code = errno
      discard()
      throw FileError(path: path, operation: "finish", code: code)
    }
    isOpen = false
    AtomicFile.forget(temporaryPath)
  }

  private func discard() {
    guard isOpen else { return }
    isOpen = false
    try? FileManager.default.removeItem(atPath: temporaryPath)
    AtomicFile.forget(temporaryPath)
  }
}
