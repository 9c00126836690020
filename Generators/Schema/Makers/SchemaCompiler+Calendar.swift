import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Dates, datetimes and times of day between two bounds, with weights for weekdays, months and hours.
  func calendar(_ name: String, _ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard name == scope.type.rawValue else {
      throw scope.problem(
        found: "\"\(name)\" in a column of type \(scope.type.rawValue)", expected: "a column of type \(name)",
        mend: "Set the column's \"type\" to \"\(name)\".")
    }
    if name == "time" { return try times(options, scope) }
    let isDate = name == "date"
    guard let low = try bound("min", options, scope) ?? scope.minimum.map({ Int($0) }),
      let high = try bound("max", options, scope) ?? scope.maximum.map({ Int($0) }), low <= high
    else {
      throw scope.problem(
        found: "no first and last value, in this order", expected: "\"min\" and \"max\"",
        mend: "Add them here or as constraints of the column.")
    }
    let isWeighted = ["weekdays", "months", "growth", "exclude"].contains { options[$0] != nil }
    let hasClock = ["hours", "business"].contains { options[$0] != nil }
    if !isWeighted, !hasClock { return even(low, high, scope) }
    guard !scope.isUnique else {
      throw scope.problem(
        found: "weights on a unique column", expected: "none: each value comes once", mend: "Remove them.")
    }
    let firstDay = isDate ? low : CellText.floored(low, by: 86_400)
    let lastDay = isDate ? high : CellText.floored(high, by: 86_400)
    let days = try GuideTable(weights: dayWeights(firstDay...lastDay, options, scope))
    let uniforms = scope.uniforms
    if isDate { return Made(.date) { frame in Cells(.integers(uniforms(frame).map { firstDay + days.index($0) })) } }
    let clock = try clock(options, scope)
    let clockKey = scope.key.derived("clock")
    return Made(.datetime) { frame in
      let (dayDraws, clockDraws) = (uniforms(frame), frame.uniforms(clockKey))
      return Cells(
        .integers(
          dayDraws.indices.map { row in
            let day = firstDay + days.index(dayDraws[row])
            return min(max(day * 86_400 + clock(clockDraws[row]), low), high)
          }))
    }
  }

  private func bound(_ name: String, _ options: Options, _ scope: Scope) throws(SchemaProblem) -> Int? {
    guard let json = options[name] else { return nil }
    if case .string(let text) = json, let value = scope.text.value(of: text) {
      if scope.minimum.map({ Double(value) < $0 }) == true || scope.maximum.map({ Double(value) > $0 }) == true {
        throw scope.problem(
          name, found: "\"\(text)\"", expected: "a bound within the column's constraints", mend: "Mend one of the two.")
      }
      return value
    }
    throw scope.problem(
      name, found: SourceNode(json: json).summary, expected: "a \(scope.type.rawValue) in the column's notation",
      mend: "Write it in quotes, as in the file.")
  }

  private func even(_ low: Int, _ high: Int, _ scope: Scope) -> Made {
    let count = UInt64(high - low) + 1
    if scope.isUnique {
      let permutation = KeyedPermutation(count: count, key: scope.key)
      return Made(scope.type, capacity: count) { frame in
        Cells(.integers(frame.rows.map { low + Int(permutation(UInt64($0))) }))
      }
    }
    let uniforms = scope.uniforms
    return Made(scope.type) { frame in
      Cells(.integers(uniforms(frame).map { low + min(Int($0 * Double(count)), Int(count) - 1) }))
    }
  }

  private func dayWeights(
    _ days: ClosedRange<Int>, _ options: Options, _ scope: Scope
  ) throws(SchemaProblem) -> [Double] {
    guard days.count <= 1_000_000 else {
      throw scope.problem(
        found: "a range of \(days.count) days with weights", expected: "at most 1000000 days", mend: "Narrow the range."
      )
    }
    let weekdays = options.numbers("weekdays") ?? Array(repeating: 1, count: 7)
    let months = options.numbers("months") ?? Array(repeating: 1, count: 12)
    let growth = options.number("growth") ?? 0
    guard growth > -1 else {
      throw scope.problem("growth", found: "\(growth)", expected: "more than −1 a year", mend: "Write a larger one.")
    }
    var excluded: Set<Int> = []
    for (index, text) in (options.texts("exclude") ?? []).enumerated() {
      guard let day = CellText(type: .date).value(of: text) else {
        throw SchemaProblem(
          path: scope.path.key("exclude").index(index).description, found: "\"\(text)\"",
          expected: "a date such as 2024-12-25", mend: "Mend the date.")
      }
      excluded.insert(day)
    }
    let daily = PortableMath.log(1 + growth) / 365.2425
    let weights = days.map { day -> Double in
      if excluded.contains(day) { return 0 }
      let month = CalendarFormat.civil(days: day).month
      // 1970-01-01 was a Thursday; the first weight is Monday's.
      let weekday = ((day + 3) % 7 + 7) % 7
      return weekdays[weekday] * months[month - 1] * PortableMath.exp(daily * Double(day - days.lowerBound))
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw scope.problem(
        found: "no day that is possible", expected: "a day with a weight above 0",
        mend: "Mend the weights or the range.")
    }
    return weights
  }

  /// Seconds since midnight for a uniform number.
  private func clock(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> @Sendable (Double) -> Int {
    if let business = options["business"].map({ Options($0) }) {
      let text = CellText(type: .time)
      guard options["hours"] == nil else {
        throw scope.problem("hours", found: "it beside \"business\"", expected: "one of the two", mend: "Remove one.")
      }
      guard let from = text.value(of: Self.withSeconds(business.text("from"))),
        let to = text.value(of: Self.withSeconds(business.text("to"))), from < to
      else {
        throw scope.problem(
          "business", found: "hours that are none", expected: "{ \"from\": \"09:00\", \"to\": \"17:00\" }",
          mend: "Write two times, the earlier first.")
      }
      let span = Double(to - from)
      return { from + Int($0 * span) }
    }
    let hours = options.numbers("hours") ?? Array(repeating: 1, count: 24)
    guard hours.contains(where: { $0 > 0 }) else {
      throw scope.problem("hours", found: "only zeros", expected: "a weight above 0", mend: "Mend the weights.")
    }
    let table = GuideTable(weights: hours)
    return { u in
      let hour = table.index(u)
      return hour * 3600 + Int(table.rest(u, hour) * 3600)
    }
  }

  private static func withSeconds(_ text: String?) -> String {
    guard let text else { return "" }
    return text.count == 5 ? text + ":00" : text
  }

  private func times(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    if options["hours"] != nil || options["business"] != nil {
      let clock = try clock(options, scope)
      let uniforms = scope.uniforms
      return Made(.time) { frame in Cells(.integers(uniforms(frame).map(clock))) }
    }
    let low = try bound("min", options, scope) ?? Int(scope.minimum ?? 0)
    let high = try bound("max", options, scope) ?? Int(scope.maximum ?? 86_399)
    guard low <= high else {
      throw scope.problem(found: "a first time after the last", expected: "the earlier first", mend: "Swap them.")
    }
    return even(low, high, scope)
  }

  /// A date or time that follows another by a random span.
  func offset(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let from = try expression(options.text("from") ?? "", "from", scope)
    guard from.type == .date || from.type == .datetime else {
      throw scope.problem(
        "from", found: "a formula of type \(from.type.rawValue)", expected: "a date or datetime",
        mend: "Name a column of dates.")
    }
    let unit = options.text("unit") ?? (from.type == .date ? "days" : "seconds")
    let lengths: [String: Double] = ["seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400]
    let seconds = lengths[unit] ?? 1
    guard from.type == .datetime || unit == "days" else {
      throw scope.problem(
        "unit", found: "\(unit) after a date", expected: "days", mend: "Use days, or start from datetime(…).")
    }
    var inner = scope.inner("by", path: scope.path.key("by"))
    inner.type = .number
    (inner.minimum, inner.maximum) = (nil, nil)
    let by = try converted(try make(options["by"] ?? .null, inner), inner).cells
    let (start, scale) = (from.cells, from.type == .date ? 1 : seconds)
    return Made(from.type) { frame in
      let (starts, spans) = (try start(frame), try by(frame))
      let (values, numbers) = (starts.integers, spans.numbers)
      return Cells(
        .integers(values.indices.map { values[$0] &+ Int(min(max((numbers[$0] * scale).rounded(), -0x1p50), 0x1p50)) }),
        missing: Cells.union(starts.missing, spans.missing))
    }
  }
}
