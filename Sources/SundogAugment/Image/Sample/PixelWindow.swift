import CSundogKernels

/// A window of a picture, within it or not.
struct PixelWindow {
  /// The picture's pixel in the window's upper left corner.
  var top: Int
  var left: Int
  var height: Int
  var width: Int
  /// What lies beyond the picture.
  var border: Border
  var fill: Int

  /// The one window that shows what `second` shows of this one; `nil` where it reaches beyond this one's edges.
  func then(_ second: PixelWindow) -> PixelWindow? {
    guard second.top >= 0, second.left >= 0, second.top + second.height <= height,
      second.left + second.width <= width
    else { return nil }
    var both = self
    both.top += second.top
    both.left += second.left
    (both.height, both.width) = (second.height, second.width)
    return both
  }

  /// Writes the window of a picture.
  func cut(_ shape: ImageShape, _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>) {
    cut(shape.picture, source, fill: shape.color(fill), into: destination)
  }

  /// Writes the window of a mask of a picture of this shape; zero lies beyond it.
  func cutMask(_ shape: ImageShape, _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>) {
    cut(shape.mask, source, fill: (0, 0, 0, 0), into: destination)
  }

  private func cut(
    _ picture: sundog_picture, _ source: UnsafePointer<UInt8>, fill: (UInt8, UInt8, UInt8, UInt8),
    into destination: UnsafeMutablePointer<UInt8>
  ) {
    withUnsafeBytes(of: fill) {
      sundog_copy_window(
        picture, source, Int32(top), Int32(left), Int32(height), Int32(width), border.kernel,
        $0.assumingMemoryBound(to: UInt8.self).baseAddress!, destination)
    }
  }
}

extension ImageShape {
  /// A grey in all color channels; what opacity there is beyond the edges: none.
  func color(_ grey: Int) -> (UInt8, UInt8, UInt8, UInt8) {
    let value = UInt8(clamping: grey)
    return (value, channels == 2 ? 0 : value, value, channels == 4 ? 0 : value)
  }
}
