import CSundogKernels

/// Changes of color, pixel by pixel; opacity stays as it is.
extension ImageSample {
  /// Channels of color: one or three.
  var colorChannels: Int { shape.channels > 2 ? 3 : 1 }
  var hasOpacity: Bool { shape.channels.isMultiple(of: 2) }
  var pixelCount: Int { shape.height * shape.width }

  /// Sends each color channel through a table.
  func applyTable(_ entry: (Int) -> UInt8) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
      for value in 0..<256 { table[value] = entry(value) }
      guard !hasOpacity else { return applyTables { table[$1] } }
      mapInPlace { sundog_apply_table(pictureInstructions, table.baseAddress!, $0, $1, shape.size) }
    }
  }

  /// Sends each color channel through a table of its own: (channel, value) to value.
  func applyTables(_ entry: (Int, Int) -> UInt8) {
    let channels = shape.channels
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256 * channels) { tables in
      for channel in 0..<channels {
        let isOpacity = hasOpacity && channel == channels - 1
        for value in 0..<256 {
          tables[256 * channel + value] = isOpacity ? UInt8(value) : entry(channel, value)
        }
      }
      mapInPlace {
        sundog_apply_channel_tables(
          pictureInstructions, tables.baseAddress!, Int32(channels), $0, $1, pixelCount)
      }
    }
  }

  /// Changes red, green and blue by a kernel for three channels; nothing where there is no color.
  func mapColors(_ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void) {
    guard shape.channels > 2 else { return }
    if shape.channels == 3 { return mapInPlace(body) }
    let colors = bytes.reserved(3 * pixelCount)
    mutate { pixels in
      for pixel in 0..<pixelCount {
        for channel in 0..<3 { colors[3 * pixel + channel] = pixels[4 * pixel + channel] }
      }
      body(UnsafePointer(colors), colors)
      for pixel in 0..<pixelCount {
        for channel in 0..<3 { pixels[4 * pixel + channel] = colors[3 * pixel + channel] }
      }
    }
  }

  /// Red, green and blue by a matrix of three rows: three weights and an offset in 0...255.
  func mixColors(_ matrix: [Double]) {
    let fixed = matrix.map { Int32(($0 * 16384).rounded()) }
    mapColors { sundog_mix_channels(pictureInstructions, fixed, $0, $1, pixelCount) }
  }

  /// Calls `body`, which may change all channels, and puts the opacity back.
  func keepingOpacity(_ body: () -> Void) {
    guard hasOpacity else { return body() }
    let channels = shape.channels
    let opacity = (0..<pixelCount).map { pixels[$0 * channels + channels - 1] }
    body()
    mutate { pixels in
      for pixel in 0..<min(pixelCount, opacity.count) { pixels[pixel * channels + channels - 1] = opacity[pixel] }
    }
  }

  /// A kernel on a picture and its scratch memory, keeping the opacity.
  func filter(radius: Int, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>, UnsafeMutableRawPointer) -> Void)
  {
    let scratch = bytes.reserved(sundog_filter_scratch(shape.picture, Int32(radius)))
    keepingOpacity { map { body($0, $1, scratch) } }
  }

  /// Moves each pixel towards a color of one grey by its share alpha / 255.
  func blend(with color: [UInt8], alpha: UnsafePointer<UInt8>) {
    keepingOpacity {
      mapInPlace {
        sundog_blend_color(
          pictureInstructions, color + [UInt8](repeating: color.last ?? 0, count: 4), alpha, Int32(shape.channels), $0,
          $1, pixelCount)
      }
    }
  }

  /// The mean of 0.299 R + 0.587 G + 0.114 B, or of the grey.
  func meanGrey() -> Double {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { sums in
      sundog_sum_channels(pictureInstructions, pixels, Int32(shape.channels), pixelCount, sums.baseAddress!)
      let means = sums.map { Double($0) / Double(pixelCount) }
      return colorChannels == 3 ? 0.299 * means[0] + 0.587 * means[1] + 0.114 * means[2] : means[0]
    }
  }

  /// The least and greatest value of each channel.
  func extremes() -> [(least: UInt8, greatest: UInt8)] {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { found in
      sundog_find_extremes(
        pictureInstructions, pixels, Int32(shape.channels), pixelCount, found.baseAddress!, found.baseAddress! + 4)
      return (0..<shape.channels).map { (found[$0], found[4 + $0]) }
    }
  }

  /// 0.299 R + 0.587 G + 0.114 B of each pixel, rounded, or the grey.
  func writeGrey(to grey: UnsafeMutablePointer<UInt8>) {
    sundog_write_grey(pictureInstructions, pixels, Int32(shape.channels), pixelCount, grey)
  }

  /// How often each value stands in each color channel, 256 counts a channel.
  func counts() -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 256 * shape.channels)
    sundog_count_values(pixels, Int32(shape.channels), pixelCount, &counts)
    return counts
  }
}

/// A byte from a number: rounded, clipped.
@inline(__always)
func byte(_ value: Double) -> UInt8 { UInt8(min(max(value, 0), 255) + 0.5) }
