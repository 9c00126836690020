import Sundog

/// A formula, or a part of one, with its type: what it gives for the rows of a frame.
struct Typed: Sendable {
  var type: CellType
  var cells: CellMaker
  /// The text of a literal, which becomes a date where one is compared with it.
  var literal: String?

  init(_ type: CellType, literal: String? = nil, _ cells: @escaping CellMaker) {
    self.type = type
    self.cells = cells
    self.literal = literal
  }

  static func constant(_ value: Int, _ type: CellType = .integer) -> Typed {
    Typed(type) { Cells(.integers(Array(repeating: value, count: $0.count))) }
  }

  static func constant(_ value: Double) -> Typed {
    Typed(.number) { Cells(.numbers(Array(repeating: value, count: $0.count))) }
  }

  static func constant(_ text: String) -> Typed {
    let table = PhraseTable([text])
    return Typed(.text, literal: text) { table.cells(Array(repeating: 0, count: $0.count)) }
  }

  /// The same values as another type, where that loses no meaning: integers as numbers, anything as text.
  func converted(to other: CellType) -> Typed? {
    if type == other { return self }
    let cells = cells
    switch (type, other) {
    case (.integer, .number):
      return Typed(.number) { frame in
        let made = try cells(frame)
        return Cells(.numbers(made.numbers), missing: made.missing)
      }
    case (_, .text):
      let text = CellText(type: type)
      return Typed(.text) { frame in text.texts(try cells(frame)) }
    case (.text, .date), (.text, .datetime), (.text, .time):
      guard let value = literal.flatMap({ CellText(type: other).value(of: $0) }) else { return nil }
      return .constant(value, other)
    default: return nil
    }
  }
}
