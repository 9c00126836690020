import SundogPrivacy

/// Why a model file could not be read.
public enum ModelFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case notAnArtefact(path: String, expected: String)
  case newer(path: String, found: Int, supported: Int)
  case damaged(path: String, reason: String)
  case otherKind(path: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .notAnArtefact(let path, let expected): "\(path): is not \(expected). Check the path."
    case .newer(let path, let found, let supported):
      "\(path): was written in format \(found); this Sundog reads up to \(supported). Update Sundog."
    case .damaged(let path, let reason): "\(path): is damaged: \(reason). Copy it again from its source."
    case .otherKind(let path, let found, let expected):
      "\(path): holds a model of kind \"\(found)\"; expected \"\(expected)\"."
    }
  }
}

/// A model on disk: a `SealedFile` of its released values, with the schema it was fitted with and what it promises.
public struct ModelFile: Sendable {
  public static let format = "sundog-model"
  public static let formatVersion = 1

  /// Name of the synthesizer, such as `marginal-tree`.
  public let kind: String
  /// The schema that the model was fitted with: public knowledge.
  public let schema: Schema
  /// What the plan warned about when the model was fitted.
  public let cautions: [String]
  /// Name of the schema's table that the model is of.
  public let resource: String
  public let statement: PrivacyStatement
  public let lineage: Lineage
  /// SHA-256 of the whole file without the trailer: the artefact's name in lineages.
  public var sha256: String { file.sha256 }
  /// Where it was read from.
  public let path: String
  private let file: SealedFile

  /// Writes a model.
  /// - Returns: the artefact's SHA-256.
  /// - Throws: `FileError`, or what encoding the model throws.
  @discardableResult
  public static func write<Model: FittedModel>(
    _ model: Model, schema: Schema, resource: String, lineage: Lineage, to path: String
  ) throws -> String {
    try write(model, schema: schema, resource: resource, lineage: lineage, to: AtomicFile(path: path))
  }

  /// Writes a model into a file that was opened before the budget was spent, so that a path that cannot be written is
  /// found in time.
  /// - Returns: the artefact's SHA-256.
  /// - Throws: `FileError`, or what encoding the model throws.
  @discardableResult
  public static func write<Model: FittedModel>(
    _ model: Model, schema: Schema, resource: String, lineage: Lineage, to file: AtomicFile
  ) throws -> String {
    try SealedFile.write(
      format: format, version: formatVersion, payload: try PayloadEncoder.encode(model), to: file
    ) { members in
      members.add("kind", Model.kind)
      members.add("resource", resource)
      members.add("statement", try SealedFile.tree(model.statement))
      members.add("cautions", texts: model.cautions)
      members.add("lineage", try SealedFile.tree(lineage))
      members.add("schema", SchemaEncoder.node(of: schema))
    }
  }

  /// Reads a model file and checks that it is whole.
  /// - Throws: `FileError`, `ModelFileError`.
  public init(contentsOfFile path: String) throws {
    let file = try SealedFile(
      contentsOfFile: path, format: Self.format, version: Self.formatVersion, expected: "a model of Sundog")
    guard let kind = file.text("kind"), let resource = file.text("resource"),
      let schemaNode = file.header["schema"], let schema = Self.schema(schemaNode),
      let statement: PrivacyStatement = file.value("statement"), let lineage: Lineage = file.value("lineage")
    else { throw ModelFileError.damaged(path: path, reason: "a member of its header is missing or has another type") }
    self.kind = kind
    cautions = file.value("cautions") ?? []
    self.resource = resource
    self.schema = schema
    self.statement = statement
    self.lineage = lineage
    self.path = path
    self.file = file
  }

  private static func schema(_ node: SourceNode) -> Schema? {
    let decoder = SchemaDecoder()
    let schema = decoder.schema(node)
    return decoder.problems.isEmpty ? schema : nil
  }

  /// The model itself.
  /// - Throws: `ModelFileError.otherKind` where the file holds another kind, `.damaged` where its values do not fit.
  public func model<Model: FittedModel>(_ type: Model.Type) throws(ModelFileError) -> Model {
    guard kind == Model.kind else { throw .otherKind(path: path, found: kind, expected: Model.kind) }
    return try file.decode(type, named: "a model of kind \"\(kind)\"")
  }
}
