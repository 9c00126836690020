/// The generators that may stand in a column, with the options of each: what the loader checks of their form. What the
/// options mean, and whether they fit the table, is checked where a schema is compiled for sampling.
enum GeneratorVocabulary {
  indirect enum Kind: Sendable {
    case number, positive, nonNegative, share
    case integer(ClosedRange<Int>)
    case text, flag, scalar
    case choice([String])
    /// A text or a list of texts.
    case texts
    /// A number or a text in the column's own notation.
    case bound
    case list(Kind, count: ClosedRange<Int>)
    case object([Option])
    /// Any names, each with a scalar.
    case mapping
    case generator
  }

  struct Option: Sendable {
    var name: String
    var kind: Kind
    var isRequired: Bool

    init(_ name: String, _ kind: Kind, required: Bool = false) {
      self.name = name
      self.kind = kind
      isRequired = required
    }
  }

  struct Form: Sendable {
    var name: String
    /// What may stand instead of an object of options, and the option that it is then.
    var short: Option?
    var options: [Option]

    init(_ name: String, short: Option? = nil, _ options: [Option] = []) {
      self.name = name
      self.short = short
      self.options = short.map { [$0] + options } ?? options
    }
  }

  static let forms: [Form] =
    values + distributions + calendars + texts + records + relations + compositions

  static let names = forms.map(\.name)

  private static let many = 1...1_000_000
  private static let weights = Kind.list(.nonNegative, count: many)
  private static let range = [Option("min", .bound), Option("max", .bound)]

  private static let values = [
    Form("constant", short: Option("value", .scalar, required: true)),
    Form("choice", [Option("values", .list(.scalar, count: many)), Option("weights", weights)]),
    Form("sequence", [Option("start", .integer(Int.min...Int.max)), Option("step", .integer(Int.min...Int.max))]),
    Form("uuid"),
    Form("position", [Option("start", .integer(-1_000_000_000...1_000_000_000))]),
  ]

  private static let distributions = [
    Form("uniform", range),
    Form("normal", [Option("mean", .number, required: true), Option("deviation", .positive, required: true)] + range),
    Form(
      "logNormal", [Option("median", .positive, required: true), Option("sigma", .positive, required: true)] + range),
    Form("exponential", [Option("mean", .positive, required: true)] + range),
    Form("gamma", [Option("shape", .positive, required: true), Option("scale", .positive, required: true)] + range),
    Form(
      "beta",
      [
        Option("alpha", .positive, required: true), Option("beta", .positive, required: true), Option("low", .number),
        Option("high", .number),
      ] + range),
    Form("poisson", [Option("mean", .positive, required: true)] + range),
    Form(
      "binomial",
      [Option("trials", .integer(1...1_000_000_000), required: true), Option("probability", .share, required: true)]
        + range),
    Form("geometric", [Option("probability", .share, required: true)] + range),
    Form(
      "zipf",
      [Option("exponent", .positive, required: true), Option("count", .integer(1...Int(Int32.max)), required: true)]),
    Form("bernoulli", short: Option("probability", .share, required: true)),
    Form(
      "mixture",
      [Option("weights", weights), Option("components", .list(.generator, count: 1...1000), required: true)]),
    Form(
      "histogram",
      [
        Option("edges", .list(.number, count: 2...1_000_001), required: true),
        Option("weights", weights, required: true),
      ]),
  ]

  private static let calendarOptions =
    range + [
      Option("weekdays", .list(.nonNegative, count: 7...7)), Option("months", .list(.nonNegative, count: 12...12)),
      Option("growth", .number), Option("exclude", .list(.text, count: 1...100_000)),
    ]
  private static let clockOptions = [
    Option("hours", .list(.nonNegative, count: 24...24)),
    Option("business", .object([Option("from", .text, required: true), Option("to", .text, required: true)])),
  ]

  private static let calendars = [
    Form("date", calendarOptions),
    Form("datetime", calendarOptions + clockOptions),
    Form("time", range + clockOptions),
    Form(
      "offset",
      [
        Option("from", .text, required: true), Option("by", .generator, required: true),
        Option("unit", .choice(["seconds", "minutes", "hours", "days"])),
      ]),
    Form(
      "series",
      [
        Option("level", .text), Option("trend", .number), Option("noise", .nonNegative), Option("correlation", .share),
        Option("entity", .text), Option("step", .text),
        Option(
          "seasons",
          .list(
            .object([
              Option("period", .positive, required: true), Option("amplitude", .number, required: true),
              Option("phase", .number),
            ]), count: 1...100)),
        Option(
          "events",
          .object([
            Option("probability", .share, required: true), Option("length", .integer(1...10_000), required: true),
            Option("size", .number, required: true),
          ])),
      ]),
  ]

  private static let texts = [
    Form("pattern", short: Option("expression", .text, required: true)),
    Form("template", short: Option("text", .text, required: true)),
    Form(
      "words", [Option("min", .integer(1...10_000)), Option("max", .integer(1...10_000)), Option("sentence", .flag)]),
  ]

  private static func record(_ name: String, _ parts: [String]) -> Form {
    Form(
      name, short: Option("part", .choice(parts), required: true),
      [Option("locale", .texts), Option("entity", .text)])
  }

  private static let records = [
    record("person", ["name", "firstName", "lastName", "gender", "title", "email", "userName", "initials"]),
    record(
      "address",
      [
        "full", "street", "houseNumber", "streetName", "city", "postcode", "region", "country", "countryCode",
        "latitude", "longitude",
      ]),
    record("company", ["name", "domain", "email", "industry", "job"]),
    record("internet", ["domain", "url", "ipv4", "ipv6", "mac", "userAgent"]),
    record("phone", ["number", "international"]),
    record("payment", ["cardNumber", "cardBrand", "iban", "currency"]),
  ]

  private static let relations = [
    Form("parent", short: Option("column", .text)),
    Form(
      "reference", short: Option("to", .text, required: true),
      [
        Option("column", .text), Option("as", .text), Option("zipf", .positive), Option("distinct", .flag),
        Option("earlier", .flag), Option("roots", .share),
      ]),
  ]

  private static let compositions = [
    Form("formula", short: Option("expression", .text, required: true)),
    Form(
      "map",
      [Option("from", .text, required: true), Option("values", .mapping, required: true), Option("else", .scalar)]),
    Form(
      "when",
      [
        Option(
          "cases",
          .list(
            .object([Option("if", .text, required: true), Option("then", .generator, required: true)]), count: 1...1000),
          required: true),
        Option("else", .generator),
      ]),
  ]

  /// What may stand in the `generate` block of a table.
  static let table: [Option] = [
    Option("rows", .integer(0...Int(Int32.max) * 1024)),
    Option("share", .object([Option("of", .text, required: true), Option("ratio", .positive, required: true)])),
    Option(
      "children", .object([Option("of", .text, required: true), Option("count", .generator, required: true)])),
    Option("locale", .texts),
    Option(
      "correlations",
      .list(
        .object([
          Option("columns", .list(.text, count: 2...1000), required: true),
          Option("matrix", .list(.list(.number, count: 2...1000), count: 2...1000), required: true),
        ]), count: 1...1000)),
  ]
}
