import Sundog

/// How the cells of a column are written as text, in files and where formulas turn values into texts.
struct CellText: Sendable {
  let type: CellType
  /// Digits behind the point of a number; `nil` for the shortest form.
  let decimals: Int?
  private let calendar: CalendarFormat?
  private let isISO: Bool
  private let trueText: [UInt8]
  private let falseText: [UInt8]
  /// Bytes that no value but a text exceeds.
  static let most = 64

  init(type: CellType, decimals: Int? = nil, field: Field? = nil) {
    self.type = type
    self.decimals = decimals
    let kind: Field.Kind? =
      switch type {
      case .date: .date
      case .datetime: .datetime
      case .time: .time
      default: nil
      }
    let pattern = field.flatMap { $0.format == "default" ? nil : $0.format }
    calendar = kind.flatMap { CalendarFormat(pattern: pattern, kind: $0) }
    isISO = pattern == nil
    trueText = Array((field?.trueValues.first ?? "true").utf8)
    falseText = Array((field?.falseValues.first ?? "false").utf8)
  }

  /// The days or seconds of a date or time in this notation; `nil` where it is none.
  func value(of text: String) -> Int? { calendar?.value(of: text) }

  /// Writes the value of a whole type.
  @inline(__always)
  func write(_ value: Int, to place: Digits.Place) -> Digits.Place {
    switch type {
    case .boolean: return copy(value != 0 ? trueText : falseText, to: place)
    case .date where isISO: return Self.writeDate(value, to: place)
    case .datetime where isISO:
      let days = Self.floored(value, by: 86_400)
      let next = Self.writeDate(days, to: place)
      next.pointee = UInt8(ascii: "T")
      let end = Self.writeTime(value - days * 86_400, to: next + 1)
      end.pointee = UInt8(ascii: "Z")
      return end + 1
    case .time where isISO: return Self.writeTime(value, to: place)
    case .date, .datetime, .time:
      var bytes: [UInt8] = []
      calendar?.append(value, to: &bytes)
      return copy(Array(bytes.prefix(Self.most)), to: place)
    default: return Digits.write(value, to: place)
    }
  }

  @inline(__always)
  func write(_ value: Double, to place: Digits.Place) -> Digits.Place {
    guard let decimals else { return Digits.write(shortest: value, to: place) }
    return Digits.write(value, places: decimals, to: place)
  }

  private func copy(_ text: [UInt8], to place: Digits.Place) -> Digits.Place {
    for (index, byte) in text.enumerated() { place[index] = byte }
    return place + text.count
  }

  static func floored(_ value: Int, by divisor: Int) -> Int {
    let quotient = value / divisor
    return quotient * divisor > value ? quotient - 1 : quotient
  }

  private static func writeDate(_ days: Int, to place: Digits.Place) -> Digits.Place {
    let (year, month, day) = CalendarFormat.civil(days: days)
    var next = place
    if year < 0 {
      next.pointee = UInt8(ascii: "-")
      next += 1
    }
    next = Digits.write(UInt64(year.magnitude), width: 4, to: next)
    next.pointee = UInt8(ascii: "-")
    next = writePair(month, to: next + 1)
    next.pointee = UInt8(ascii: "-")
    return writePair(day, to: next + 1)
  }

  private static func writeTime(_ seconds: Int, to place: Digits.Place) -> Digits.Place {
    var next = writePair(seconds / 3600, to: place)
    next.pointee = UInt8(ascii: ":")
    next = writePair(seconds / 60 % 60, to: next + 1)
    next.pointee = UInt8(ascii: ":")
    return writePair(seconds % 60, to: next + 1)
  }

  @inline(__always)
  private static func writePair(_ value: Int, to place: Digits.Place) -> Digits.Place {
    place[0] = UInt8(truncatingIfNeeded: value / 10 % 10) + 0x30
    place[1] = UInt8(truncatingIfNeeded: value % 10) + 0x30
    return place + 2
  }

  /// The cells as texts.
  func texts(_ cells: Cells) -> Cells {
    var writer = TextWriter(rows: cells.count, width: 16)
    switch cells.values {
    case .texts: return cells
    case .integers(let values):
      for value in values {
        writer.append(most: Self.most) { write(value, to: $0) }
        writer.endCell()
      }
    case .numbers(let values):
      for value in values {
        writer.append(most: Self.most) { write(value, to: $0) }
        writer.endCell()
      }
    }
    return Cells(.texts(writer.finish()), missing: cells.missing)
  }
}
