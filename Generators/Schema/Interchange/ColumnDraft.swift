import Foundation
import Sundog

/// What the values of one column look like, gathered value by value.
struct ColumnDraft {
  static let missingTexts: Set<String> = ["", "NA", "N/A", "NULL", "null", "None", "NaN", "nan", "?"]
  /// More different values than this are no list of categories.
  private static let categoryLimit = 1000
  private static let uniqueLimit = 2_000_000
  private static let dateFormats: [(kind: Field.Kind, pattern: String?)] = [
    (.date, nil), (.datetime, nil), (.time, nil), (.datetime, "%Y-%m-%d %H:%M:%S"), (.date, "%d/%m/%Y"),
    (.date, "%m/%d/%Y"),
    (.date, "%d.%m.%Y"), (.date, "%Y/%m/%d"), (.date, "%Y%m%d"),
  ]

  let name: String
  private(set) var count = 0
  private(set) var missing: [String: Int] = [:]
  /// Different values and how often each occurs; `nil` once there are too many.
  private var values: [String: Int]? = [:]
  private var hashes: Set<Int>? = []
  private var isInteger = true
  private var isNumber = true
  private var hasLeadingZero = false
  private var decimals = 0
  private var minimum = Double.infinity
  private var maximum = -Double.infinity
  private var formats: [(kind: Field.Kind, format: CalendarFormat, pattern: String?, low: Int, high: Int)]
  private var longest = 0

  init(name: String) {
    self.name = name
    formats = Self.dateFormats.compactMap { kind, pattern in
      CalendarFormat(pattern: pattern, kind: kind).map { (kind, $0, pattern, Int.max, Int.min) }
    }
  }

  mutating func add(_ text: String) {
    count += 1
    if Self.missingTexts.contains(text) {
      missing[text, default: 0] += 1
      return
    }
    longest = max(longest, text.unicodeScalars.count)
    if values != nil {
      values?[text, default: 0] += 1
      if (values?.count ?? 0) > Self.categoryLimit { values = nil }
    }
    if hashes?.insert(text.hashValue).inserted == false || (hashes?.count ?? 0) > Self.uniqueLimit { hashes = nil }
    if isNumber {
      if let value = Double(text), value.isFinite, text.utf8.allSatisfy({ $0 < 0x3A || $0 == 0x65 || $0 == 0x45 }) {
        if isInteger, Int(text) == nil { isInteger = false }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if digits.count > 1, digits.hasPrefix("0"), !digits.hasPrefix("0.") { hasLeadingZero = true }
        if let point = text.firstIndex(of: ".") {
          decimals = max(decimals, text.distance(from: point, to: text.endIndex) - 1)
        }
        (minimum, maximum) = (min(minimum, value), max(maximum, value))
      } else {
        (isNumber, isInteger) = (false, false)
      }
    }
    for index in formats.indices.reversed() {
      if let value = formats[index].format.value(of: text) {
        formats[index].low = min(formats[index].low, value)
        formats[index].high = max(formats[index].high, value)
      } else {
        formats.remove(at: index)
      }
    }
  }

  private var present: Int { count - missing.values.reduce(0, +) }

  /// Whether no value came twice among at least fifty.
  private var looksLikeKey: Bool { hashes != nil && present == count && count >= 50 }

  /// The column as a field, with why it is that.
  func field() -> (field: Field, reason: String) {
    var field = Field(name: name, kind: .string)
    let gone = missing.filter { $0.value > 0 }.keys.sorted()
    if !gone.isEmpty { field.missingValues = gone }
    field.constraints.required = gone.isEmpty && present > 0
    let absent =
      gone.isEmpty ? "none missing" : "\(count - present) missing (\(gone.map { "\"\($0)\"" }.joined(separator: ", ")))"
    guard present > 0 else {
      field.learn = false
      return (field, "string, not learned: no value at all")
    }
    if let values, Set(values.keys).isSubset(of: ["true", "false", "True", "False", "TRUE", "FALSE"]) {
      field.kind = .boolean
      return (field, "boolean: only \(values.keys.sorted().joined(separator: ", ")); \(absent)")
    }
    if isNumber, !hasLeadingZero, formats.first(where: { $0.pattern != "%Y%m%d" }) == nil {
      return numeric(field, absent)
    }
    if let format = formats.first(where: { $0.pattern != "%Y%m%d" || !hasLeadingZero }) {
      return calendar(field, format, absent)
    }
    return text(field, absent)
  }

  private func numeric(_ start: Field, _ absent: String) -> (Field, String) {
    var field = start
    field.kind = isInteger ? .integer : .number
    if isInteger, looksLikeKey, maximum - minimum >= Double(count - 1) {
      field.learn = false
      field.generator = .object(["sequence": .object([:])])
      return (field, "integer, not learned: no value comes twice, which is how keys look")
    }
    field.boundSource = .data
    if isInteger {
      field.constraints.minimum = .integer(Int(minimum))
      field.constraints.maximum = .integer(Int(maximum))
    } else {
      field.constraints.minimum = .number(minimum)
      field.constraints.maximum = .number(maximum)
      if decimals <= 6 { field.decimals = decimals }
    }
    let what = isInteger ? "whole numbers" : "numbers of up to \(decimals) digits behind the point"
    return (
      field,
      "\(field.kind.rawValue): \(present) \(what) from \(ShortestNumber.text(minimum)) to \(ShortestNumber.text(maximum)); \(absent)"
    )
  }

  private func calendar(
    _ start: Field, _ found: (kind: Field.Kind, format: CalendarFormat, pattern: String?, low: Int, high: Int),
    _ absent: String
  ) -> (Field, String) {
    var field = start
    field.kind = found.kind
    field.format = found.pattern
    let (low, high) = (found.format.text(of: found.low), found.format.text(of: found.high))
    field.constraints.minimum = .string(low)
    field.constraints.maximum = .string(high)
    field.boundSource = .data
    var reason = "\(found.kind.rawValue): \(present) values from \(low) to \(high); \(absent)"
    if formats.count(where: { $0.kind == found.kind }) > 1 {
      reason += "; day and month could also stand the other way round: check \"format\""
    }
    return (field, reason)
  }

  private func text(_ start: Field, _ absent: String) -> (Field, String) {
    var field = start
    if let values, !looksLikeKey, values.count <= max(20, present / 20) {
      field.categories = values.keys.sorted()
      field.boundSource = .data
      return (field, "string: \(values.count) different values among \(present); \(absent)")
    }
    field.learn = false
    let zero = isNumber && hasLeadingZero ? "digits whose leading zeros a number would lose; " : ""
    if looksLikeKey { return (field, "string, not learned: \(zero)no value comes twice, which is how keys look") }
    return (
      field, "string, not learned: \(zero)too many different values for a list; up to \(longest) characters; \(absent)"
    )
  }
}
