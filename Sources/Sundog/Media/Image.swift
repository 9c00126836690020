/// A picture of 8 bits a channel: `height × width × channels` bytes, the channel varying fastest, rows from the top.
///
/// One channel is grey, two grey and opacity, three red, green and blue (sRGB), four those and opacity.
public struct Image: Sendable, Hashable {
  public let height: Int
  public let width: Int
  /// 1 to 4.
  public let channels: Int
  /// The element at (row, column, channel) is number `(row × width + column) × channels + channel`.
  public var pixels: [UInt8]

  /// - Precondition: sizes are positive, there are 1 to 4 channels, and `pixels` has one byte for each.
  public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(height > 0 && width > 0 && (1...4).contains(channels), "a picture has pixels of 1 to 4 channels")
    precondition(pixels.count == height * width * channels, "one byte a pixel and channel")
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
  }

  /// A picture of one value.
  public init(height: Int, width: Int, channels: Int, filledWith value: UInt8 = 0) {
    self.init(
      height: height, width: width, channels: channels,
      pixels: [UInt8](repeating: value, count: height * width * channels))
  }

  @inlinable
  public subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    get { pixels[(row * width + column) * channels + channel] }
    set { pixels[(row * width + column) * channels + channel] = newValue }
  }
}
