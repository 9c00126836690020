/// One picture or sound of a set as it is stored, not yet decoded: cheap to pass over or to hand to another thread.
public struct MediaRecord: Sendable {
  /// Where the encoded content lies.
  enum Content: Sendable {
    case file(path: String)
    case bytes([UInt8])
    /// Picture number `position` of an array in memory.
    case picture(PictureArray, position: Int)
    /// What is wrong with the record, to be told when it is decoded.
    case problem(MediaError)
  }

  /// Its number within the set or part, from 0.
  public let index: Int
  /// Its name within the set, without the file's ending.
  public let key: String
  var label: String?
  /// The label where neither the record nor its JSON has one.
  var fallbackLabel: String?
  /// Its place, for errors.
  let file: String
  var content: Content
  var masks: [Content] = []
  /// The `.json` member, or boxes and key points from `metadata.csv` in the same form.
  var json: [UInt8]?

  init(index: Int, key: String, label: String?, file: String, content: Content) {
    self.index = index
    self.key = key
    self.label = label
    self.file = file
    self.content = content
  }

  /// Bytes that the record holds in memory.
  var size: Int {
    var size = json?.count ?? 0
    if case .bytes(let bytes) = content { size += bytes.count }
    for case .bytes(let bytes) in masks { size += bytes.count }
    return size
  }
}
