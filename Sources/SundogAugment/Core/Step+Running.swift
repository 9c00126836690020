import Sundog
import SundogNumerics

extension Step {
  /// Draws and applies the step.
  func run(on sample: Sample, using generator: inout SeededRandom, observer: RunObserver?) {
    let isTaken = probability >= 1 || generator.uniform() < probability
    observer?.enter(name, isTaken: isTaken)
    defer { observer?.leave() }
    guard isTaken else { return }
    switch kind {
    case .transform(let transform): transform.drawAndApply(to: sample, using: &generator, observer: observer)
    case .sequence(let steps): Self.run(steps, on: sample, using: &generator, observer: observer)
    case .oneOf(let steps, let weights):
      let choice = Self.choice(weights, uniform: generator.uniform())
      observer?.choose(choice)
      steps[choice].run(on: sample, using: &generator, observer: observer)
    case .someOf(let steps, let count):
      for choice in Self.subset(of: steps.count, size: generator.integer(in: count), using: &generator) {
        observer?.choose(choice)
        steps[choice].run(on: sample, using: &generator, observer: observer)
      }
    case .repetition(let steps, let count):
      for _ in 0..<generator.integer(in: count) {
        Self.run(steps, on: sample, using: &generator, observer: observer)
      }
    }
  }

  static func run(
    _ steps: [Step], on sample: Sample, using generator: inout SeededRandom, observer: RunObserver?
  ) {
    for position in steps.indices {
      observer?.choose(position)
      steps[position].run(on: sample, using: &generator, observer: observer)
    }
  }

  /// Repeats what a record of this step says, drawing nothing.
  /// - Throws: `DecodingError` or `AugmentError` where the record is of another pipeline.
  func replay(_ record: DrawRecord, on sample: Sample) throws {
    guard record.op == name else { throw AugmentError.foreignRecord(expected: name, found: record.op) }
    guard record.isTaken else { return }
    if case .transform(let transform) = kind {
      try transform.replay(record.draw ?? .object([:]), on: sample)
    } else {
      try Self.replay(record.steps, of: children, on: sample)
    }
  }

  static func replay(_ records: [DrawRecord], of steps: [Step], on sample: Sample) throws {
    for record in records {
      guard steps.indices.contains(record.position) else {
        throw AugmentError.foreignRecord(expected: "one of \(steps.count) steps", found: "step \(record.position)")
      }
      try steps[record.position].replay(record, on: sample)
    }
  }

  private static func choice(_ weights: [Double], uniform: Double) -> Int {
    var rest = uniform * weights.reduce(0, +)
    for (position, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return position }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  /// Distinct positions, in ascending order (Vitter 1984, algorithm S: each is taken with the right probability).
  private static func subset(of count: Int, size: Int, using generator: inout SeededRandom) -> [Int] {
    var chosen: [Int] = []
    for position in 0..<count
    where Double(count - position) * generator.uniform() < Double(size - chosen.count) {
      chosen.append(position)
    }
    return chosen
  }
}

extension Transform {
  fileprivate func drawAndApply(to sample: Sample, using generator: inout SeededRandom, observer: RunObserver?) {
    let draw = draw(for: sample.shape, using: &generator)
    observer?.record(draw)
    apply(draw, to: sample)
  }

  fileprivate func replay(_ draw: JSONValue, on sample: Sample) throws {
    apply(try draw.decoded(as: Draw.self), to: sample)
  }
}
