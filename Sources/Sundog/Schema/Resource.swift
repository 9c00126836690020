/// One table of a schema. An image or audio set is a table with a `media` column.
public struct Resource: Sendable, Hashable {
  public enum DuplicateColumns: String, Sendable, Hashable, CaseIterable {
    case refuse
    /// The first of the columns counts.
    case first
  }

  public var name: String
  public var title: String?
  public var description: String?
  /// Where the data usually lies, relative to the schema.
  public var path: String?
  /// How the file is written.
  public var dialect: CSVDialect
  /// What to do where the file names a column twice that the schema reads.
  public var duplicateColumns: DuplicateColumns
  public var fields: [Field]
  /// Texts that mean "no value"; compared after trimming.
  public var missingValues: [String]
  public var primaryKey: [String]
  public var foreignKeys: [ForeignKey]
  public var rows: RowCount?
  public var rules: [Rule]
  /// Default augmentation, in the form of a pipeline file.
  public var augment: [JSONValue]
  /// How many rows the table has where it is made from the schema alone, of which locale, and which of its columns are
  /// correlated.
  public var generation: JSONValue?
  public var otherProperties: [String: JSONValue]
  /// Keys of the Table Schema block that belong to other tools.
  public var otherSchemaProperties: [String: JSONValue]

  public init(
    name: String, title: String? = nil, description: String? = nil, path: String? = nil,
    dialect: CSVDialect = CSVDialect(), duplicateColumns: DuplicateColumns = .refuse, fields: [Field],
    missingValues: [String] = [""], primaryKey: [String] = [], foreignKeys: [ForeignKey] = [], rows: RowCount? = nil,
    rules: [Rule] = [], augment: [JSONValue] = [], generation: JSONValue? = nil,
    otherProperties: [String: JSONValue] = [:],
    otherSchemaProperties: [String: JSONValue] = [:]
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.path = path
    self.dialect = dialect
    self.duplicateColumns = duplicateColumns
    self.fields = fields
    self.missingValues = missingValues
    self.primaryKey = primaryKey
    self.foreignKeys = foreignKeys
    self.rows = rows
    self.rules = rules
    self.augment = augment
    self.generation = generation
    self.otherProperties = otherProperties
    self.otherSchemaProperties = otherSchemaProperties
  }

  public func field(named name: String) -> Field? { fields.first { $0.name == name } }

  /// The fields that a generator learns from data, in order.
  public var learnedFields: [Field] { fields.filter(\.isLearned) }

  /// The field that models predict, if the schema names one.
  public var target: Field? { fields.first { $0.role == .target } }
}

/// How many rows the private data has, where that is public.
public struct RowCount: Sendable, Hashable {
  public enum Source: String, Sendable, Hashable, CaseIterable { case `public`, dp, data }
  public var count: Int
  public var source: Source

  public init(count: Int, source: Source) {
    self.count = count
    self.source = source
  }
}

/// Columns whose values are keys of another resource (or of this one: `resource` empty).
public struct ForeignKey: Sendable, Hashable {
  public var fields: [String]
  public var resource: String
  public var referencedFields: [String]

  public init(fields: [String], resource: String, referencedFields: [String]) {
    self.fields = fields
    self.resource = resource
    self.referencedFields = referencedFields
  }
}
