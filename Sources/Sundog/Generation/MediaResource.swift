/// What a schema says about a set of pictures or sounds: their form and their classes, all of it public.
public struct MediaResource: Codable, Sendable, Hashable {
  /// The resource's name.
  public let name: String
  public let content: MediaSpecification.Content
  /// File format, such as `png` or `wav`.
  public let format: String
  /// The classes, in the order of their numbers: the target's categories, never read off the data.
  public let classes: [String]

  public init(name: String, content: MediaSpecification.Content, format: String, classes: [String]) {
    self.name = name
    self.content = content
    self.format = format
    self.classes = classes
  }

  /// Whether a resource is a set of pictures or sounds, and not a table.
  public static func describes(_ resource: Resource) -> Bool {
    resource.fields.contains { $0.media != nil && $0.name == MediaResource.fileColumn }
  }

  /// The column of `metadata.csv` that names the files.
  public static let fileColumn = "file_name"
  /// The column of `metadata.csv` that holds the classes.
  public static let labelColumn = "label"

  /// The set that a resource describes.
  /// - Throws: `MediaFitError.notASet` where it has no media column or no target with categories, or where it also
  ///   learns other columns.
  public init(_ resource: Resource) throws(MediaFitError) {
    guard let media = resource.fields.first(where: { $0.name == Self.fileColumn })?.media else {
      throw .notASet(
        resource: resource.name, found: "has no column file_name with \"media\"",
        mend: "Give one the \"media\" block in its sundog block.")
    }
    guard let target = resource.target, !target.categories.isEmpty else {
      throw .notASet(
        resource: resource.name, found: "has no target that lists its categories",
        mend: "Add a column label with \"categories\" and \"role\": \"target\".")
    }
    if let other = resource.learnedFields.first(where: { $0.name != target.name }) {
      throw .notASet(
        resource: resource.name, found: "learns the column \"\(other.name)\" too",
        mend: "Set \"learn\": false and \"release\": false on it: sets are learned with their classes alone.")
    }
    self.init(name: resource.name, content: media.content, format: media.format, classes: target.categories)
  }
}
