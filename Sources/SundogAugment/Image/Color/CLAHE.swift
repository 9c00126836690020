import CSundogKernels
import SundogNumerics

/// Contrast-limited adaptive equalization: values are equalized within tiles, no value counting more than a limit, and
/// tables of neighboring tiles are interpolated bilinearly.
///
/// The limit is max(1, ⌊c × pixels of a tile / 256⌋); what lies above is spread evenly over all values. Colors: the grey
/// y = 0.299 R + 0.587 G + 0.114 B is equalized, and its change added to all three channels. As OpenCV's CLAHE.
///
/// Source: Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV (1994).
public struct CLAHE: Transform {
  public static let name = "clahe"
  public static let parameters: [Parameter<Self>] = [
    .range("clipLimitRange", \.clipLimitRange, in: 0.1...1_000), .integer("tiles", \.tiles, in: 1...64),
  ]

  /// c.
  public var clipLimitRange: ClosedRange<Double> = 1...4
  /// Tiles along each axis.
  public var tiles = 8

  public init() {}

  public struct Draw: Codable, Sendable {
    public var clipLimit: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(clipLimit: generator.uniform(in: clipLimitRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let count = sample.pixelCount
    let planes = sample.alpha.reserved(2 * count)
    let (grey, equal) = (planes, planes + count)
    sample.writeGrey(to: grey)
    equalize(grey, draw: draw, sample: sample, into: equal)
    let channels = sample.shape.channels
    sample.mutate { pixels in
      if channels <= 2 {
        for pixel in 0..<count { pixels[pixel * channels] = equal[pixel] }
      } else {
        sundog_add_difference(pictureInstructions, equal, grey, Int32(channels), pixels, count)
      }
    }
  }

  private func equalize(
    _ grey: UnsafeMutablePointer<UInt8>, draw: Draw, sample: ImageSample, into result: UnsafeMutablePointer<UInt8>
  ) {
    let (height, width) = (sample.shape.height, sample.shape.width)
    // Pictures that tiles do not fill are mirrored at their ends.
    let (tileHeight, tileWidth) = ((height + tiles - 1) / tiles, (width + tiles - 1) / tiles)
    let area = tileHeight * tileWidth
    let limit = max(1, Int(draw.clipLimit * Double(area) / 256))
    let source: UnsafeMutablePointer<UInt8>
    let sourceWidth = tileWidth * tiles
    if height == tileHeight * tiles, width == sourceWidth {
      source = grey
    } else {
      source = sample.bytes.reserved(area * tiles * tiles)
      let none: [UInt8] = [0, 0, 0, 0]
      sundog_copy_window(
        sample.shape.mask, grey, 0, 0, Int32(tileHeight * tiles), Int32(sourceWidth), SUNDOG_BORDER_REFLECT, none,
        source)
    }
    var tables = [UInt8](repeating: 0, count: 256 * tiles * tiles)
    tables.withUnsafeMutableBufferPointer { tables in
      for row in 0..<tiles {
        for column in 0..<tiles {
          sundog_equalize_tile(
            source + row * tileHeight * sourceWidth + column * tileWidth, Int32(sourceWidth), Int32(tileHeight),
            Int32(tileWidth), Int32(limit), tables.baseAddress! + 256 * (row * tiles + column))
        }
      }
      sundog_apply_tiles(
        tables.baseAddress!, Int32(tiles), Int32(tiles), Float(tileHeight), Float(tileWidth), Int32(height),
        Int32(width), grey, result)
    }
  }
}
