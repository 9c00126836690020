/// Labelled pictures or sounds of one size or rate, in memory.
public enum MediaSet: Sendable, Hashable {
  case images(ImageSet)
  case sounds(SoundSet)

  public var count: Int {
    switch self {
    case .images(let set): set.count
    case .sounds(let set): set.count
    }
  }

  /// Names of the classes.
  public var classes: [String] {
    switch self {
    case .images(let set): set.classes
    case .sounds(let set): set.classes
    }
  }
}
