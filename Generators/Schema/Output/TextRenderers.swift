import Sundog

/// One JSON object a line.
struct JSONLinesRenderer: BlockRenderer {
  /// `"name":` of each column, with the brace or comma before it.
  private let keys: [[UInt8]]

  init(table: SchemaSampler.Table) {
    keys = table.fields.enumerated().map { index, field in
      var key = [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")]
      Self.append(Array(field.name.utf8), to: &key)
      return key + [UInt8(ascii: ":")]
    }
  }

  func render(_ block: Block) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(block.count * block.columns.count * 24)
    let scratch = Digits.Place.allocate(capacity: CellText.most + 32)
    defer { scratch.deallocate() }
    for row in 0..<block.count {
      for (column, cells) in block.columns.enumerated() {
        out.append(contentsOf: keys[column])
        if cells.isMissing(row) {
          out.append(contentsOf: Self.null)
          continue
        }
        let plan = block.plans[column]
        switch cells.values {
        case .integers(let values):
          if plan.type == .boolean {
            out.append(contentsOf: values[row] != 0 ? Self.yes : Self.no)
            continue
          }
          let isQuoted = plan.type != .integer
          let count = plan.text.write(values[row], to: scratch) - scratch
          if isQuoted { out.append(0x22) }
          out.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
          if isQuoted { out.append(0x22) }
        case .numbers(let values):
          out.append(
            contentsOf: UnsafeBufferPointer(start: scratch, count: plan.text.write(values[row], to: scratch) - scratch))
        case .texts(let texts):
          if plan.isPlain {
            out.append(0x22)
            out.append(contentsOf: texts[row])
            out.append(0x22)
          } else {
            Self.append(Array(texts[row]), to: &out)
          }
        }
      }
      out.append(UInt8(ascii: "}"))
      out.append(0x0A)
    }
    return out
  }

  private static let null = Array("null".utf8)
  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
  private static let hex = Array("0123456789abcdef".utf8)

  /// A JSON text with its quotes.
  static func append(_ text: [UInt8], to out: inout [UInt8]) {
    out.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C:
        out.append(0x5C)
        out.append(byte)
      case 0x0A: out.append(contentsOf: [0x5C, UInt8(ascii: "n")])
      case 0..<0x20: out.append(contentsOf: Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 0xF)]])
      default: out.append(byte)
      }
    }
    out.append(0x22)
  }
}

/// The text form of PostgreSQL's `COPY`: tabs between cells, `\N` for a missing value.
struct CopyRenderer: BlockRenderer {
  func render(_ block: Block) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(block.count * block.columns.count * 12)
    let scratch = Digits.Place.allocate(capacity: CellText.most + 32)
    defer { scratch.deallocate() }
    let plain = block.plans.map { plan in
      // The server reads ISO notation, whatever the files of the schema use.
      CellText(type: plan.type, decimals: plan.text.decimals)
    }
    for row in 0..<block.count {
      for (column, cells) in block.columns.enumerated() {
        if column > 0 { out.append(0x09) }
        if cells.isMissing(row) {
          out.append(contentsOf: [0x5C, UInt8(ascii: "N")])
          continue
        }
        switch cells.values {
        case .integers(let values):
          let count = plain[column].write(values[row], to: scratch) - scratch
          out.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
        case .numbers(let values):
          let count = plain[column].write(values[row], to: scratch) - scratch
          out.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
        case .texts(let texts):
          if block.plans[column].isPlain {
            out.append(contentsOf: texts[row])
          } else {
            for byte in texts[row] { Self.append(byte, to: &out) }
          }
        }
      }
      out.append(0x0A)
    }
    return out
  }

  private static func append(_ byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case 0x5C: out.append(contentsOf: [0x5C, 0x5C])
    case 0x09: out.append(contentsOf: [0x5C, UInt8(ascii: "t")])
    case 0x0A: out.append(contentsOf: [0x5C, UInt8(ascii: "n")])
    case 0x0D: out.append(contentsOf: [0x5C, UInt8(ascii: "r")])
    default: out.append(byte)
    }
  }
}
