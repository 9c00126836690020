import Sundog

/// What a pipeline made of one example.
public struct AugmentedExample: Sendable {
  public enum Content: Sendable {
    case media(Media)
    /// Numbers: a normalized picture (height × width × channels), or features of a sound (rows × columns).
    case numbers([Float], shape: [Int])
  }

  public var key: String
  public var content: Content
  public var label: String?
  /// The shares of the classes in a mixed example; empty in others.
  public var classShares: [String: Float] = [:]
  public var annotations = Annotations()
}
