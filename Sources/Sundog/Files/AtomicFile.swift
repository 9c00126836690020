import Foundation
import Synchronization

/// A file that appears under its name only when it is complete: written aside in the same directory, flushed to the
/// disk, then renamed. An error, an interruption or letting go of it leaves nothing behind.
///
/// The path `-` is standard output; pipes and devices are written directly.
public final class AtomicFile {
  public let path: String
  private let temporaryPath: String?
  private var descriptor: Int32
  private let ownsDescriptor: Bool

  private static let unfinished = Mutex<Set<String>>([])
  private static let counter = Atomic<Int>(0)

  /// - Throws: `FileError` where the directory is missing or not writable, or the path is a directory.
  public init(path: String) throws(FileError) {
    self.path = path
    if path == "-" {
      (descriptor, ownsDescriptor, temporaryPath) = (STDOUT_FILENO, false, nil)
      return
    }
    ownsDescriptor = true
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path: path) }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      temporaryPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      if descriptor < 0 { throw FileError(path: path, operation: "open", code: errno) }
      return
    }
    // A link keeps pointing to the file that is replaced.
    let target = exists ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    // Not Foundation's: its path functions crash on a relative path of one letter.
    let slash = target.lastIndex(of: "/")
    let directory = slash.map { String(target[..<$0]) } ?? ""
    let fileName = slash.map { String(target[target.index(after: $0)...]) } ?? target
    let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    let name = ".\(fileName).\(getpid()).\(number).part"
    let temporary = slash == nil ? name : directory + "/" + name
    Self.unfinished.withLock { _ = $0.insert(temporary) }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    temporaryPath = temporary
    guard descriptor >= 0 else {
      let code = errno
      Self.unfinished.withLock { _ = $0.remove(temporary) }
      throw FileError(path: path, operation: "create", code: code)
    }
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
  }

  deinit { discard() }

  /// Adds bytes.
  /// - Throws: `FileError.diskFull`, `.brokenPipe` where the reader of a pipe went away (`SIGPIPE` must be ignored), …
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var offset = 0
    while offset < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if count >= 0 {
        offset += count
      } else if errno != EINTR {
        let code = errno
        discard()
        throw FileError(path: path, operation: "write", code: code)
      }
    }
  }

  public func write(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    try write(bytes)
  }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { raw in
      do throws(FileError) { try write(raw) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file appear under its name.
  /// - Throws: `FileError`; nothing is left then.
  public func commit() throws(FileError) {
    guard ownsDescriptor, descriptor >= 0 else { return }
    guard let temporaryPath else {
      close(descriptor)
      descriptor = -1
      return
    }
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard fsync(descriptor) == 0, rename(temporaryPath, target) == 0 else {
      let code = errno
      discard()
      throw FileError(path: path, operation: "finish", code: code)
    }
    close(descriptor)
    descriptor = -1
    Self.unfinished.withLock { _ = $0.remove(temporaryPath) }
    // The new name is durable once its directory is.
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private func discard() {
    guard ownsDescriptor, descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let temporaryPath {
      unlink(temporaryPath)
      Self.unfinished.withLock { _ = $0.remove(temporaryPath) }
    }
  }

  /// Removes what was not committed, from any thread: for the end of an interrupted program.
  public static func removeUnfinished() {
    unfinished.withLock { paths in
      for path in paths where unlink(path) != 0 {
        // A folder that is still being filled: under another name nobody finds it any more, and then it is emptied.
        let aside = path + ".removed"
        let isAside = rename(path, aside) == 0
        try? FileManager.default.removeItem(atPath: isAside ? aside : path)
      }
      paths.removeAll()
    }
  }

  /// Notes something else that must not be left behind.
  static func register(_ path: String) { unfinished.withLock { _ = $0.insert(path) } }

  static func forget(_ path: String) { unfinished.withLock { _ = $0.remove(path) } }

  /// Writes a whole file at once.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
