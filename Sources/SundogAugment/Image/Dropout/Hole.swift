/// A rectangle of pixels that a transform hides.
public struct Hole: Codable, Hashable, Sendable {
  public var top: Int
  public var left: Int
  public var height: Int
  public var width: Int
}

extension ImageSample {
  /// Sets rectangles to one value, and marks key points in them as not visible.
  func hide(_ holes: [Hole], fill: Int) {
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    let value = UInt8(clamping: fill)
    mutate { pixels in
      for hole in holes {
        let columns = max(0, hole.left)..<max(0, hole.left, min(width, hole.left + hole.width))
        for row in max(0, hole.top)..<max(0, hole.top, min(height, hole.top + hole.height)) {
          let start = pixels + (row * width + columns.lowerBound) * channels
          if hasOpacity {
            for pixel in 0..<columns.count {
              for channel in 0..<channels - 1 { start[pixel * channels + channel] = value }
            }
          } else {
            start.update(repeating: value, count: columns.count * channels)
          }
        }
      }
    }
    for index in annotations.keyPoints.indices {
      let point = annotations.keyPoints[index]
      let isHidden = holes.contains { hole in
        point.x >= Double(hole.left) && point.x < Double(hole.left + hole.width) && point.y >= Double(hole.top)
          && point.y < Double(hole.top + hole.height)
      }
      if isHidden { annotations.keyPoints[index].isVisible = false }
    }
  }
}
