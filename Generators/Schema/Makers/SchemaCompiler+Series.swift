import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// A time series of each owner: level + trend + seasons + autocorrelated noise + events.
  func series(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard scope.type == .number || scope.type == .integer else {
      throw scope.problem(
        found: "\"series\" in a column of type \(scope.type.rawValue)", expected: "a column of numbers",
        mend: "Set the column's \"type\" to \"number\".")
    }
    var number = scope
    number.type = .number
    let level = try expression(options.text("level") ?? "0", "level", scope)
    guard let level = level.converted(to: .number) else {
      throw scope.problem(
        "level", found: "a formula of type \(level.type.rawValue)", expected: "a number", mend: "Mend the formula.")
    }
    let entity = try whole("entity", options, scope)
    let step = try whole("step", options, scope)
    let isOwned = owner(of: scope.table) != nil
    if isOwned, entity == nil || step == nil { depend(on: .rows(table: scope.table)) }
    let noise = SeriesNoise(
      deviation: options.number("noise") ?? 0, correlation: options.number("correlation") ?? 0,
      key: scope.key.derived("noise"))
    guard noise.correlation <= SeriesNoise.most else {
      throw scope.problem(
        "correlation", found: "\(noise.correlation)", expected: "at most \(SeriesNoise.most)",
        mend: "Use a trend or seasons for what changes more slowly.")
    }
    let seasons = (options.list("seasons") ?? []).map { item in
      let season = Options(item)
      return (
        period: season.number("period") ?? 1, amplitude: season.number("amplitude") ?? 0,
        phase: season.number("phase") ?? 0
      )
    }
    let events = options["events"].map { json in
      let event = Options(json)
      return SeriesEvents(
        probability: event.number("probability") ?? 0, length: event.integer("length") ?? 1,
        size: event.number("size") ?? 0, key: scope.key.derived("events"))
    }
    let trend = options.number("trend") ?? 0
    let levels = level.cells
    return Made(.number) { frame in
      let base = try levels(frame)
      let entities: [Int]
      var steps: [Int]
      var missing = base.missing
      if let entity {
        let cells = try entity(frame)
        entities = cells.integers
        missing = Cells.union(missing, cells.missing)
      } else if isOwned {
        let ownership = try frame.ownership()
        entities = ownership.places.map { ownership.frame.rows[$0] }
      } else {
        entities = Array(repeating: 0, count: frame.count)
      }
      if let step {
        let cells = try step(frame)
        steps = cells.integers
        missing = Cells.union(missing, cells.missing)
      } else {
        steps = isOwned ? try frame.ownership().positions : frame.rows
      }
      // Steps from a formula may be anything; what is taken from them must not overflow.
      steps = steps.map { min(max($0, -(1 << 50)), 1 << 50) }
      var values = base.numbers
      noise.add(to: &values, entities: entities, steps: steps)
      for row in values.indices {
        let time = Double(steps[row])
        var sum = values[row] + trend * time
        for season in seasons {
          sum += season.amplitude * PortableMath.sine(turns: time / season.period + season.phase)
        }
        if let events { sum += events.size(entity: entities[row], step: steps[row]) }
        values[row] = sum
      }
      return Cells(.numbers(values), missing: missing)
    }
  }

  private func whole(_ name: String, _ options: Options, _ scope: Scope) throws(SchemaProblem) -> CellMaker? {
    guard let text = options.text(name) else { return nil }
    let typed = try expression(text, name, scope)
    guard typed.type == .integer else {
      throw scope.problem(
        name, found: "a formula of type \(typed.type.rawValue)", expected: "an integer", mend: "Use integer(…).")
    }
    return typed.cells
  }
}

/// Stationary noise of each entity: x(k) = φ x(k − 1) + √(1 − φ²) e(k), in units of its deviation.
///
/// The value at step k must follow from (key, entity, k) alone. Steps are cut into segments; each begins so many steps
/// early that what came before has faded below 10⁻⁶, from a draw of the stationary distribution.
struct SeriesNoise: Sendable {
  static let most = 0.999

  let deviation: Double
  let correlation: Double
  let key: KeyedHash
  private let fade: Int
  private let segment: Int

  init(deviation: Double, correlation: Double, key: KeyedHash) {
    self.deviation = deviation
    self.correlation = correlation
    self.key = key
    fade =
      correlation > 0 ? Int((PortableMath.log(1e-6) / PortableMath.log(min(correlation, Self.most))).rounded(.up)) : 0
    segment = max(256, fade)
  }

  func add(to values: inout [Double], entities: [Int], steps: [Int]) {
    guard deviation > 0 else { return }
    let fresh = (1 - correlation * correlation).squareRoot()
    var (entity, step, x) = (Int.min, Int.min, 0.0)
    var own = key
    for row in values.indices {
      let next = steps[row]
      if entities[row] != entity {
        entity = entities[row]
        own = key.derived(UInt64(bitPattern: Int64(entity)))
        step = .min
      }
      func draw(_ step: Int) -> Double {
        SpecialFunctions.normalQuantile(own.uniform(UInt64(bitPattern: Int64(step))))
      }
      if correlation == 0 {
        x = draw(next)
      } else if next == step {
        // The same step again.
      } else {
        let start = CellText.floored(next, by: segment) * segment
        if step == .min || next != step &+ 1 || next == start {
          step = start - fade
          x = draw(step)
        }
        while step < next {
          step += 1
          x = correlation * x + fresh * draw(step)
        }
      }
      values[row] += deviation * x
    }
  }
}

/// Spans that begin at random steps and shift the series while they last.
struct SeriesEvents: Sendable {
  let probability: Double
  let length: Int
  let size: Double
  let key: KeyedHash

  func size(entity: Int, step: Int) -> Double {
    let own = key.derived(UInt64(bitPattern: Int64(entity)))
    for start in (step - length + 1)...step where own.uniform(UInt64(bitPattern: Int64(start))) < probability {
      return size
    }
    return 0
  }
}
