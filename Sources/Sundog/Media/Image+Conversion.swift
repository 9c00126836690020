import CSundogMedia

extension Image {
  /// The picture in another number of channels.
  ///
  /// Color to grey is (19,595 R + 38,470 G + 7,471 B + 32,768) / 65,536, the luma of ITU-R BT.601 as Pillow rounds it;
  /// grey to color repeats; opacity is left out, or added as 255.
  /// - Precondition: 1 to 4 channels.
  public func converted(toChannels count: Int) -> Image {
    precondition((1...4).contains(count), "a picture has 1 to 4 channels")
    guard count != channels else { return self }
    let (source, pixelCount) = (channels, height * width)
    let converted = [UInt8](unsafeUninitializedCapacity: pixelCount * count) { target, initialized in
      pixels.withUnsafeBufferPointer { pixels in
        for pixel in 0..<pixelCount {
          let (from, to) = (pixel * source, pixel * count)
          let isColor = source >= 3
          if count >= 3 {
            for channel in 0..<3 { target[to + channel] = pixels[from + (isColor ? channel : 0)] }
          } else if isColor {
            let red = UInt32(pixels[from]) &* 19_595
            let green = UInt32(pixels[from + 1]) &* 38_470
            let blue = UInt32(pixels[from + 2]) &* 7_471
            target[to] = UInt8(truncatingIfNeeded: (red &+ green &+ blue &+ 32_768) >> 16)
          } else {
            target[to] = pixels[from]
          }
          if count == 2 || count == 4 {
            target[to + count - 1] = source == 2 || source == 4 ? pixels[from + source - 1] : 255
          }
        }
      }
      initialized = pixelCount * count
    }
    return Image(height: height, width: width, channels: count, pixels: converted)
  }

  /// The picture in another size, by the triangle filter widened where it shrinks (antialiased bilinear): the same
  /// bytes as Pillow's `resize((width, height), BILINEAR)`.
  /// - Precondition: a positive size.
  public func resized(height newHeight: Int, width newWidth: Int) -> Image {
    precondition(newHeight > 0 && newWidth > 0, "a positive size")
    guard newHeight != height || newWidth != width else { return self }
    let count = newHeight * newWidth * channels
    let size = sundog_picture_size(height: UInt32(height), width: UInt32(width), channels: UInt32(channels))
    let resized = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      let status = sundog_resize_bilinear(pixels, size, target.baseAddress, UInt32(newHeight), UInt32(newWidth))
      precondition(status == SUNDOG_MEDIA_OK, "out of memory while resizing a picture")
      initialized = count
    }
    return Image(height: newHeight, width: newWidth, channels: channels, pixels: resized)
  }
}
