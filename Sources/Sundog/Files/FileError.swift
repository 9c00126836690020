import Foundation

/// Why a file could not be read or written.
public enum FileError: Error, Sendable, Hashable, CustomStringConvertible {
  case notFound(path: String)
  case isDirectory(path: String)
  case permissionDenied(path: String)
  case diskFull(path: String)
  case tooLarge(path: String, limit: Int)
  /// The reader of our output went away: the pipe is closed.
  case brokenPipe
  /// Anything else that the system reports.
  case system(path: String, operation: String, code: Int32)

  public var description: String {
    switch self {
    case .notFound(let path): "\(path): no such file. Check the path."
    case .isDirectory(let path): "\(path): is a directory; expected a file."
    case .permissionDenied(let path): "\(path): permission denied."
    case .diskFull(let path): "\(path): the disk is full. Nothing was kept; free some space and run again."
    case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes; expected a smaller file."
    case .brokenPipe: "standard output was closed by its reader."
    case .system(let path, let operation, let code):
      "\(path): cannot \(operation): \(String(cString: strerror(code)))."
    }
  }

  init(path: String, operation: String, code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self = .notFound(path: path)
    case EISDIR: self = .isDirectory(path: path)
    case EACCES, EPERM, EROFS: self = .permissionDenied(path: path)
    case ENOSPC, EDQUOT: self = .diskFull(path: path)
    case EPIPE: self = .brokenPipe
    default: self = .system(path: path, operation: operation, code: code)
    }
  }

  /// The bytes of a whole file, or of standard input for `-`.
  package static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    let source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    if let size = source.regularSize {
      guard size <= limit else { throw .tooLarge(path: path, limit: limit) }
      bytes = try source.read(count: size)
      // A file that has not grown ends here; anything else is read on, block by block.
      if bytes.count < size { return bytes }
    }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.isEmpty ? 1 << 18 : 1 << 12, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try source.read(into: block)
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw .tooLarge(path: path, limit: limit) }
      bytes.append(contentsOf: block[..<count])
    }
  }
}
