import Foundation

/// The bytes of a file, or of standard input for the path `-`.
final class ByteSource {
  let path: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool

  /// - Throws: `FileError` where the file is absent, a directory, or may not be read.
  init(path: String) throws(FileError) {
    self.path = path
    if path == "-" {
      descriptor = STDIN_FILENO
      ownsDescriptor = false
    } else {
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      ownsDescriptor = true
      guard descriptor >= 0 else { throw FileError(path: path, operation: "open", code: errno) }
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      if ownsDescriptor { close(descriptor) }
      throw .isDirectory(path: path)
    }
  }

  /// The size of a regular file, as it stands now; `nil` for pipes and devices.
  var regularSize: Int? {
    var status = stat()
    guard ownsDescriptor, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The next `count` bytes; fewer at the end.
  func read(count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      do throws(FileError) {
        while filled < count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[filled..<count])
          let read = try read(into: rest)
          if read == 0 { break }
          filled += read
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Reads at most `buffer.count` bytes. Returns 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw FileError(path: path, operation: "read", code: errno) }
    }
  }
}
