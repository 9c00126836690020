/// A picture or a sound.
public enum Media: Sendable, Hashable {
  case image(Image)
  case sound(Sound)
}

/// One picture or sound of a set, and what is known about it.
public struct MediaExample: Sendable, Hashable {
  /// Its name within the set, without the file's ending, such as `train/000017`.
  public var key: String
  public var media: Media
  /// The class, as it is written in files; `nil` where there is none.
  public var label: String?
  /// The shares of the classes in a mixed example, which sum to one; empty in others.
  public var classShares: [String: Float]
  public var annotations: Annotations

  public init(
    key: String, media: Media, label: String? = nil, classShares: [String: Float] = [:],
    annotations: Annotations = Annotations()
  ) {
    self.classShares = classShares
    self.key = key
    self.media = media
    self.label = label
    self.annotations = annotations
  }
}

/// What is marked in a picture, and moves with it.
public struct Annotations: Sendable, Hashable, Codable {
  /// Class numbers of pixels: `height × width` bytes each, of the picture's size.
  public var masks: [[UInt8]]
  public var boxes: [Box]
  public var keyPoints: [KeyPoint]

  public init(masks: [[UInt8]] = [], boxes: [Box] = [], keyPoints: [KeyPoint] = []) {
    self.masks = masks
    self.boxes = boxes
    self.keyPoints = keyPoints
  }

  public var isEmpty: Bool { masks.isEmpty && boxes.isEmpty && keyPoints.isEmpty }

  /// A rectangle in pixels, from the left upper corner of the picture: the pixel at row *r*, column *c* covers
  /// [c, c + 1) × [r, r + 1).
  public struct Box: Sendable, Hashable, Codable {
    public var left: Double
    public var top: Double
    public var right: Double
    public var bottom: Double
    public var label: String

    public init(left: Double, top: Double, right: Double, bottom: Double, label: String = "") {
      self.left = left
      self.top = top
      self.right = right
      self.bottom = bottom
      self.label = label
    }
  }

  /// A point in the coordinates of `Box`.
  public struct KeyPoint: Sendable, Hashable, Codable {
    public var x: Double
    public var y: Double
    public var label: String
    /// False where a transform moved it out of the picture or hid it.
    public var isVisible: Bool

    public init(x: Double, y: Double, label: String = "", isVisible: Bool = true) {
      self.x = x
      self.y = y
      self.label = label
      self.isVisible = isVisible
    }
  }
}
