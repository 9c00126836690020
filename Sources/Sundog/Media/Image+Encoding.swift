import CSundogMedia

extension Image {
  /// How a PNG file is compressed; every setting decodes to the same picture.
  public struct PNGSettings: Sendable, Hashable {
    /// How rows are predicted before they are compressed.
    public enum Filter: Int32, Sendable, Hashable, CaseIterable {
      case none = 0x08
      /// From the pixel to the left.
      case sub = 0x10
      case up = 0x20
      /// The best of all five for each row, as libpng guesses it.
      case adaptive = 0xF8
    }

    /// 0 (not compressed) to 9 (smallest).
    public var level: Int
    public var filter: Filter

    public init(level: Int, filter: Filter) {
      self.level = level
      self.filter = filter
    }

    /// Four times as fast as `small`, about a quarter larger.
    public static let fast = PNGSettings(level: 1, filter: .sub)
    public static let small = PNGSettings(level: 6, filter: .adaptive)
  }

  private var pictureSize: sundog_picture_size {
    sundog_picture_size(height: UInt32(height), width: UInt32(width), channels: UInt32(channels))
  }

  /// The picture as a PNG file of 8 bits a channel.
  /// - Throws: `MediaError.Kind.output` for sizes beyond the format's 2³¹ − 1.
  public func encodedPNG(_ settings: PNGSettings = .fast) throws(MediaError) -> [UInt8] {
    var out = sundog_media_bytes()
    var message = sundog_media_message()
    let status = sundog_png_encode(
      pixels, pictureSize, Int32(min(max(settings.level, 0), 9)), settings.filter.rawValue, &out, &message)
    guard status == SUNDOG_MEDIA_OK else { throw cannotEncode("PNG") }
    return takeBytes(out)
  }

  /// The picture as a baseline JPEG file, the quantization tables scaled as libjpeg does.
  /// - Parameters:
  ///   - quality: 1 (worst) to 100.
  ///   - halvesColor: whether color is kept at half the resolution in both directions (4:2:0).
  /// - Throws: `MediaError.Kind.output` for pictures with opacity, or of more than 65,500 rows or columns.
  public func encodedJPEG(quality: Int, halvesColor: Bool = true) throws(MediaError) -> [UInt8] {
    var out = sundog_media_bytes()
    var message = sundog_media_message()
    let status = sundog_jpeg_encode(
      pixels, pictureSize, Int32(min(max(quality, 1), 100)), halvesColor ? 1 : 0, &out, &message)
    guard status == SUNDOG_MEDIA_OK else { throw cannotEncode("JPEG") }
    return takeBytes(out)
  }

  private func cannotEncode(_ format: String) -> MediaError {
    MediaError(
      .output, file: format, found: "a picture of \(height) × \(width) pixels and \(channels) channels",
      expected: format == "JPEG" ? "at most 65,500 rows and columns, and 1 or 3 channels" : "a smaller picture",
      mend: "Resize or convert the picture first.")
  }
}
