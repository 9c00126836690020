import Sundog

/// The functions of formulas.
enum FormulaFunctions {
  static let names = [
    "if", "coalesce", "isMissing", "abs", "min", "max", "round", "floor", "ceil", "sqrt", "exp", "log", "power",
    "text", "integer", "number", "upper", "lower", "length", "substring", "pad", "contains", "startsWith", "endsWith",
    "date", "datetime", "year", "month", "day", "weekday", "hour", "minute", "days", "hours", "minutes", "sum", "mean",
    "count",
  ]

  static func call(_ name: String, _ arguments: [Typed], _ at: Int) throws(FormulaError) -> Typed {
    guard names.contains(name) else {
      throw FormulaError(
        position: at, found: "the unknown function \"\(name)\"", expected: "one of \(names.joined(separator: ", "))",
        mend: NearestName.find(name, in: names).map { "Did you mean \"\($0)\"?" } ?? "Use one of these.")
    }
    if let made = choosing(name, arguments) ?? numeric(name, arguments) ?? textual(name, arguments)
      ?? calendar(name, arguments)
    {
      return made
    }
    let types = arguments.map(\.type.rawValue).joined(separator: ", ")
    throw FormulaError(
      position: at, found: "\(name)(\(types))", expected: usage[name] ?? "other arguments",
      mend: "Mend the number or the types of its arguments.")
  }

  private static let usage: [String: String] = [
    "if": "if(condition, value, other value of the same type)", "coalesce": "coalesce(value, …) of one type",
    "isMissing": "isMissing(value)", "round": "round(number) or round(number, digits as a literal)",
    "substring": "substring(text, start from 1, count)", "pad": "pad(integer, width)", "power": "power(number, number)",
    "date": "date('2024-01-31') or date(datetime)", "datetime": "datetime('2024-01-31T08:00:00Z') or datetime(date)",
    "contains": "contains(text, text)", "startsWith": "startsWith(text, text)", "endsWith": "endsWith(text, text)",
    "sum": "sum(table.column) of a table that this one owns",
    "mean": "mean(table.column) of a table that this one owns",
    "count": "count(table) of a table that this one owns",
  ]

  /// The arguments as one type: all numbers where one is, texts read as dates where the others are dates.
  private static func unified(_ arguments: [Typed]) -> [Typed]? {
    guard let first = arguments.first(where: { $0.literal == nil }) ?? arguments.first else { return nil }
    let type = arguments.contains { $0.type == .number } && first.type == .integer ? .number : first.type
    let converted = arguments.map { $0.type == type || type != .text ? $0.converted(to: type) : nil }
    return converted.contains { $0 == nil } ? nil : converted.compactMap { $0 }
  }

  private static func choosing(_ name: String, _ arguments: [Typed]) -> Typed? {
    switch name {
    case "if":
      guard arguments.count == 3, arguments[0].type == .boolean, let pair = unified(Array(arguments[1...])) else {
        return nil
      }
      let (condition, yes, no) = (arguments[0].cells, pair[0].cells, pair[1].cells)
      return Typed(pair[0].type) { frame in
        let test = try condition(frame)
        let values = test.integers
        let choice = values.indices.map { test.isMissing($0) ? -1 : values[$0] != 0 ? 0 : 1 }
        return Vectors.chosen(choice, of: [try yes(frame), try no(frame)])
      }
    case "coalesce":
      guard !arguments.isEmpty, let same = unified(arguments) else { return nil }
      let makers = same.map(\.cells)
      return Typed(same[0].type) { frame in
        let cases = try makers.map { try $0(frame) }
        let choice = (0..<frame.count).map { row in cases.firstIndex { !$0.isMissing(row) } ?? -1 }
        return Vectors.chosen(choice, of: cases)
      }
    case "isMissing":
      guard arguments.count == 1 else { return nil }
      let cells = arguments[0].cells
      return Typed(.boolean) { frame in
        let made = try cells(frame)
        return Cells(.integers((0..<frame.count).map { made.isMissing($0) ? 1 : 0 }))
      }
    case "min", "max":
      guard arguments.count >= 2, let same = unified(arguments), same[0].type != .text else { return nil }
      let makers = same.map(\.cells)
      let isLess = name == "min"
      if same[0].type == .number {
        return Typed(.number) { frame in
          try makers.dropFirst().reduce(try makers[0](frame)) { sum, next in
            Vectors.numbers(sum, try next(frame)) { isLess ? Swift.min($0, $1) : Swift.max($0, $1) }
          }
        }
      }
      return Typed(same[0].type) { frame in
        try makers.dropFirst().reduce(try makers[0](frame)) { sum, next in
          Vectors.integers(sum, try next(frame)) { isLess ? Swift.min($0, $1) : Swift.max($0, $1) }
        }
      }
    default: return nil
    }
  }

  private static func numeric(_ name: String, _ arguments: [Typed]) -> Typed? {
    guard let first = arguments.first, first.type.isNumeric || (name == "integer" && first.type == .boolean) else {
      return nil
    }
    let cells = first.cells
    func function(_ operation: @escaping @Sendable (Double) -> Double) -> Typed? {
      arguments.count == 1 ? Typed(.number) { Vectors.numbers(try cells($0), operation) } : nil
    }
    switch name {
    case "abs" where first.type == .integer && arguments.count == 1:
      return Typed(.integer) { Vectors.integers(try cells($0)) { $0 == .min ? .max : Swift.abs($0) } }
    case "abs": return function { $0.magnitude }
    case "sqrt": return function { $0.squareRoot() }
    case "exp": return function { PortableMath.exp($0) }
    case "log": return function { $0 >= .leastNormalMagnitude ? PortableMath.log($0) : .nan }
    case "number": return arguments.count == 1 ? first.converted(to: .number) : nil
    case "integer", "floor", "ceil", "round":
      let rule: FloatingPointRoundingRule =
        switch name {
        case "integer": .towardZero
        case "floor": .down
        case "ceil": .up
        default: .toNearestOrAwayFromZero
        }
      if arguments.count == 1 {
        if first.type.isWhole { return Typed(.integer, cells) }
        return Typed(.integer) { Vectors.whole(try cells($0), rule) }
      }
      guard name == "round", arguments.count == 2, arguments[1].type == .integer else { return nil }
      let digits = arguments[1].cells
      return Typed(.number) { frame in
        Vectors.numbers(try cells(frame), try digits(frame)) { value, digits in
          let scale = Digits.scales[Int(Swift.min(Swift.max(digits, 0), 15))]
          return (value * scale).rounded() / scale
        }
      }
    case "power":
      guard arguments.count == 2, arguments[1].type.isNumeric else { return nil }
      let exponent = arguments[1].cells
      return Typed(.number) { frame in
        Vectors.numbers(try cells(frame), try exponent(frame)) { base, exponent in
          base >= .leastNormalMagnitude ? PortableMath.power(base, exponent) : base == 0 && exponent > 0 ? 0 : .nan
        }
      }
    default: return nil
    }
  }

  private static func textual(_ name: String, _ arguments: [Typed]) -> Typed? {
    guard let first = arguments.first else { return nil }
    let cells = first.cells
    if name == "text" { return arguments.count == 1 ? first.converted(to: .text) : nil }
    if name == "pad" {
      guard arguments.count == 2, first.type == .integer, arguments[1].type == .integer else { return nil }
      let width = arguments[1].cells
      return Typed(.text) { frame in
        let (values, widths) = (try cells(frame), try width(frame))
        var writer = TextWriter(rows: frame.count, width: 16)
        for row in 0..<frame.count {
          let value = values.integers[row]
          if value < 0 { writer.append(UInt8(ascii: "-")) }
          writer.append(UInt64(value.magnitude), width: Swift.min(Swift.max(widths.integers[row], 1), 40))
          writer.endCell()
        }
        return Cells(.texts(writer.finish()), missing: Cells.union(values.missing, widths.missing))
      }
    }
    guard first.type == .text else { return nil }
    switch name {
    case "upper" where arguments.count == 1: return Typed(.text) { Vectors.texts(try cells($0)) { $0.uppercased() } }
    case "lower" where arguments.count == 1: return Typed(.text) { Vectors.texts(try cells($0)) { $0.lowercased() } }
    case "length" where arguments.count == 1:
      return Typed(.integer) { frame in
        let made = try cells(frame)
        return Cells(
          .integers((0..<frame.count).map { made.texts.string($0).unicodeScalars.count }), missing: made.missing)
      }
    case "substring":
      guard arguments.count == 3, arguments[1].type == .integer, arguments[2].type == .integer else { return nil }
      let (start, count) = (arguments[1].cells, arguments[2].cells)
      return Typed(.text) { frame in
        let (made, starts, counts) = (try cells(frame), try start(frame), try count(frame))
        let texts = (0..<frame.count).map { row in
          let scalars = made.texts.string(row).unicodeScalars.dropFirst(Swift.max(1, starts.integers[row]) - 1)
          return String(scalars.prefix(Swift.max(0, counts.integers[row])))
        }
        return Cells(
          .texts(Texts(texts)), missing: Cells.union(made.missing, Cells.union(starts.missing, counts.missing)))
      }
    case "contains", "startsWith", "endsWith":
      guard arguments.count == 2, arguments[1].type == .text else { return nil }
      let part = arguments[1].cells
      return Typed(.boolean) { frame in
        let (made, parts) = (try cells(frame), try part(frame))
        let values = (0..<frame.count).map { row in
          let (text, part) = (made.texts.string(row), parts.texts.string(row))
          let isTrue =
            name == "contains"
            ? text.contains(part) : name == "startsWith" ? text.hasPrefix(part) : text.hasSuffix(part)
          return isTrue ? 1 : 0
        }
        return Cells(.integers(values), missing: Cells.union(made.missing, parts.missing))
      }
    default: return nil
    }
  }

  private static func calendar(_ name: String, _ arguments: [Typed]) -> Typed? {
    guard arguments.count == 1 else { return nil }
    let first = arguments[0]
    let cells = first.cells
    func whole(_ type: CellType, _ operation: @escaping @Sendable (Int) -> Int) -> Typed {
      Typed(type) { Vectors.integers(try cells($0), operation) }
    }
    switch (name, first.type) {
    case ("days", .integer): return first
    case ("hours", .integer): return whole(.integer) { $0 &* 3600 }
    case ("minutes", .integer): return whole(.integer) { $0 &* 60 }
    case ("date", .text): return first.converted(to: .date)
    case ("datetime", .text): return first.converted(to: .datetime)
    case ("date", .date), ("datetime", .datetime): return first
    case ("date", .datetime): return whole(.date) { CellText.floored($0, by: 86_400) }
    case ("datetime", .date): return whole(.datetime) { $0 &* 86_400 }
    case ("hour", .datetime), ("hour", .time):
      return whole(.integer) { ($0 - CellText.floored($0, by: 86_400) * 86_400) / 3600 }
    case ("minute", .datetime), ("minute", .time):
      return whole(.integer) { ($0 - CellText.floored($0, by: 86_400) * 86_400) / 60 % 60 }
    case ("year", .date), ("month", .date), ("day", .date), ("weekday", .date), ("year", .datetime),
      ("month", .datetime), ("day", .datetime), ("weekday", .datetime):
      let isDate = first.type == .date
      return whole(.integer) { value in
        let days = isDate ? value : CellText.floored(value, by: 86_400)
        // 1970-01-01 was a Thursday; Monday is 1.
        if name == "weekday" { return ((days + 3) % 7 + 7) % 7 + 1 }
        let (year, month, day) = CalendarFormat.civil(days: days)
        return name == "year" ? year : name == "month" ? month : day
      }
    default: return nil
    }
  }
}
