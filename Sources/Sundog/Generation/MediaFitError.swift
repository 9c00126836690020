/// Why a set of pictures or sounds cannot be planned or fitted. Nothing in a message depends on private data.
public enum MediaFitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The resource has no media column, or not exactly what a set of pictures or sounds has.
  case notASet(resource: String, found: String, mend: String)
  /// The examples are not what the schema declares, such as pictures of another size.
  case otherContent(found: String, expected: String, mend: String)
  /// What `plan` refuses, in its words.
  case refused([String])

  public var description: String {
    switch self {
    case .notASet(let resource, let found, let mend):
      "resource \"\(resource)\" \(found); expected a column file_name with \"media\" and a target that lists the classes. \(mend)"
    case .otherContent(let found, let expected, let mend): "found \(found); expected \(expected). \(mend)"
    case .refused(let reasons): reasons.joined(separator: "; ")
    }
  }
}
