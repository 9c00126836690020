/// One column: its Table Schema facts and what Sundog adds.
public struct Field: Sendable, Hashable {
  /// Table Schema's types that Sundog reads.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case string, integer, number, boolean, date, datetime, time, year
  }

  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// What models predict.
    case target
    /// Names the person; never leaves.
    case privacyId
    /// A protected attribute that fairness figures group by.
    case sensitive
    case feature
  }

  /// Where bounds and categories come from.
  public enum BoundSource: String, Sendable, Hashable, CaseIterable {
    /// Known beforehand.
    case `public`
    /// Measured under differential privacy; spends `budgetShare`.
    case dp
    /// Read off the data: for work that is not private only.
    case data
  }

  public enum OutOfRange: String, Sendable, Hashable, CaseIterable { case refuse, clip, missing }

  public enum OutOfDomain: Sendable, Hashable {
    case refuse
    case missing
    /// Every unlisted value counts as this category.
    case category(String)
  }

  public var name: String
  public var kind: Kind
  public var format: String?
  public var title: String?
  public var description: String?
  public var constraints: Constraints
  /// Listed values, in order, as they are written in files; empty for an open or numeric column.
  public var categories: [String]
  /// Texts that mean "no value" in this column; `nil` where the resource's hold.
  public var missingValues: [String]?
  /// Texts that mean true in a boolean column; the first is written.
  public var trueValues: [String]
  /// Texts that mean false in a boolean column; the first is written.
  public var falseValues: [String]
  /// Digits after the point of a number; `nil` divides the range into 2²⁰ steps.
  public var decimals: Int?
  public var role: Role?
  public var boundSource: BoundSource?
  public var outOfRange: OutOfRange
  public var outOfDomain: OutOfDomain
  /// `nil` leaves the choice to the generator.
  public var bins: BinSpecification?
  /// Whether a generator learns this column from data.
  public var learn: Bool
  /// Whether the column may appear in what leaves.
  public var release: Bool
  /// Declared share of missing values; `nil` means learned under privacy.
  public var missingRate: Double?
  /// How the column is made where it is not learned.
  public var generator: JSONValue?
  public var media: MediaSpecification?
  public var otherProperties: [String: JSONValue]

  public init(
    name: String, kind: Kind, format: String? = nil, title: String? = nil, description: String? = nil,
    constraints: Constraints = Constraints(), categories: [String] = [], missingValues: [String]? = nil,
    trueValues: [String] = Field.defaultTrueValues, falseValues: [String] = Field.defaultFalseValues,
    decimals: Int? = nil, role: Role? = nil, boundSource: BoundSource? = nil, outOfRange: OutOfRange = .refuse,
    outOfDomain: OutOfDomain = .refuse,
    bins: BinSpecification? = nil, learn: Bool = true, release: Bool = true, missingRate: Double? = nil,
    generator: JSONValue? = nil, media: MediaSpecification? = nil, otherProperties: [String: JSONValue] = [:]
  ) {
    self.name = name
    self.kind = kind
    self.format = format
    self.title = title
    self.description = description
    self.constraints = constraints
    self.categories = categories
    self.missingValues = missingValues
    self.trueValues = trueValues
    self.falseValues = falseValues
    self.decimals = decimals
    self.role = role
    self.boundSource = boundSource
    self.outOfRange = outOfRange
    self.outOfDomain = outOfDomain
    self.bins = bins
    self.learn = learn
    self.release = release
    self.missingRate = missingRate
    self.generator = generator
    self.media = media
    self.otherProperties = otherProperties
  }

  /// Table Schema's default texts for true.
  public static let defaultTrueValues = ["true", "True", "TRUE", "1"]
  /// Table Schema's default texts for false.
  public static let defaultFalseValues = ["false", "False", "FALSE", "0"]

  /// Learned from data: neither generated, nor an identifier, nor media.
  public var isLearned: Bool { learn && generator == nil && role != .privacyId && media == nil }

  /// Present in what leaves.
  public var isReleased: Bool { release && role != .privacyId }
}

/// Table Schema constraints. Minimum and maximum are kept as written, since their type is the field's.
public struct Constraints: Sendable, Hashable {
  public var required: Bool
  public var unique: Bool
  public var minimum: JSONValue?
  public var maximum: JSONValue?
  public var pattern: String?
  public var minLength: Int?
  public var maxLength: Int?

  public init(
    required: Bool = false, unique: Bool = false, minimum: JSONValue? = nil, maximum: JSONValue? = nil,
    pattern: String? = nil, minLength: Int? = nil, maxLength: Int? = nil
  ) {
    self.required = required
    self.unique = unique
    self.minimum = minimum
    self.maximum = maximum
    self.pattern = pattern
    self.minLength = minLength
    self.maxLength = maxLength
  }
}

/// How a numeric column is divided for measuring.
public enum BinSpecification: Sendable, Hashable {
  /// Bins of equal width, in the column's units.
  case width(Double)
  /// This many bins of equal width.
  case count(Int)
  /// Half-open bins between these edges, the last one closed.
  case edges([Double])
  /// About this many bins of equal mass, found under privacy with `budgetShare` of the whole budget.
  case quantiles(count: Int, budgetShare: Double)
}

/// What the files of a media column are.
public struct MediaSpecification: Sendable, Hashable {
  public enum Content: Codable, Sendable, Hashable {
    /// Pixels.
    case image(height: Int, width: Int, channels: Int)
    /// Hertz, channels, seconds; `fit` is what happens to clips of another length.
    case audio(sampleRate: Int, channels: Int, seconds: Double, fit: String)
  }
  public var content: Content
  /// File format, such as `png` or `wav`.
  public var format: String

  public init(content: Content, format: String) {
    self.content = content
    self.format = format
  }
}
