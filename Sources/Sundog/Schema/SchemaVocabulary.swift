/// The names that may stand in a descriptor, object by object.
enum SchemaVocabulary {
  static let package = [
    "$schema", "name", "id", "title", "description", "version", "homepage", "image", "created", "profile", "licenses",
    "contributors", "keywords", "sources", "resources", "sundog",
  ]
  static let packageBlock = ["schemaVersion", "privacy"]
  static let privacy = ["unit", "neighbors", "budget"]
  static let unit = ["resource", "column", "maxContributions"]
  static let budget = ["epsilon", "delta"]
  static let resource = [
    "$schema", "name", "type", "path", "data", "title", "description", "homepage", "format", "mediatype", "encoding",
    "bytes", "hash", "profile", "licenses", "sources", "dialect", "schema", "sundog",
  ]
  static let resourceBlock = ["rows", "rules", "augment", "duplicateColumns", "generate"]
  static let rows = ["count", "source"]
  static let dialect = [
    "$schema", "header", "headerRows", "headerJoin", "commentRows", "commentChar", "delimiter", "lineTerminator",
    "quoteChar", "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace", "property", "itemType", "itemKeys",
    "sheetNumber", "sheetName", "table", "csvddfVersion", "caseSensitiveHeader",
  ]
  static let tableSchema = [
    "$schema", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "profile", "title",
    "description", "name",
  ]
  static let foreignKey = ["fields", "reference"]
  static let reference = ["resource", "fields"]
  static let field = [
    "name", "type", "format", "title", "description", "example", "examples", "constraints", "missingValues",
    "categories", "categoriesOrdered", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
    "rdfType", "sundog",
  ]
  static let constraints = [
    "required", "unique", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern",
    "minLength", "maxLength", "jsonSchema",
  ]
  static let fieldBlock = [
    "role", "boundSource", "outOfRange", "outOfDomain", "bins", "decimals", "learn", "release", "missingRate",
    "generator", "media",
  ]
  static let bins = ["width", "count", "edges", "quantiles", "budgetShare"]
  static let media = ["kind", "format", "height", "width", "channels", "sampleRate", "seconds", "fit"]
  static let rules = ["functional", "impossible", "when", "then", "ordered", "sum"]
  static let functional = ["from", "to", "map"]
  static let ordered = ["lesser", "greater", "strict"]
  static let sum = ["total", "parts"]
  static let conditionRange = ["min", "max", "missing"]
}

/// Finds what somebody may have meant.
package enum NearestName {
  /// The candidate within a third of the letters (one in short names), ignoring case; `nil` if there is none.
  package static func find(_ name: String, in candidates: [String]) -> String? {
    let limit = name.count <= 4 ? 1 : max(2, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = self.distance(Array(name.lowercased()), Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (Damerau 1964, restricted).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let substitution = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        rows[i][j] = min(substitution, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }
}
