import Sundog

/// Pictures as vectors of numbers in [0, 1]: their pixels in the order of `Image`, averaged down where there are many.
package struct MomentGeometry: Codable, Sendable, Hashable {
  /// A covariance has the square of this many numbers.
  static let dimensionLimit = 3200

  package let height: Int
  package let width: Int
  package let channels: Int

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// By which pictures are averaged down along each axis.
  package var factor: Int {
    var factor = 1
    while (height + factor - 1) / factor * ((width + factor - 1) / factor) * channels > Self.dimensionLimit {
      factor += 1
    }
    return factor
  }
  package var rows: Int { (height + factor - 1) / factor }
  package var columns: Int { (width + factor - 1) / factor }
  /// Numbers of a vector.
  package var dimension: Int { rows * columns * channels }

  /// A picture's vector.
  func read(_ pixels: UnsafeBufferPointer<UInt8>, into values: UnsafeMutableBufferPointer<Double>) {
    let factor = factor
    if factor == 1 {
      for index in values.indices { values[index] = Double(pixels[index]) / 255 }
      return
    }
    let (rows, columns) = (rows, columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for channel in 0..<channels {
          var (sum, count) = (0, 0)
          for y in row * factor..<min(height, (row + 1) * factor) {
            for x in column * factor..<min(width, (column + 1) * factor) {
              sum += Int(pixels[(y * width + x) * channels + channel])
              count += 255
            }
          }
          values[(row * columns + column) * channels + channel] = Double(sum) / Double(count)
        }
      }
    }
  }

  /// The pixels of a vector; between the places of one that was averaged down they change evenly.
  func pixels(_ values: [Float]) -> [UInt8] {
    let factor = factor
    if factor == 1 { return values.map { PictureValues.byte(Double($0)) } }
    let (rows, columns) = (rows, columns)
    var pixels = [UInt8](repeating: 0, count: height * width * channels)
    func place(_ position: Int, _ count: Int) -> (low: Int, high: Int, share: Float) {
      let exact = (Float(position) + 0.5) / Float(factor) - 0.5
      let low = max(0, min(count - 1, Int(exact.rounded(.down))))
      return (low, min(count - 1, low + 1), max(0, min(1, exact - Float(low))))
    }
    for y in 0..<height {
      let vertical = place(y, rows)
      for x in 0..<width {
        let horizontal = place(x, columns)
        for channel in 0..<channels {
          func value(_ row: Int, _ column: Int) -> Float { values[(row * columns + column) * channels + channel] }
          let top =
            value(vertical.low, horizontal.low) * (1 - horizontal.share)
            + value(vertical.low, horizontal.high) * horizontal.share
          let bottom =
            value(vertical.high, horizontal.low) * (1 - horizontal.share)
            + value(vertical.high, horizontal.high) * horizontal.share
          pixels[(y * width + x) * channels + channel] = PictureValues.byte(
            Double(top * (1 - vertical.share) + bottom * vertical.share))
        }
      }
    }
    return pixels
  }
}
