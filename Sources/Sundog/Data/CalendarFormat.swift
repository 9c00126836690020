/// A format of dates and times, compiled: Table Schema's default (ISO 8601) or a pattern of `strptime`.
///
/// Dates are days since 1970-01-01, datetimes seconds since then (UTC), times seconds since midnight; the calendar is
/// the proleptic Gregorian one.
public struct CalendarFormat: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case literal(UInt8)
    case year, month, day, hour, minute, second
  }

  let parts: [Part]
  package let isISODatetime: Bool
  let hasDate: Bool

  /// - Parameters:
  ///   - pattern: `nil` or `default` for ISO 8601; otherwise literals and `%Y %m %d %H %M %S %%`.
  ///   - kind: `.date`, `.datetime` or `.time`.
  /// - Returns: `nil` where the pattern holds another directive, or not the parts that `kind` needs.
  public init?(pattern: String?, kind: Field.Kind) {
    let isDefault = pattern == nil || pattern == "default"
    let text: String
    switch kind {
    case .date: text = isDefault ? "%Y-%m-%d" : pattern ?? ""
    case .datetime: text = isDefault ? "%Y-%m-%dT%H:%M:%SZ" : pattern ?? ""
    case .time: text = isDefault ? "%H:%M:%S" : pattern ?? ""
    default: return nil
    }
    guard let parts = Self.parts(of: text) else { return nil }
    let dateParts: Set<Part> = [.year, .month, .day]
    let timeParts: Set<Part> = [.hour, .minute, .second]
    let present = parts.filter { dateParts.contains($0) || timeParts.contains($0) }
    guard Set(present).count == present.count else { return nil }
    switch kind {
    case .date: guard Set(present) == dateParts else { return nil }
    case .time: guard present.contains(.hour), timeParts.isSuperset(of: present) else { return nil }
    default: guard dateParts.isSubset(of: present), present.contains(.hour) else { return nil }
    }
    self.parts = parts
    isISODatetime = kind == .datetime && isDefault
    hasDate = kind != .time
  }

  private static func parts(of pattern: String) -> [Part]? {
    var parts: [Part] = []
    var bytes = Array(pattern.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        parts.append(.literal(byte))
        continue
      }
      switch bytes.popFirst() {
      case UInt8(ascii: "Y"): parts.append(.year)
      case UInt8(ascii: "m"): parts.append(.month)
      case UInt8(ascii: "d"): parts.append(.day)
      case UInt8(ascii: "H"): parts.append(.hour)
      case UInt8(ascii: "M"): parts.append(.minute)
      case UInt8(ascii: "S"): parts.append(.second)
      case UInt8(ascii: "%"): parts.append(.literal(UInt8(ascii: "%")))
      default: return nil
      }
    }
    return parts
  }

  /// The days or seconds that a text stands for; `nil` where it does not follow the format or names no real date.
  public func value(of text: String) -> Int? {
    Array(text.utf8).withUnsafeBufferPointer { value(of: $0) }
  }

  func value(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var position = 0
    var (year, month, day, hour, minute, second) = (1970, 1, 1, 0, 0, 0)
    for (index, part) in parts.enumerated() {
      var field: Int?
      switch part {
      case .literal(let byte):
        // ISO 8601 datetimes may end in a zone or a fraction, and part date and time by a blank.
        if isISODatetime, index == parts.count - 1 { break }
        guard position < bytes.count,
          bytes[position] == byte || (isISODatetime && byte == 0x54 && bytes[position] == 0x20)
        else { return nil }
        position += 1
        continue
      case .year: field = Self.digits(bytes, &position, least: 4, most: 4)
      default: field = Self.digits(bytes, &position, least: 1, most: 2)
      }
      if case .literal = part { break }
      guard let field else { return nil }
      switch part {
      case .year: year = field
      case .month: month = field
      case .day: day = field
      case .hour: hour = field
      case .minute: minute = field
      case .second: second = field
      case .literal: break
      }
    }
    var offset = 0
    if isISODatetime {
      guard let zone = Self.zone(bytes, &position) else { return nil }
      offset = zone
    }
    guard position == bytes.count, (1...12).contains(month), day >= 1, day <= Self.days(in: month, year: year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = hour * 3600 + minute * 60 + second
    let hasTime = parts.contains(.hour)
    if !hasDate { return seconds }
    let days = Self.days(year: year, month: month, day: day)
    return hasTime ? days * 86_400 + seconds - offset : days
  }

  private static func digits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, least: Int, most: Int
  ) -> Int? {
    var value = 0
    let start = position
    while position < bytes.count, position - start < most, bytes[position] &- 0x30 < 10 {
      value = value * 10 + Int(bytes[position] - 0x30)
      position += 1
    }
    return position - start >= least ? value : nil
  }

  /// Seconds east of UTC after an optional fraction of a second; nothing means UTC.
  private static func zone(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int? {
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard digits(bytes, &position, least: 1, most: 9) != nil else { return nil }
    }
    guard position < bytes.count else { return 0 }
    let sign = bytes[position]
    position += 1
    if sign == UInt8(ascii: "Z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = digits(bytes, &position, least: 2, most: 2)
    else { return nil }
    if position < bytes.count, bytes[position] == UInt8(ascii: ":") { position += 1 }
    guard let minutes = digits(bytes, &position, least: 2, most: 2), hours < 24, minutes < 60 else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// The text of a number of days or seconds.
  public func text(of value: Int) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  package func append(_ value: Int, to bytes: inout [UInt8]) {
    let hasTime = parts.contains(.hour)
    let days = hasDate ? (hasTime ? Int((Double(value) / 86_400).rounded(.down)) : value) : 0
    let seconds = hasTime ? value - days * 86_400 : 0
    let (year, month, day) = Self.civil(days: days)
    for part in parts {
      switch part {
      case .literal(let byte): bytes.append(byte)
      case .year: Self.append(year, width: 4, to: &bytes)
      case .month: Self.append(month, width: 2, to: &bytes)
      case .day: Self.append(day, width: 2, to: &bytes)
      case .hour: Self.append(seconds / 3600, width: 2, to: &bytes)
      case .minute: Self.append(seconds / 60 % 60, width: 2, to: &bytes)
      case .second: Self.append(seconds % 60, width: 2, to: &bytes)
      }
    }
  }

  /// Years before 0 get a sign, as ISO 8601's expanded form has it.
  private static func append(_ value: Int, width: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var divisor: UInt = width == 4 ? 1000 : 10
    while divisor > 0 {
      bytes.append(UInt8(truncatingIfNeeded: value.magnitude / divisor % 10) + 0x30)
      divisor /= 10
    }
  }

  private static func days(in month: Int, year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
  package static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Source: as above, `civil_from_days`.
  package static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
