import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Texts that match a regular expression.
  func pattern(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard scope.type == .text else {
      throw scope.problem(
        found: "\"pattern\" in a column of type \(scope.type.rawValue)", expected: "a column of texts",
        mend: "Set the column's \"type\" to \"string\".")
    }
    let text = options.text("expression") ?? ""
    let made: TextPattern
    do throws(TextPattern.Problem) {
      made = try TextPattern(text)
    } catch {
      throw scope.problem(
        found: "\(error.found) at column \(error.position) of the pattern",
        expected: "literals, sets, groups, |, ? * + {m,n} and \\d \\w \\s", mend: "Mend the pattern there.")
    }
    let pattern = made
    let key = scope.key
    if scope.isUnique {
      guard let distinct = pattern.distinct else {
        throw scope.problem(
          found: "a pattern that may give a text twice", expected: "parts of fixed length on a unique column",
          mend: "Do without ? * + {m,n}, and use alternatives that differ.")
      }
      let permutation = KeyedPermutation(count: distinct, key: key.derived("unique"))
      return Made(.text, capacity: distinct) { frame in
        Self.texts(frame, pattern, key) { permutation($0) }
      }
    }
    let count = pattern.count
    return Made(.text) { frame in Self.texts(frame, pattern, key) { key.below(count, $0) } }
  }

  private static func texts(
    _ frame: Frame, _ pattern: TextPattern, _ key: KeyedHash, _ number: (UInt64) -> UInt64
  ) -> Cells {
    var writer = TextWriter(rows: frame.count, width: 12)
    for row in frame.rows {
      pattern.append(number(UInt64(row)), bits: key, row: UInt64(row), to: &writer)
      writer.endCell()
    }
    return Cells(.texts(writer.finish()))
  }

  /// Words of no meaning, as filler.
  func words(_ options: Options, _ scope: Scope) -> Made {
    let least = options.integer("min") ?? 3
    let most = max(least, options.integer("max") ?? least + 5)
    let isSentence = options.flag("sentence")
    let table = PhraseTable(WordList.words)
    let first = PhraseTable(WordList.words.map { isSentence ? $0.prefix(1).uppercased() + $0.dropFirst() : $0 })
    let (countKey, wordKey) = (scope.key.derived("count"), scope.key.derived("words"))
    return Made(.text, isPlain: true) { frame in
      var writer = TextWriter(rows: frame.count, width: min(most * 7, 256))
      for row in frame.rows {
        let row = UInt64(row)
        let count = least + Int(countKey.below(UInt64(most - least + 1), row))
        for place in 0..<count {
          if place > 0 { writer.append(UInt8(ascii: " ")) }
          let word = Int(wordKey.below(UInt64(table.count), row &* 10_007 &+ UInt64(place)))
          if place == 0 { first.append(word, to: &writer) } else { table.append(word, to: &writer) }
        }
        if isSentence { writer.append(UInt8(ascii: ".")) }
        writer.endCell()
      }
      return Cells(.texts(writer.finish()))
    }
  }
}
