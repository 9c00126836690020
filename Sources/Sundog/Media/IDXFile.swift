import CSundogMedia

/// An array of bytes in the IDX format of MNIST, plain or compressed by gzip.
///
/// Two zero bytes, the type (8: unsigned bytes), the number of dimensions, each dimension as 32 bits with the most
/// significant byte first, then the elements, the last dimension varying fastest.
///
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits" (1998), the IDX file format.
public struct IDXFile: Sendable {
  public let dimensions: [Int]
  public let bytes: [UInt8]

  /// Compressed files beyond this are refused. Bytes.
  static let sizeLimit = 1 << 32

  /// - Throws: `MediaError` for anything but unsigned bytes of one to four dimensions, `FileError`.
  public init(contentsOfFile path: String) throws {
    try self.init(try FileError.contents(of: path, limit: Self.sizeLimit), file: path)
  }

  init(_ file: [UInt8], file name: String) throws(MediaError) {
    let isCompressed = file.starts(with: [0x1F, 0x8B])
    let start = try isCompressed ? Self.inflate(file, head: 20, body: 0, name: name, wantsAll: false).head : file
    dimensions = try Self.dimensions(start, name: name)
    let header = 4 + 4 * dimensions.count
    var size = 1
    for dimension in dimensions {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= Self.sizeLimit else {
        throw MediaError(
          .tooLarge, file: name, found: "\(dimensions.map(String.init).joined(separator: " × ")) elements",
          expected: "at most \(Self.sizeLimit)", mend: "Split the set.")
      }
      size = product
    }
    if isCompressed {
      bytes = try Self.inflate(file, head: header, body: size, name: name, wantsAll: true).body
      return
    }
    guard file.count == header + size else {
      throw Self.wrongSize(name: name, found: "\(file.count - header)", expected: size)
    }
    bytes = Array(file[header...])
  }

  private static func wrongSize(name: String, found: String, expected: Int) -> MediaError {
    MediaError(
      .damaged, file: name, found: "\(found) bytes of elements", expected: "\(expected), as its header says",
      mend: "The file is cut off or damaged; fetch it again.")
  }

  private static func dimensions(_ file: [UInt8], name: String) throws(MediaError) -> [Int] {
    guard file.count >= 4, file[0] == 0, file[1] == 0, file[2] == 8, (1...4).contains(file[3]),
      file.count >= 4 + 4 * Int(file[3])
    else {
      throw MediaError(
        .unsupported, file: name,
        found: "the first bytes \(file.prefix(4).map { String($0) }.joined(separator: " "))",
        expected: "an IDX file of unsigned bytes, which begins with 0 0 8 and the number of dimensions (1 to 4)",
        mend: "Check that the right file was given.")
    }
    return (0..<Int(file[3])).map { axis in
      file[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// The first bytes of a gzip file. With `wantsAll`, there must be exactly as many as asked for.
  private static func inflate(
    _ file: [UInt8], head: Int, body: Int, name: String, wantsAll: Bool
  ) throws(MediaError) -> (head: [UInt8], body: [UInt8]) {
    var start = [UInt8](repeating: 0, count: head)
    var (written, isComplete): (Int, Int32) = (0, 0)
    var status = SUNDOG_MEDIA_OK
    let rest = [UInt8](unsafeUninitializedCapacity: body) { buffer, count in
      status = sundog_gunzip(file, file.count, &start, head, buffer.baseAddress, body, &written, &isComplete)
      count = max(0, written - head)
    }
    guard status == SUNDOG_MEDIA_OK else {
      throw MediaError(
        .damaged, file: name,
        found: status == SUNDOG_MEDIA_TRUNCATED ? "the end of the file within its content" : "damaged compressed data",
        expected: "a whole gzip file", mend: "Fetch the file again.")
    }
    if wantsAll, written != head + body || isComplete == 0 {
      throw wrongSize(
        name: name, found: isComplete == 0 ? "more than \(body)" : "\(max(0, written - head))", expected: body)
    }
    return (Array(start.prefix(written)), rest)
  }
}
