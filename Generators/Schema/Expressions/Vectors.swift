/// Operations on whole columns: what formulas are made of. A row without a value has none in the result.
enum Vectors {
  static func numbers(_ a: Cells, _ operation: (Double) -> Double) -> Cells {
    finite(a.numbers.map(operation), a.missing)
  }

  static func numbers(_ a: Cells, _ b: Cells, _ operation: (Double, Double) -> Double) -> Cells {
    let (left, right) = (a.numbers, b.numbers)
    return finite(left.indices.map { operation(left[$0], right[$0]) }, Cells.union(a.missing, b.missing))
  }

  /// What is not a finite number (a quotient by zero, the root of a negative number) is no value.
  private static func finite(_ values: [Double], _ missing: [Bool]) -> Cells {
    var values = values
    var missing = missing
    for index in values.indices where !values[index].isFinite {
      if missing.isEmpty { missing = Array(repeating: false, count: values.count) }
      missing[index] = true
      values[index] = 0
    }
    return Cells(.numbers(values), missing: missing)
  }

  /// An operation that gives `nil` where it overflows: no value then.
  static func integers(_ a: Cells, _ b: Cells, _ operation: (Int, Int) -> Int?) -> Cells {
    let (left, right) = (a.integers, b.integers)
    var missing = Cells.union(a.missing, b.missing)
    var values = [Int](repeating: 0, count: left.count)
    for index in values.indices {
      if let value = operation(left[index], right[index]) {
        values[index] = value
      } else {
        if missing.isEmpty { missing = Array(repeating: false, count: values.count) }
        missing[index] = true
      }
    }
    return Cells(.integers(values), missing: missing)
  }

  static func integers(_ a: Cells, _ operation: (Int) -> Int) -> Cells {
    Cells(.integers(a.integers.map(operation)), missing: a.missing)
  }

  /// The whole parts that a rule of rounding gives; no value beyond ±2⁶².
  static func whole(_ a: Cells, _ rule: FloatingPointRoundingRule) -> Cells {
    var missing = a.missing
    let numbers = a.numbers
    var values = [Int](repeating: 0, count: numbers.count)
    for index in values.indices {
      let value = numbers[index].rounded(rule)
      if value.magnitude < 0x1p62 {
        values[index] = Int(value)
      } else {
        if missing.isEmpty { missing = Array(repeating: false, count: values.count) }
        missing[index] = true
      }
    }
    return Cells(.integers(values), missing: missing)
  }

  static func compared(_ a: Cells, _ b: Cells, _ isTrue: (Int) -> Bool) -> Cells {
    let missing = Cells.union(a.missing, b.missing)
    let values: [Int]
    switch (a.values, b.values) {
    case (.integers(let left), .integers(let right)):
      values = left.indices.map { isTrue(left[$0] < right[$0] ? -1 : left[$0] > right[$0] ? 1 : 0) ? 1 : 0 }
    case (.texts(let left), .texts(let right)):
      values = (0..<left.count).map { isTrue(order(left[$0], right[$0])) ? 1 : 0 }
    default:
      let (left, right) = (a.numbers, b.numbers)
      values = left.indices.map { isTrue(left[$0] < right[$0] ? -1 : left[$0] > right[$0] ? 1 : 0) ? 1 : 0 }
    }
    return Cells(.integers(values), missing: missing)
  }

  /// The order of UTF-8 bytes, which is that of code points.
  private static func order(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    return a.count - b.count
  }

  static func joined(_ parts: [Cells]) -> Cells {
    let count = parts[0].count
    let texts = parts.map(\.texts)
    var writer = TextWriter(rows: count, width: texts.reduce(0) { $0 + $1.byteCount } / max(1, count) + 1)
    for row in 0..<count {
      for text in texts { writer.append(text[row]) }
      writer.endCell()
    }
    return Cells(.texts(writer.finish()), missing: parts.reduce([]) { Cells.union($0, $1.missing) })
  }

  static func texts(_ a: Cells, _ operation: (String) -> String) -> Cells {
    Cells(.texts(Texts((0..<a.count).map { operation(a.texts.string($0)) })), missing: a.missing)
  }

  /// Row by row from the case that was chosen; a row whose choice is −1 has no value.
  static func chosen(_ choice: [Int], of cases: [Cells]) -> Cells {
    var missing = choice.indices.map { choice[$0] < 0 || cases[choice[$0]].isMissing($0) }
    if !missing.contains(true) { missing = [] }
    switch cases[0].values {
    case .integers:
      let values = cases.map(\.integers)
      return Cells(.integers(choice.indices.map { choice[$0] < 0 ? 0 : values[choice[$0]][$0] }), missing: missing)
    case .numbers:
      let values = cases.map(\.numbers)
      return Cells(.numbers(choice.indices.map { choice[$0] < 0 ? 0 : values[choice[$0]][$0] }), missing: missing)
    case .texts:
      let values = cases.map(\.texts)
      var writer = TextWriter(rows: choice.count, width: 16)
      for row in choice.indices {
        if choice[row] >= 0 { writer.append(values[choice[row]][row]) }
        writer.endCell()
      }
      return Cells(.texts(writer.finish()), missing: missing)
    }
  }
}
