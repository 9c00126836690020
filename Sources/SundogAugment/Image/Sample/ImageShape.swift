/// The sizes of a picture under augmentation.
public struct ImageShape: Codable, Hashable, Sendable {
  public var height: Int
  public var width: Int
  /// 1 to 4.
  public var channels: Int
  /// How many examples there are to mix from; 0 where pictures come one by one.
  public var examples: Int

  public init(height: Int, width: Int, channels: Int, examples: Int = 0) {
    self.height = height
    self.width = width
    self.channels = channels
    self.examples = examples
  }

  /// Bytes a picture.
  var size: Int { height * width * channels }

  func resized(height: Int, width: Int) -> ImageShape {
    ImageShape(height: height, width: width, channels: channels, examples: examples)
  }
}
