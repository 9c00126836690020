import CSundogMedia

extension Image {
  /// The formats of pictures that are read, known by their first bytes.
  enum Format {
    case png, jpeg

    init?(_ bytes: [UInt8]) {
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
        self = .png
      } else if bytes.starts(with: [0xFF, 0xD8]) {
        self = .jpeg
      } else {
        return nil
      }
    }
  }

  /// Decodes a PNG or JPEG file.
  ///
  /// PNG: 1 to 16 bits (16 are rounded to 8), grey, color, palette, with or without opacity, interlaced or not. JPEG:
  /// everything that libjpeg-turbo reads; four inks become red, green and blue. Color profiles, gamma and the
  /// orientation that cameras note are not applied, as in the image folders of other tools.
  /// - Parameters:
  ///   - file: its name, for errors.
  ///   - pixelLimit: larger pictures are refused before memory is taken for them.
  /// - Throws: `MediaError`, also where data is missing that decoders could make up.
  public init(decoding bytes: [UInt8], file: String, pixelLimit: Int = MediaReadingOptions().pixelLimit)
    throws(MediaError)
  {
    switch Format(bytes) {
    case .png:
      self = try Self.decode(
        bytes, file: file, pixelLimit: pixelLimit, format: "PNG", open: sundog_png_open, read: sundog_png_read,
        close: sundog_png_close)
    case .jpeg:
      self = try Self.decode(
        bytes, file: file, pixelLimit: pixelLimit, format: "JPEG", open: sundog_jpeg_open, read: sundog_jpeg_read,
        close: sundog_jpeg_close)
    case nil:
      throw MediaError(
        .unsupported, file: file, found: bytes.isEmpty ? "an empty file" : "neither PNG nor JPEG data",
        expected: "a PNG or JPEG picture", mend: "Convert the file, or remove it from the set.")
    }
  }

  /// Decodes a PNG file of one channel whose values are numbers of classes: bits and palette positions stay as they are.
  /// - Throws: `MediaError`.
  static func mask(decoding bytes: [UInt8], file: String, pixelLimit: Int) throws(MediaError) -> Image {
    guard Format(bytes) == .png else {
      throw MediaError(
        .annotations, file: file, found: "a mask that is not PNG", expected: "PNG, whose values survive",
        mend: "Save the mask as PNG.")
    }
    return try decode(
      bytes, file: file, pixelLimit: pixelLimit, format: "PNG", open: sundog_png_open_mask, read: sundog_png_read,
      close: sundog_png_close)
  }

  private static func decode(
    _ bytes: [UInt8], file: String, pixelLimit: Int, format: String,
    open: (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<sundog_picture_size>?,
      UnsafeMutablePointer<sundog_media_message>?
    ) -> sundog_media_status,
    read: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<sundog_media_message>?) ->
      sundog_media_status,
    close: (OpaquePointer?) -> Void
  ) throws(MediaError) -> Image {
    var message = sundog_media_message()
    var size = sundog_picture_size()
    // The bytes must stay in place until the picture is closed, and typed errors do not pass through closures.
    let result: Result<Image, MediaError> = bytes.withUnsafeBufferPointer { buffer in
      var picture: OpaquePointer?
      var status = open(buffer.baseAddress, buffer.count, &picture, &size, &message)
      guard status == SUNDOG_MEDIA_OK else {
        return .failure(MediaError(status, message, file: file, format: format))
      }
      defer { close(picture) }
      let (height, width, channels) = (Int(size.height), Int(size.width), Int(size.channels))
      guard height > 0, width > 0, height * width <= pixelLimit else {
        return .failure(ImageLimit.tooLarge(height: height, width: width, limit: pixelLimit, file: file))
      }
      let count = height * width * channels
      let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
        status = read(picture, target.baseAddress, &message)
        initialized = status == SUNDOG_MEDIA_OK ? count : 0
      }
      guard status == SUNDOG_MEDIA_OK else {
        return .failure(MediaError(status, message, file: file, format: format))
      }
      return .success(Image(height: height, width: width, channels: channels, pixels: pixels))
    }
    return try result.get()
  }
}
