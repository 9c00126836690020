/// An array in NumPy's file format, as far as pictures, sounds and labels need it.
///
/// Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
public struct NPYArray: Sendable, Hashable {
  /// The elements in row-major order.
  public enum Elements: Sendable, Hashable {
    case bytes([UInt8])
    case shorts([Int16])
    case integers([Int64])
    case floats([Float])
  }

  public var shape: [Int]
  public var elements: Elements

  /// - Precondition: as many elements as the shape says.
  public init(shape: [Int], elements: Elements) {
    self.shape = shape
    self.elements = elements
    precondition(shape.reduce(1, *) == count, "as many elements as the shape says")
  }

  public var count: Int {
    switch elements {
    case .bytes(let values): values.count
    case .shorts(let values): values.count
    case .integers(let values): values.count
    case .floats(let values): values.count
    }
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads unsigned bytes, integers of 16, 32 or 64 bits, and floats of 32 or 64 bits (rounded to 32), all little-endian
  /// and in row-major order.
  /// - Throws: `MediaError` for other kinds, and for files that are cut off.
  public init(decoding bytes: [UInt8], file: String) throws(MediaError) {
    func damaged(_ found: String, _ expected: String) -> MediaError {
      MediaError(.damaged, file: file, found: found, expected: expected, mend: "Write it again by numpy.save.")
    }
    guard bytes.count >= 12, bytes.starts(with: Self.magic) else {
      throw damaged("no npy data", "a file of NumPy's format")
    }
    let isLong = bytes[6] >= 2
    let start = isLong ? 12 : 10
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else { throw damaged("a header that ends early", "the whole file") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let kind = header.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
      let order = header.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
      let sizes = header.firstMatch(of: /'shape':\s*\(([0-9, ]*)\)/)?.1
    else { throw damaged("the header \(header.prefix(80))", "descr, fortran_order and shape") }
    let shape = sizes.split(separator: ",").compactMap { Int($0.trimmingPrefix(" ")) }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= 1 << 40 else { throw damaged("the shape (\(sizes))", "at most 2⁴⁰ elements") }
      count = product
    }
    guard order == "False" || shape.count < 2 else {
      throw MediaError(
        .unsupported, file: file, found: "column-major order", expected: "row-major order",
        mend: "Write numpy.ascontiguousarray(x).")
    }
    guard let width = ["|u1": 1, "<i2": 2, "<i4": 4, "<i8": 8, "<f4": 4, "<f8": 8][String(kind)] else {
      throw MediaError(
        .unsupported, file: file, found: "elements of type \(kind)", expected: "one of |u1, <i2, <i4, <i8, <f4, <f8",
        mend: "Convert the array by astype.")
    }
    let content = bytes[(start + length)...]
    guard content.count == count * width else {
      throw damaged("\(content.count) bytes of elements", "\(count * width), as the shape (\(sizes)) says")
    }
    self.shape = shape
    elements = content.withUnsafeBytes { raw in
      func load<Value, Result>(_ type: Value.Type, _ convert: (Value) -> Result) -> [Result] {
        (0..<count).map { convert(raw.loadUnaligned(fromByteOffset: $0 * width, as: type)) }
      }
      switch kind {
      case "<i2": return .shorts(load(Int16.self) { $0 })
      case "<i4": return .integers(load(Int32.self) { Int64($0) })
      case "<i8": return .integers(load(Int64.self) { $0 })
      case "<f4": return .floats(load(Float.self) { $0 })
      case "<f8": return .floats(load(Double.self) { Float($0) })
      default: return .bytes(Array(content))
      }
    }
  }

  /// The array as a file of format version 1.0.
  public func encoded() -> [UInt8] {
    let kind =
      switch elements {
      case .bytes: "|u1"
      case .shorts: "<i2"
      case .integers: "<i8"
      case .floats: "<f4"
      }
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(sizes)), }"
    // The elements begin at a multiple of 64 bytes, and a line feed stands before them.
    let padding = 63 - (10 + text.utf8.count) % 64
    let header = text + String(repeating: " ", count: padding) + "\n"
    var bytes = Self.magic + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
    bytes += Array(header.utf8)
    switch elements {
    case .bytes(let values): bytes += values
    case .shorts(let values): values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    case .integers(let values): values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    case .floats(let values): values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
