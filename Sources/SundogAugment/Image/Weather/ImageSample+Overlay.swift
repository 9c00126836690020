/// Opacities for what is drawn over a picture.
extension ImageSample {
  /// One opacity for each pixel, all zero.
  func clearedAlpha() -> UnsafeMutablePointer<UInt8> {
    let opacities = alpha.reserved(pixelCount)
    opacities.update(repeating: 0, count: pixelCount)
    return opacities
  }

  /// A disk whose opacity falls with the square of the distance; where it is over another, the greater counts.
  func addDisk(
    to opacities: UnsafeMutablePointer<UInt8>, x: Double, y: Double, radius: Double, opacity: Double
  ) {
    guard radius > 0 else { return }
    func reach(_ center: Double, _ size: Int) -> Range<Int> {
      let first = min(max(0, Int((center - radius).rounded(.down))), size)
      return first..<max(first, min(size, Int((center + radius).rounded(.up)) + 1))
    }
    let rows = reach(y, shape.height)
    let columns = reach(x, shape.width)
    let inverse = Float(1 / (radius * radius))
    let scale = Float(255 * opacity)
    for row in rows {
      let dy = Float(row) + 0.5 - Float(y)
      for column in columns {
        let dx = Float(column) + 0.5 - Float(x)
        let share = 1 - (dx * dx + dy * dy) * inverse
        guard share > 0 else { continue }
        let place = row * shape.width + column
        opacities[place] = max(opacities[place], UInt8(scale * share))
      }
    }
  }
}
