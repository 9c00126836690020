import Sundog

/// Turns blocks of rows into the bytes of a file, block by block.
protocol BlockRenderer: Sendable {
  func render(_ block: Block) -> [UInt8]
}

/// Delimited text (RFC 4180); missing values as the schema writes them.
struct CSVRenderer: BlockRenderer {
  private let delimiter: UInt8
  private let isAlone: Bool
  /// The text of a missing value, by column.
  private let missing: [[UInt8]]

  init(table: SchemaSampler.Table) {
    let delimiter = table.resource.dialect.delimiter
    self.delimiter = delimiter
    isAlone = table.fields.count == 1
    let isAlone = isAlone
    missing = table.fields.map { field in
      CellEncoder.field((field.missingValues ?? table.resource.missingValues).first ?? "", delimiter, isAlone)
    }
  }

  /// The names of the columns.
  static func header(of table: SchemaSampler.Table) -> [UInt8] {
    let delimiter = table.resource.dialect.delimiter
    var header: [UInt8] = []
    for (index, field) in table.fields.enumerated() {
      if index > 0 { header.append(delimiter) }
      header += CellEncoder.field(field.name, delimiter, table.fields.count == 1)
    }
    return header + [0x0A]
  }

  func render(_ block: Block) -> [UInt8] {
    var capacity = 0
    for (cells, missing) in zip(block.columns, missing) {
      let width: Int
      if case .texts(let texts) = cells.values {
        // Quotes at the ends, and each byte doubled at worst.
        width = texts.byteCount * 2 + block.count * 3
      } else {
        width = block.count * (CellText.most + 1)
      }
      capacity += width + block.count * (missing.count + 1)
    }
    return [UInt8](unsafeUninitializedCapacity: capacity + 64) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      var place = base
      for row in 0..<block.count {
        for column in block.columns.indices {
          if column > 0 {
            place.pointee = delimiter
            place += 1
          }
          place = write(block, column, row, to: place)
        }
        place.pointee = 0x0A
        place += 1
      }
      count = place - base
    }
  }

  @inline(__always)
  private func write(_ block: Block, _ column: Int, _ row: Int, to place: Digits.Place) -> Digits.Place {
    let cells = block.columns[column]
    if cells.isMissing(row) {
      let text = missing[column]
      place.update(from: text, count: text.count)
      return place + text.count
    }
    let plan = block.plans[column]
    switch cells.values {
    case .integers(let values): return plan.text.write(values[row], to: place)
    case .numbers(let values): return plan.text.write(values[row], to: place)
    case .texts(let texts):
      let text = texts[row]
      if plan.isPlain && delimiter == 0x2C || isPlain(text) {
        if let base = text.baseAddress { place.update(from: base, count: text.count) }
        return place + text.count
      }
      return Self.writeQuoted(text, to: place)
    }
  }

  private func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last else { return !isAlone }
    if first <= 0x20 || last <= 0x20 { return false }
    for byte in text where byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D { return false }
    return true
  }

  static func writeQuoted(_ text: UnsafeBufferPointer<UInt8>, to place: Digits.Place) -> Digits.Place {
    var place = place
    place.pointee = 0x22
    place += 1
    for byte in text {
      if byte == 0x22 {
        place.pointee = 0x22
        place += 1
      }
      place.pointee = byte
      place += 1
    }
    place.pointee = 0x22
    return place + 1
  }
}
