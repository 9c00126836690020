import Sundog

/// One named parameter of a transform: how it is read from a file, checked and written.
public struct Parameter<Owner>: Sendable {
  public let name: String
  /// What may stand there, such as `two ascending numbers in -360...360`.
  public let expected: String
  let read: @Sendable (ObjectReader, inout Owner) -> Void
  let write: @Sendable (Owner) -> JSONValue

  private init(
    _ name: String, expected: String, mend: String, write: @escaping @Sendable (Owner) -> JSONValue,
    set: @escaping @Sendable (JSONValue, inout Owner) -> Bool
  ) {
    self.name = name
    self.expected = expected
    self.write = write
    read = { object, owner in
      guard let node = object[name] else { return }
      if !set(node.json, &owner) { object.report(name, found: node.summary, expected: expected, mend: mend) }
    }
  }

  /// A number within `bounds`.
  public static func number(
    _ name: String, _ path: WritableKeyPath<Owner, Double> & Sendable, in bounds: ClosedRange<Double>
  ) -> Parameter {
    Parameter(
      name, expected: "a number in \(text(bounds))", mend: "Write such a number, without quotes.",
      write: { .number($0[keyPath: path]) },
      set: { value, owner in
        guard let number = value.doubleValue, bounds.contains(number) else { return false }
        owner[keyPath: path] = number
        return true
      })
  }

  /// An integer within `bounds`.
  public static func integer(
    _ name: String, _ path: WritableKeyPath<Owner, Int> & Sendable, in bounds: ClosedRange<Int>
  ) -> Parameter {
    Parameter(
      name, expected: "an integer in \(bounds)", mend: "Write such a number, without quotes.",
      write: { .integer($0[keyPath: path]) },
      set: { value, owner in
        guard case .integer(let number) = value, bounds.contains(number) else { return false }
        owner[keyPath: path] = number
        return true
      })
  }

  /// Two ascending numbers within `bounds`; one number stands for a range of that number alone.
  public static func range(
    _ name: String, _ path: WritableKeyPath<Owner, ClosedRange<Double>> & Sendable, in bounds: ClosedRange<Double>
  ) -> Parameter {
    Parameter(
      name, expected: "two ascending numbers in \(text(bounds))", mend: "Write [least, greatest].",
      write: { .array([.number($0[keyPath: path].lowerBound), .number($0[keyPath: path].upperBound)]) },
      set: { value, owner in
        guard let range = ascending(value, \.doubleValue), bounds.contains(range.lowerBound),
          bounds.contains(range.upperBound)
        else { return false }
        owner[keyPath: path] = range
        return true
      })
  }

  /// Two ascending integers within `bounds`; one integer stands for a range of that integer alone.
  public static func integerRange(
    _ name: String, _ path: WritableKeyPath<Owner, ClosedRange<Int>> & Sendable, in bounds: ClosedRange<Int>
  ) -> Parameter {
    Parameter(
      name, expected: "two ascending integers in \(bounds)", mend: "Write [least, greatest].",
      write: { .array([.integer($0[keyPath: path].lowerBound), .integer($0[keyPath: path].upperBound)]) },
      set: { value, owner in
        guard let range = ascending(value, \.integerValue), bounds.contains(range.lowerBound),
          bounds.contains(range.upperBound)
        else { return false }
        owner[keyPath: path] = range
        return true
      })
  }

  /// True or false.
  public static func flag(_ name: String, _ path: WritableKeyPath<Owner, Bool> & Sendable) -> Parameter {
    Parameter(
      name, expected: "true or false", mend: "Write true or false, without quotes.",
      write: { .bool($0[keyPath: path]) },
      set: { value, owner in
        guard case .bool(let flag) = value else { return false }
        owner[keyPath: path] = flag
        return true
      })
  }

  /// A list of numbers within `bounds`, `counts` of them.
  public static func numbers(
    _ name: String, _ path: WritableKeyPath<Owner, [Double]> & Sendable, in bounds: ClosedRange<Double>,
    counts: ClosedRange<Int>
  ) -> Parameter {
    Parameter(
      name, expected: "a list of \(counts) numbers in \(text(bounds))", mend: "Write [number, …].",
      write: { .array($0[keyPath: path].map { .number($0) }) },
      set: { value, owner in
        guard case .array(let items) = value, counts.contains(items.count) else { return false }
        let numbers = items.compactMap(\.doubleValue).filter(bounds.contains)
        guard numbers.count == items.count else { return false }
        owner[keyPath: path] = numbers
        return true
      })
  }

  /// A text of any content, such as the path of a file.
  public static func text(_ name: String, _ path: WritableKeyPath<Owner, String> & Sendable) -> Parameter {
    Parameter(
      name, expected: "a text", mend: "Put it in quotes.", write: { .string($0[keyPath: path]) },
      set: { value, owner in
        guard case .string(let text) = value else { return false }
        owner[keyPath: path] = text
        return true
      })
  }

  /// The path of a sound file or of a folder of them, which are read at once.
  static func sounds(_ name: String, _ path: WritableKeyPath<Owner, String> & Sendable) -> Parameter {
    Parameter(
      name, expected: "the path of a sound file, or of a folder of WAV, FLAC or Ogg files", mend: "Write such a path.",
      write: { .string($0[keyPath: path]) },
      set: { value, owner in
        guard case .string(let text) = value, SoundCache.load(text) == nil else { return false }
        owner[keyPath: path] = text
        return true
      })
  }

  /// One of the names of a closed set.
  public static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Owner, Choice> & Sendable
  ) -> Parameter {
    Parameter(
      name, expected: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", mend: "Choose one of them.",
      write: { .string($0[keyPath: path].rawValue) },
      set: { value, owner in
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else { return false }
        owner[keyPath: path] = choice
        return true
      })
  }

  private static func ascending<Bound: Comparable>(
    _ value: JSONValue, _ bound: (JSONValue) -> Bound?
  ) -> ClosedRange<Bound>? {
    if let single = bound(value) { return single...single }
    guard case .array(let items) = value, items.count == 2, let low = bound(items[0]), let high = bound(items[1]),
      low <= high
    else { return nil }
    return low...high
  }

  private static func text(_ bounds: ClosedRange<Double>) -> String {
    func short(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
    return "\(short(bounds.lowerBound))...\(short(bounds.upperBound))"
  }
}

extension JSONValue {
  /// The value as an integer, if it is written as one.
  var integerValue: Int? {
    if case .integer(let value) = self { value } else { nil }
  }
}
