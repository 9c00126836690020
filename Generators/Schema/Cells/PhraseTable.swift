/// A list of texts laid out for fast copies by number.
struct PhraseTable: Sendable {
  private let bytes: [UInt8]
  private let ends: [Int]
  let count: Int

  init(_ phrases: [String]) {
    var bytes: [UInt8] = []
    var ends: [Int] = [0]
    for phrase in phrases {
      bytes += phrase.utf8
      ends.append(bytes.count)
    }
    // Copies take sixteen bytes at a time.
    self.bytes = bytes + [UInt8](repeating: 0, count: 16)
    self.ends = ends
    count = phrases.count
  }

  @inline(__always)
  func append(_ index: Int, to writer: inout TextWriter) {
    bytes.withUnsafeBufferPointer { bytes in
      let start = ends[index]
      writer.append(padded: bytes.baseAddress.unsafelyUnwrapped + start, count: ends[index + 1] - start)
    }
  }

  /// A column that takes its texts from the table.
  func cells(_ indices: [Int]) -> Cells {
    var writer = TextWriter(rows: indices.count, width: 12)
    for index in indices {
      append(index, to: &writer)
      writer.endCell()
    }
    return Cells(.texts(writer.finish()))
  }
}
