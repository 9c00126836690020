/// Why pictures or sounds cannot be read or written.
public struct MediaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of trouble it is, for programs.
  public enum Kind: Sendable, Hashable {
    /// A file that cannot be decoded, or that ends early.
    case damaged
    /// A format, or a variant of one, that is not read here.
    case unsupported
    /// Larger than the limit that keeps a small file from filling the memory.
    case tooLarge
    /// A sample that is not a number, or infinite.
    case notFinite
    /// Sizes, channels or sample rates that differ within a set.
    case mixed
    /// A label outside the classes.
    case unknownLabel
    /// An example without a label, where labels are needed.
    case missingLabel
    /// A class without an example.
    case emptyClass
    /// A set without an example.
    case empty
    /// A file or folder in which no set of pictures or sounds is recognized, or not the part that was asked for.
    case layout
    /// A table of file names and labels that cannot be used.
    case metadata
    /// Masks, boxes or key points that cannot be used.
    case annotations
    /// A stream that ends within a record.
    case endsEarly
    /// Something that cannot be written in the form asked for.
    case output
  }

  public let kind: Kind
  /// The file, or the archive and the record in it.
  public let file: String
  public let found: String
  public let expected: String
  public let mend: String

  public init(_ kind: Kind, file: String, found: String, expected: String, mend: String) {
    self.kind = kind
    self.file = file
    self.found = found
    self.expected = expected
    self.mend = mend
  }

  /// Whether the trouble is with one example only, so that a reader may leave it out and go on.
  public var isDamage: Bool {
    switch kind {
    case .damaged, .unsupported, .tooLarge, .notFinite, .annotations: true
    default: false
    }
  }

  public var description: String { "\(file): found \(found); expected \(expected). \(mend)" }
}
