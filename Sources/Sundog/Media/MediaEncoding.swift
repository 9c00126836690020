/// How pictures and sounds are written.
public struct MediaEncoding: Sendable, Hashable {
  /// The format of pictures.
  public enum Picture: Sendable, Hashable {
    case png(Image.PNGSettings)
    /// Loses some detail.
    case jpeg(quality: Int)
  }

  public var picture = Picture.png(.fast)
  public var sound = Sound.Format.wav

  public init() {}
}
