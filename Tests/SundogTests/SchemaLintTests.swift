import Sundog
import Testing

/// One mistake in a schema, and where it must be found.
struct SchemaMistake: Sendable, CustomTestStringConvertible {
  let what: String
  let text: String
  /// Paths after `$.resources[0]`, or whole ones.
  let paths: [String]
  /// Must stand in the first message.
  let says: String
  /// Whether the JSON Schema sees it too: a mistake of form, not of meaning.
  let isOfForm: Bool

  init(_ what: String, _ text: String, _ paths: String..., says: String = "", isOfForm: Bool = false) {
    self.what = what
    self.text = text
    self.paths = paths.map { $0.hasPrefix("$") ? $0 : "$.resources[0]" + $0 }
    self.says = says
    self.isOfForm = isOfForm
  }

  var testDescription: String { what }

  private static func fields(_ fields: String...) -> String { schemaText(fields: fields.joined(separator: ", ")) }

  private static func age(_ old: String, _ new: String) -> String {
    schemaText(fields: ageField.replacing(old, with: new))
  }

  private static func rules(_ rules: String...) -> String {
    schemaText(
      fields: [ageField, degreeField, yearsField, startField, endField].joined(separator: ", "),
      rules: "[" + rules.joined(separator: ", ") + "]")
  }

  static let startField = """
    { "name": "start", "type": "date", "constraints": { "minimum": "2020-01-01", "maximum": "2020-12-31" },
      "sundog": { "boundSource": "public" } }
    """
  static let endField = startField.replacing("start", with: "end").replacing("2020-12-31", with: "2021-12-31")
  static let idField = "{ \"name\": \"id\", \"type\": \"string\", \"sundog\": { \"role\": \"privacyId\" } }"
  static let functional = """
    { "functional": { "from": "degree", "to": "years", "map": { "HS": 9, "BSc": 13, "PhD": 16 } } }
    """

  static let fieldMistakes: [SchemaMistake] = [
    SchemaMistake(
      "a learned number without bounds", age("\"minimum\": 17, ", ""), ".schema.fields[0].constraints",
      says: "minimum", isOfForm: true),
    SchemaMistake(
      "a learned text without categories",
      fields("{ \"name\": \"x\", \"type\": \"string\", \"sundog\": { \"boundSource\": \"public\" } }"),
      ".schema.fields[0].categories", isOfForm: true),
    SchemaMistake(
      "a learned column without boundSource", age("\"boundSource\": \"public\"", ""),
      ".schema.fields[0].sundog.boundSource", says: "public, dp or data", isOfForm: true),
    SchemaMistake("minimum above maximum", age("17", "170"), ".schema.fields[0].constraints", says: "170"),
    SchemaMistake("a bound that is no integer", age("17", "17.5"), ".schema.fields[0].constraints.minimum"),
    SchemaMistake("a bound that is text", age("17", "\"17\""), ".schema.fields[0].constraints.minimum"),
    SchemaMistake(
      "a range of too many values", age("90", "9000000000000"), ".schema.fields[0].constraints", says: "4294967294"),
    SchemaMistake(
      "a date that does not exist", fields(startField.replacing("2020-12-31", with: "2020-02-30")),
      ".schema.fields[0].constraints.maximum"),
    SchemaMistake(
      "a date format that is not read",
      fields(startField.replacing("\"type\"", with: "\"format\": \"%B %Y\", \"type\"")),
      ".schema.fields[0].format"),
    SchemaMistake("a column twice", fields(ageField, ageField), ".schema.fields[1].name", says: "twice"),
    SchemaMistake(
      "a category twice", fields(degreeField.replacing("BSc", with: "HS")), ".schema.fields[0].categories[1]",
      says: "twice"),
    SchemaMistake(
      "blanks around a category", fields(degreeField.replacing("BSc", with: " BSc")), ".schema.fields[0].categories[1]"),
    SchemaMistake(
      "enum and categories that differ",
      fields(degreeField.replacing("\"required\"", with: "\"enum\": [\"HS\"], \"required\"")),
      ".schema.fields[0].constraints.enum"),
    SchemaMistake(
      "a category that breaks the pattern",
      fields(degreeField.replacing("\"required\"", with: "\"pattern\": \"[A-Z]+\", \"required\"")),
      ".schema.fields[0].categories[1]", ".schema.fields[0].categories[2]"),
    SchemaMistake(
      "a type that is not read", age("\"integer\"", "\"geopoint\""), ".schema.fields[0].type", isOfForm: true),
    SchemaMistake("no type", age("\"type\": \"integer\",", ""), ".schema.fields[0].type", isOfForm: true),
    SchemaMistake(
      "an exclusive bound", age("\"minimum\"", "\"exclusiveMinimum\": 0, \"minimum\""),
      ".schema.fields[0].constraints.exclusiveMinimum", isOfForm: true),
    SchemaMistake(
      "bins on categories", fields(degreeField.replacing("\"public\"", with: "\"public\", \"bins\": { \"count\": 2 }")),
      ".schema.fields[0].sundog.bins"),
    SchemaMistake(
      "bins outside the bounds", age("\"public\"", "\"public\", \"bins\": { \"edges\": [10, 20, 91] }"),
      ".schema.fields[0].sundog.bins.edges"),
    SchemaMistake(
      "bins of two kinds", age("\"public\"", "\"public\", \"bins\": { \"count\": 2, \"width\": 3 }"),
      ".schema.fields[0].sundog.bins", isOfForm: true),
    SchemaMistake(
      "edges that do not ascend", age("\"public\"", "\"public\", \"bins\": { \"edges\": [20, 20] }"),
      ".schema.fields[0].sundog.bins.edges"),
    SchemaMistake(
      "quantiles without a share", age("\"public\"", "\"public\", \"bins\": { \"quantiles\": 8 }"),
      ".schema.fields[0].sundog.bins.budgetShare", isOfForm: true),
    SchemaMistake(
      "clipping of categories",
      fields(degreeField.replacing("\"public\"", with: "\"public\", \"outOfRange\": \"clip\"")),
      ".schema.fields[0].sundog.outOfRange"),
    SchemaMistake(
      "an unlisted value that becomes an unlisted category",
      fields(degreeField.replacing("\"public\"", with: "\"public\", \"outOfDomain\": \"Phd\"")),
      ".schema.fields[0].sundog.outOfDomain", says: "PhD"),
    SchemaMistake(
      "missing where nothing may be missing",
      fields(degreeField.replacing("\"public\"", with: "\"public\", \"outOfDomain\": \"missing\"")),
      ".schema.fields[0].sundog.outOfDomain"),
    SchemaMistake(
      "a rate outside [0, 1]", age("\"public\"", "\"public\", \"missingRate\": 1.5"),
      ".schema.fields[0].sundog.missingRate", isOfForm: true),
    SchemaMistake(
      "decimals of an integer", age("\"public\"", "\"public\", \"decimals\": 2"), ".schema.fields[0].sundog.decimals"),
    SchemaMistake(
      "two targets",
      fields(
        ageField.replacing("\"public\"", with: "\"public\", \"role\": \"target\""),
        degreeField.replacing("\"public\"", with: "\"public\", \"role\": \"target\"")), ".schema.fields",
      says: "one target"),
    SchemaMistake(
      "a target that is not learned", age("\"boundSource\": \"public\"", "\"learn\": false, \"role\": \"target\""),
      ".schema.fields[0].sundog.role"),
    SchemaMistake(
      "unique on a learned column", age("\"minimum\"", "\"unique\": true, \"minimum\""),
      ".schema.fields[0].constraints.unique"),
    SchemaMistake(
      "an unknown generator",
      fields("{ \"name\": \"x\", \"type\": \"string\", \"sundog\": { \"generator\": { \"uid\": {} } } }"),
      ".schema.fields[0].sundog.generator.uid", says: "uuid", isOfForm: true),
    SchemaMistake(
      "a generator's option that is misspelt",
      fields(
        "{ \"name\": \"x\", \"type\": \"number\", \"sundog\": { \"generator\": { \"normal\": { \"maen\": 0, \"deviation\": 1 } } } }"
      ),
      ".schema.fields[0].sundog.generator.normal.maen", says: "mean"),
    SchemaMistake(
      "a generator with wrong options",
      fields(
        "{ \"name\": \"x\", \"type\": \"integer\", \"sundog\": { \"generator\": { \"sequence\": { \"step\": 0 } } } }"),
      ".schema.fields[0].sundog.generator.sequence.step", isOfForm: true),
    SchemaMistake(
      "a sound with a height",
      fields(
        "{ \"name\": \"x\", \"type\": \"string\", \"sundog\": { \"media\": { \"kind\": \"audio\", \"format\": \"wav\", \"channels\": 1, \"sampleRate\": 8000, \"seconds\": 1, \"height\": 3 } } }"
      ), ".schema.fields[0].sundog.media.height", isOfForm: true),
    SchemaMistake(
      "two media columns", fields(picture("file_name"), picture("other")), ".schema.fields", says: "one file a row"),
    SchemaMistake(
      "the target of a set of files under another name",
      fields(
        picture("file_name"), degreeField.replacing("\"public\"", with: "\"public\", \"role\": \"target\"")),
      ".schema.fields[1].name", says: "label"),
  ]

  private static func picture(_ name: String) -> String {
    """
    { "name": "\(name)", "type": "string", "sundog": { "media":
      { "kind": "image", "format": "png", "height": 8, "width": 8, "channels": 1 } } }
    """
  }

  static let tableMistakes: [SchemaMistake] = [
    SchemaMistake("no resources", "{ \"name\": \"x\" }", "$.resources", isOfForm: true),
    SchemaMistake("no column", schemaText(fields: ""), ".schema.fields", isOfForm: true),
    SchemaMistake(
      "a misspelt privacy policy", schemaText(fields: ageField).replacing("\"privacy\"", with: "\"privcy\""),
      "$.sundog.privcy", says: "privacy", isOfForm: true),
    SchemaMistake(
      "no unit", schemaText(fields: ageField, privacy: "{ \"neighbors\": \"add-remove\" }"), "$.sundog.privacy.unit",
      isOfForm: true),
    SchemaMistake(
      "no such neighbours",
      schemaText(fields: ageField, privacy: "{ \"unit\": \"row\", \"neighbors\": \"addremove\" }"),
      "$.sundog.privacy.neighbors", says: "add-remove", isOfForm: true),
    SchemaMistake(
      "an epsilon of 0",
      schemaText(fields: ageField, privacy: "{ \"unit\": \"row\", \"budget\": { \"epsilon\": 0, \"delta\": 1 } }"),
      "$.sundog.privacy.budget.epsilon", "$.sundog.privacy.budget.delta", isOfForm: true),
    SchemaMistake(
      "an unknown unit column",
      schemaText(
        fields: ageField + ", " + idField,
        privacy: "{ \"unit\": { \"resource\": \"people\", \"column\": \"idd\", \"maxContributions\": 1 } }"),
      "$.sundog.privacy.unit.column", says: "\"id\""),
    SchemaMistake(
      "a unit column that could leave",
      schemaText(
        fields: ageField,
        privacy: "{ \"unit\": { \"resource\": \"people\", \"column\": \"age\", \"maxContributions\": 1 } }"),
      "$.sundog.privacy.unit.column", says: "privacyId"),
    SchemaMistake(
      "no contributions",
      schemaText(
        fields: ageField + ", " + idField,
        privacy: "{ \"unit\": { \"resource\": \"people\", \"column\": \"id\", \"maxContributions\": 0 } }"),
      "$.sundog.privacy.unit.maxContributions", isOfForm: true),
    SchemaMistake(
      "a column that names persons beside the unit row", schemaText(fields: ageField + ", " + idField),
      ".schema.fields[1].sundog.role", says: "maxContributions"),
    SchemaMistake(
      "a person's name that is released",
      schemaText(
        fields: ageField + ", " + idField.replacing("\"role\"", with: "\"release\": true, \"role\""),
        privacy: "{ \"unit\": { \"resource\": \"people\", \"column\": \"id\", \"maxContributions\": 1 } }"),
      ".schema.fields[1].sundog.release", says: "never leaves"),
    SchemaMistake(
      "a foreign key to nowhere",
      schemaText(
        fields: ageField,
        table: "\"foreignKeys\": [{ \"fields\": \"agee\", \"reference\": { \"resource\": \"x\", \"fields\": \"y\" } }],"
      ),
      ".schema.foreignKeys[0].fields", ".schema.foreignKeys[0].reference.resource"),
    SchemaMistake(
      "an unknown primary key", schemaText(fields: ageField, table: "\"primaryKey\": [\"id\"],"), ".schema.primaryKey"),
    SchemaMistake(
      "two tables of one name",
      schemaText(fields: ageField).replacing(
        "\"resources\": [",
        with: "\"resources\": [ { \"name\": \"people\", \"schema\": { \"fields\": [\(ageField)] } },"),
      "$.resources[1].name"),
    SchemaMistake(
      "a dialect that is not read",
      schemaText(fields: ageField).replacing(
        "\"name\": \"people\",",
        with: "\"name\": \"people\", \"dialect\": { \"quoteChar\": \"'\", \"delimiter\": \";;\" },"),
      ".dialect.quoteChar", ".dialect.delimiter", isOfForm: true),
    SchemaMistake(
      "another encoding",
      schemaText(fields: ageField).replacing(
        "\"name\": \"people\",", with: "\"name\": \"people\", \"encoding\": \"latin1\","),
      ".encoding", isOfForm: true),
  ]

  static let ruleMistakes: [SchemaMistake] = [
    SchemaMistake(
      "a rule on an unknown column", rules("{ \"impossible\": { \"agee\": { \"max\": 20 } } }"), ".sundog.rules[0]",
      says: "\"age\""),
    SchemaMistake(
      "a rule on an unknown value", rules("{ \"impossible\": { \"degree\": [\"Phd\"] } }"),
      ".sundog.rules[0].impossible.degree", says: "PhD"),
    SchemaMistake(
      "a range beside the bounds", rules("{ \"impossible\": { \"age\": { \"max\": 10 }, \"degree\": [\"HS\"] } }"),
      ".sundog.rules[0].impossible.age"),
    SchemaMistake(
      "a range on categories", rules("{ \"impossible\": { \"degree\": { \"max\": 10 } } }"),
      ".sundog.rules[0].impossible.degree"),
    SchemaMistake(
      "two rules in one object",
      rules("{ \"impossible\": { \"age\": [17] }, \"ordered\": { \"lesser\": \"a\", \"greater\": \"b\" } }"),
      ".sundog.rules[0]", isOfForm: true),
    SchemaMistake(
      "when without then", rules("{ \"when\": { \"age\": [17] } }"), ".sundog.rules[0].then", isOfForm: true),
    SchemaMistake(
      "a map that leaves a category out", rules(functional.replacing(", \"PhD\": 16", with: "")),
      ".sundog.rules[0].functional.map", says: "PhD"),
    SchemaMistake(
      "a map to a value out of bounds", rules(functional.replacing("16", with: "17")),
      ".sundog.rules[0].functional.map.PhD"),
    SchemaMistake(
      "a map and an impossible that contradict each other",
      rules(functional, "{ \"impossible\": { \"degree\": [\"PhD\"], \"years\": { \"min\": 14 } } }"),
      ".sundog.rules[1]",
      says:
        "$.resources[0].sundog.rules[0] and $.resources[0].sundog.rules[1] contradict each other: together they exclude \"degree\" = \"PhD\""
    ),
    SchemaMistake(
      "a map and a when-then that contradict each other",
      rules(
        "{ \"ordered\": { \"lesser\": \"start\", \"greater\": \"end\" } }", functional,
        "{ \"when\": { \"degree\": [\"BSc\"] }, \"then\": { \"years\": { \"max\": 12 } } }"),
      ".sundog.rules[2]", says: "rules[1] and $.resources[0].sundog.rules[2]"),
    SchemaMistake(
      "two rules that leave a value no row",
      rules(
        "{ \"impossible\": { \"years\": { \"max\": 8 }, \"degree\": [\"PhD\"] } }",
        "{ \"impossible\": { \"years\": { \"min\": 9 }, \"degree\": [\"PhD\"] } }",
        "{ \"impossible\": { \"age\": { \"missing\": true } } }"), ".sundog.rules[1]",
      says: "\"degree\" = \"PhD\""),
    SchemaMistake(
      "a rule that excludes every value", rules("{ \"impossible\": { \"degree\": [\"HS\", \"BSc\", \"PhD\"] } }"),
      ".sundog.rules[0]", says: "no row can meet"),
    SchemaMistake(
      "an order against the bounds", rules("{ \"ordered\": { \"lesser\": \"age\", \"greater\": \"years\" } }"),
      ".sundog.rules[0]", says: "\"age\" is at least 17"),
    SchemaMistake(
      "orders in a circle",
      rules(
        "{ \"ordered\": { \"lesser\": \"start\", \"greater\": \"end\", \"strict\": true } }",
        "{ \"ordered\": { \"lesser\": \"end\", \"greater\": \"start\" } }"), ".sundog.rules[1]", says: "in a circle"),
    SchemaMistake(
      "an order of a number and a date", rules("{ \"ordered\": { \"lesser\": \"age\", \"greater\": \"end\" } }"),
      ".sundog.rules[0].ordered"),
    SchemaMistake(
      "a sum that cannot be", rules("{ \"sum\": { \"total\": \"years\", \"parts\": [\"age\", \"years\"] } }"),
      ".sundog.rules[0].sum"),
  ]

  static var all: [SchemaMistake] { fieldMistakes + tableMistakes + ruleMistakes }
}

@Suite struct SchemaLintTests {
  @Test("a mistake is found where it is, and nothing else is reported", arguments: SchemaMistake.all)
  func mistakes(mistake: SchemaMistake) {
    let found = problems(mistake.text)
    #expect(found.map(\.path) == mistake.paths)
    #expect(mistake.says.isEmpty || found.first?.description.contains(mistake.says) == true)
    #expect(found.allSatisfy { ($0.line ?? 0) > 0 && !$0.mend.isEmpty })
  }

  @Test("rules that merely restrict each other are no contradiction")
  func compatible() throws {
    let rules = """
      [ \(SchemaMistake.functional),
        { "impossible": { "age": { "max": 21 }, "degree": ["PhD"] } },
        { "impossible": { "age": { "max": 21 }, "years": { "min": 14 } } },
        { "when": { "degree": ["BSc", "PhD"] }, "then": { "age": { "min": 20 } } },
        { "ordered": { "lesser": "start", "greater": "end" } },
        { "ordered": { "lesser": "end", "greater": "start" } } ]
      """
    let fields = [ageField, degreeField, yearsField, SchemaMistake.startField, SchemaMistake.endField]
    let schema = try Schema(text: schemaText(fields: fields.joined(separator: ", "), rules: rules))
    #expect(schema.resources[0].rules.count == 6)
    #expect(try Schema(text: schema.json()) == schema)
    #expect(try Schema(text: schema.yaml(), format: .yaml) == schema)
  }

  @Test("a private fit refuses bounds that were read off the data, and names the mend")
  func privateFit() throws {
    let text = schemaText(
      fields: ageField.replacing("public", with: "data") + ", " + yearsField.replacing("public", with: "dp"))
    let resource = try Schema(text: text).resources[0]
    let found = resource.privateFitProblems()
    let generated = "{ \"name\": \"x\", \"type\": \"string\", \"sundog\": { \"generator\": { \"person\": \"name\" } } }"
    let other = try Schema(text: schemaText(fields: ageField + ", " + generated)).resources[0]
    #expect(
      other.privateFitProblems().map(\.path) == ["$.resources['\(other.name)'].schema.fields[1].sundog.generator"])
    #expect(found.map(\.found) == ["data for \"age\"", "dp for \"years\""])
    #expect(resource.privateFitProblems(measured: ["years"]).count == 1)
  }
}
