import Sundog

/// What the values of a column are, whatever they are written as.
package enum CellType: String, Sendable, Hashable {
  case integer, number, boolean, text
  /// Days since 1970-01-01.
  case date
  /// Seconds since 1970-01-01T00:00:00Z.
  case datetime
  /// Seconds since midnight.
  case time

  init(_ kind: Field.Kind) {
    switch kind {
    case .string: self = .text
    case .integer, .year: self = .integer
    case .number: self = .number
    case .boolean: self = .boolean
    case .date: self = .date
    case .datetime: self = .datetime
    case .time: self = .time
    }
  }

  /// Stored as whole numbers.
  var isWhole: Bool { self != .number && self != .text }
  var isNumeric: Bool { self == .integer || self == .number }
}

/// The values of one column for the rows of a frame.
package struct Cells: Sendable {
  package enum Values: Sendable {
    /// Integers, days, seconds, and 0 or 1 for booleans.
    case integers([Int])
    case numbers([Double])
    case texts(Texts)
  }

  package var values: Values
  /// Which rows have no value; empty where all have one.
  package var missing: [Bool]

  init(_ values: Values, missing: [Bool] = []) {
    self.values = values
    self.missing = missing
  }

  package var count: Int {
    switch values {
    case .integers(let values): values.count
    case .numbers(let values): values.count
    case .texts(let texts): texts.count
    }
  }

  package func isMissing(_ row: Int) -> Bool { !missing.isEmpty && missing[row] }

  /// The whole numbers of the rows. Only where the type is whole: the compiler of schemas has checked that.
  var integers: [Int] {
    guard case .integers(let values) = values else { preconditionFailure("whole numbers expected") }
    return values
  }

  /// The numbers of the rows, whole ones converted.
  var numbers: [Double] {
    switch values {
    case .numbers(let values): return values
    case .integers(let values): return values.map { Double($0) }
    case .texts: preconditionFailure("numbers expected")
    }
  }

  var texts: Texts {
    guard case .texts(let texts) = values else { preconditionFailure("texts expected") }
    return texts
  }

  /// The cells of these rows, in that order.
  func gathered(_ rows: [Int]) -> Cells {
    let missing = missing.isEmpty ? [] : rows.map { self.missing[$0] }
    switch values {
    case .integers(let values): return Cells(.integers(rows.map { values[$0] }), missing: missing)
    case .numbers(let values): return Cells(.numbers(rows.map { values[$0] }), missing: missing)
    case .texts(let texts):
      var writer = TextWriter(rows: rows.count, width: 16)
      for row in rows {
        writer.append(texts[row])
        writer.endCell()
      }
      return Cells(.texts(writer.finish()), missing: missing)
    }
  }

  /// Where either has no value.
  static func union(_ a: [Bool], _ b: [Bool]) -> [Bool] {
    if a.isEmpty { return b }
    if b.isEmpty { return a }
    return zip(a, b).map { $0 || $1 }
  }
}
