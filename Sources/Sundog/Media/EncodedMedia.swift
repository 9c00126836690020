/// An example as files, ready to be written.
public struct EncodedMedia: Sendable {
  public let key: String
  public let label: String?
  /// The ending of each file and its content, the picture or sound first.
  var members: [(kind: String, bytes: [UInt8])]
  /// Boxes and key points as JSON lists, and class shares as an object; empty where there are none.
  let boxes: String
  let keyPoints: String
  let classShares: String
}
