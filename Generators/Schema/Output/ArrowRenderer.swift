import Sundog

/// An Arrow IPC stream: a schema, a record batch a block, an end mark.
///
/// Source: "Apache Arrow columnar format" 1.5, sections "Serialization and interprocess communication" and `Schema.fbs`,
/// `Message.fbs`; metadata version 5.
struct ArrowRenderer: BlockRenderer {
  static let endMark: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]

  /// The message that begins a stream.
  static func schema(of table: SchemaSampler.Table) -> [UInt8] {
    var buffer = FlatBuffer()
    let fields = table.fields.map { field -> Int in
      let name = buffer.text(field.name)
      let children = buffer.vector(ofOffsets: [])
      let (code, type) = Self.type(CellType(field.kind), &buffer)
      buffer.beginTable()
      buffer.add(0, offset: name)
      buffer.add(5, offset: children)
      buffer.add(3, offset: type)
      buffer.add(1, UInt8(1))
      buffer.add(2, code)
      return buffer.endTable()
    }
    let list = buffer.vector(ofOffsets: fields)
    buffer.beginTable()
    buffer.add(1, offset: list)
    buffer.add(0, Int16(0))
    let schema = buffer.endTable()
    return message(&buffer, header: schema, kind: 1, body: [])
  }

  private static func type(_ type: CellType, _ buffer: inout FlatBuffer) -> (code: UInt8, table: Int) {
    switch type {
    case .text:
      buffer.beginTable()
      return (5, buffer.endTable())
    case .boolean:
      buffer.beginTable()
      return (6, buffer.endTable())
    case .integer:
      buffer.beginTable()
      buffer.add(0, Int32(64))
      buffer.add(1, UInt8(1))
      return (2, buffer.endTable())
    case .number:
      buffer.beginTable()
      buffer.add(0, Int16(2))
      return (3, buffer.endTable())
    case .date:
      // Days; the default would be milliseconds.
      buffer.beginTable()
      buffer.add(0, Int16(0))
      return (8, buffer.endTable())
    case .time:
      buffer.beginTable()
      buffer.add(1, Int32(32))
      buffer.add(0, Int16(0))
      return (9, buffer.endTable())
    case .datetime:
      let zone = buffer.text("UTC")
      buffer.beginTable()
      buffer.add(1, offset: zone)
      buffer.add(0, Int16(0))
      return (10, buffer.endTable())
    }
  }

  private static func message(_ buffer: inout FlatBuffer, header: Int, kind: UInt8, body: [UInt8]) -> [UInt8] {
    buffer.beginTable()
    buffer.add(3, Int64(body.count))
    buffer.add(2, offset: header)
    buffer.add(0, Int16(4))
    buffer.add(1, kind)
    let root = buffer.endTable()
    var metadata = buffer.finish(root)
    while metadata.count % 8 != 0 { metadata.append(0) }
    var out: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    withUnsafeBytes(of: UInt32(metadata.count).littleEndian) { out.append(contentsOf: $0) }
    return out + metadata + body
  }

  func render(_ block: Block) -> [UInt8] {
    var body: [UInt8] = []
    var buffers: [(Int64, Int64)] = []
    var nodes: [(Int64, Int64)] = []
    func add(_ bytes: UnsafeRawBufferPointer) {
      buffers.append((Int64(body.count), Int64(bytes.count)))
      body.append(contentsOf: bytes)
      body.append(contentsOf: repeatElement(0, count: (64 - body.count % 64) % 64))
    }
    for (cells, plan) in zip(block.columns, block.plans) {
      let nulls = cells.missing.reduce(0) { $0 + ($1 ? 1 : 0) }
      nodes.append((Int64(block.count), Int64(nulls)))
      let validity = nulls == 0 ? [] : Self.bitmap(cells.missing.map { !$0 })
      validity.withUnsafeBytes(add)
      switch cells.values {
      case .numbers(let values): values.withUnsafeBytes(add)
      case .integers(let values):
        switch plan.type {
        case .boolean: Self.bitmap(values.map { $0 != 0 }).withUnsafeBytes(add)
        case .date, .time: values.map { Int32(clamping: $0) }.withUnsafeBytes(add)
        default: values.withUnsafeBytes(add)
        }
      case .texts(let texts):
        var ends: [Int32] = [0]
        ends.reserveCapacity(texts.count + 1)
        for row in 0..<texts.count { ends.append(ends[row] + Int32(texts[row].count)) }
        ends.withUnsafeBytes(add)
        add(UnsafeRawBufferPointer(start: texts.bytes, count: texts.byteCount))
      }
    }
    var buffer = FlatBuffer()
    let bufferList = buffer.vector(ofPairs: buffers)
    let nodeList = buffer.vector(ofPairs: nodes)
    buffer.beginTable()
    buffer.add(0, Int64(block.count))
    buffer.add(1, offset: nodeList)
    buffer.add(2, offset: bufferList)
    let batch = buffer.endTable()
    return Self.message(&buffer, header: batch, kind: 3, body: body)
  }

  private static func bitmap(_ flags: [Bool]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (flags.count + 7) / 8)
    for (index, flag) in flags.enumerated() where flag { bytes[index >> 3] |= 1 << UInt8(index & 7) }
    return bytes
  }
}
