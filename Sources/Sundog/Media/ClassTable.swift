/// Numbers the labels of a set: by a fixed list of classes, or by the labels found.
struct ClassTable {
  /// The set's path, for errors.
  let path: String
  private let fixed: [String]?
  private var names: [String]
  private var numbers: [String: Int32]
  private var counts: [Int]

  init(path: String, classes: [String]?) {
    self.path = path
    fixed = classes
    names = classes ?? []
    numbers = Dictionary(
      names.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: { first, _ in first })
    counts = [Int](repeating: 0, count: names.count)
  }

  /// Counts an example and returns its label's number, which `finish` may still change.
  /// - Throws: `MediaError.Kind.missingLabel`, `.unknownLabel` for a label outside the fixed classes.
  mutating func number(of label: String?, file: String) throws(MediaError) -> Int32 {
    guard let label else {
      throw MediaError(
        .missingLabel, file: file, found: "no label", expected: "one",
        mend: "Give labels in metadata.csv (file_name,label), by a folder for each class, or as a .cls, .txt or .json "
          + "member of the record.")
    }
    if let number = numbers[label] {
      counts[Int(number)] += 1
      return number
    }
    if fixed != nil { throw Self.unknown(label, file: file, classes: names) }
    let number = Int32(names.count)
    names.append(label)
    numbers[label] = number
    counts.append(1)
    return number
  }

  /// The classes in their final order, and the final number of each number given so far.
  /// - Throws: `MediaError.Kind.emptyClass` where a fixed class has no example.
  func finish(allowsEmptyClasses: Bool) throws(MediaError) -> (classes: [String], numbers: [Int32]) {
    if fixed != nil {
      if !allowsEmptyClasses, let empty = counts.firstIndex(of: 0) { throw Self.empty(names[empty], path: path) }
      return (names, names.indices.map(Int32.init))
    }
    let order = names.indices.sorted { NaturalOrder.precedes(names[$0], names[$1]) }
    var final = [Int32](repeating: 0, count: names.count)
    for (position, number) in order.enumerated() { final[number] = Int32(position) }
    return (order.map { names[$0] }, final)
  }

  static func unknown(_ label: String, file: String, classes: [String]) -> MediaError {
    let shown = classes.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ") + (classes.count > 12 ? ", …" : "")
    return MediaError(
      .unknownLabel, file: file, found: "the label \"\(label)\"", expected: "one of the classes \(shown)",
      mend: "Mend the label, or add it to the schema's categories.")
  }

  static func empty(_ name: String, path: String) -> MediaError {
    MediaError(
      .emptyClass, file: path, found: "no example of the class \"\(name)\"", expected: "at least one of each class",
      mend: "Add examples, or take the class off the list.")
  }
}
