/// Labelled pictures of one size, in memory: one array of bytes.
public struct ImageSet: Sendable, Hashable {
  public let height: Int
  public let width: Int
  public let channels: Int
  /// Names of the classes.
  public let classes: [String]
  /// The class of each picture, as a position in `classes`.
  public let labels: [Int32]
  /// The pictures one after the other, each as in `Image`.
  public let pixels: [UInt8]

  /// - Precondition: there are as many bytes as the pictures need, and labels are positions of classes.
  public init(height: Int, width: Int, channels: Int, classes: [String], labels: [Int32], pixels: [UInt8]) {
    precondition(height > 0 && width > 0 && channels > 0, "pictures of some size")
    precondition(pixels.count == labels.count * height * width * channels, "one byte a pixel and channel")
    precondition(labels.allSatisfy { classes.indices.contains(Int($0)) }, "labels are positions of classes")
    self.height = height
    self.width = width
    self.channels = channels
    self.classes = classes
    self.labels = labels
    self.pixels = pixels
  }

  public var count: Int { labels.count }
  /// Bytes a picture.
  public var size: Int { height * width * channels }

  /// One of the pictures.
  public subscript(position: Int) -> Image {
    Image(
      height: height, width: width, channels: channels, pixels: Array(pixels[position * size..<(position + 1) * size]))
  }
}
