extension SchemaLint {
  /// A set of pictures or sounds is a list of files with their classes, as `metadata.csv` is.
  mutating func checkMedia(_ resource: Resource, at fields: JSONPath) {
    let media = resource.fields.filter { $0.media != nil }
    if media.count > 1 {
      report(
        fields, found: "the media columns \(media.map { "\"\($0.name)\"" }.joined(separator: ", "))",
        expected: "one file a row", mend: "Describe each kind of file by a resource of its own.")
    }
    guard MediaResource.describes(resource) else { return }
    for (index, field) in resource.fields.enumerated()
    where field.role == .target && field.name != MediaResource.labelColumn {
      report(
        fields.index(index).key("name"), found: "the target \"\(field.name)\" of a set of files",
        expected: "label, as in metadata.csv", mend: "Name the column label.")
    }
  }
}
