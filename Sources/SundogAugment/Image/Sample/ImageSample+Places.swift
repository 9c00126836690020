import CSundogKernels
import Sundog

/// Changes of place: pixels, masks, boxes and key points move together.
extension ImageSample {
  /// Left becomes right.
  func flipHorizontally() {
    let shape = shape
    map { sundog_flip_horizontally(pictureInstructions, shape.picture, $0, $1) }
    guard !annotations.isEmpty else { return }
    moveMasks(to: shape) { sundog_flip_horizontally(pictureInstructions, shape.mask, $0, $1) }
    movePoints { (Double(shape.width) - $0, $1) }
  }

  /// Top becomes bottom.
  func flipVertically() {
    let shape = shape
    func flip(_ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, stride: Int) {
      for row in 0..<shape.height {
        (destination + row * stride).update(from: source + (shape.height - 1 - row) * stride, count: stride)
      }
    }
    map { flip($0, $1, stride: shape.width * shape.channels) }
    guard !annotations.isEmpty else { return }
    moveMasks(to: shape) { flip($0, $1, stride: shape.width) }
    movePoints { ($0, Double(shape.height) - $1) }
  }

  /// Rows become columns.
  func transpose() {
    let before = shape
    let after = before.resized(height: before.width, width: before.height)
    map(to: after) { sundog_transpose(pictureInstructions, before.picture, $0, $1) }
    guard !annotations.isEmpty else { return }
    moveMasks(to: after) { sundog_transpose(pictureInstructions, before.mask, $0, $1) }
    movePoints { ($1, $0) }
  }

  /// The window of `height × width` pixels whose upper left pixel is at (top, left), within the picture or not.
  func cutWindow(
    top: Int, left: Int, height: Int, width: Int, border: Border = .constant, fill: Int = 0
  ) {
    let before = shape
    let window = PixelWindow(top: top, left: left, height: height, width: width, border: border, fill: fill)
    take(window)
    guard !annotations.isEmpty else { return }
    moveMasks(to: shape) { window.cutMask(before, $0, into: $1) }
    movePoints { ($0 - Double(left), $1 - Double(top)) }
  }

  /// The picture that shows at each pixel what `projection` of it shows now, interpolated bilinearly.
  func warp(
    by projection: Projection, height: Int? = nil, width: Int? = nil, border: Border, fill: Int = 0
  ) {
    let before = shape
    let after = before.resized(height: height ?? before.height, width: width ?? before.width)
    let scratch = bytes.reserved(sundog_warp_scratch(before.picture, Int32(after.width)))
    withFill(fill) { fill in
      map(to: after) {
        sundog_warp(
          pictureInstructions, before.picture, $0, projection.matrix, border.kernel, fill, Int32(after.height),
          Int32(after.width), $1, scratch)
      }
    }
    guard !annotations.isEmpty else { return }
    moveMasks(to: after) {
      sundog_warp_nearest(
        before.mask, $0, projection.matrix, border.kernel, 0, Int32(after.height), Int32(after.width), $1)
    }
    guard let forward = projection.inverse else { return movePoints { _, _ in (.infinity, .infinity) } }
    movePoints { x, y in
      let (u, v) = forward(x - 0.5, y - 0.5)
      return (u + 0.5, v + 0.5)
    }
  }

  /// The picture that shows at each pixel what lies at (x, y) of it now, in coordinates in which the first pixel's
  /// center is (0, 0).
  func remap(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, border: Border, fill: Int = 0) {
    let shape = shape
    let scratch = bytes.reserved(sundog_warp_scratch(shape.picture, Int32(shape.width)))
    withFill(fill) { fill in
      map {
        sundog_remap(
          pictureInstructions, shape.picture, $0, x, y, border.kernel, fill, Int32(shape.height), Int32(shape.width),
          $1, scratch)
      }
    }
    guard !annotations.isEmpty else { return }
    moveMasks(to: shape) {
      sundog_remap_nearest(
        shape.mask, $0, x, y, border.kernel, 0, Int32(shape.height), Int32(shape.width), $1)
    }
    movePoints { Self.place(of: ($0, $1), in: shape, x, y) }
  }

  /// Where a point of the picture goes under a remapping: the fixed point of q ← q + (p − source(q)), which converges
  /// where the displacement changes by less than a pixel a pixel.
  private static func place(
    of point: (x: Double, y: Double), in shape: ImageShape, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>
  ) -> (Double, Double) {
    let (px, py) = (point.x - 0.5, point.y - 0.5)
    var (u, v) = (px, py)
    for _ in 0..<30 {
      let column = min(max(Int(u.rounded()), 0), shape.width - 1)
      let row = min(max(Int(v.rounded()), 0), shape.height - 1)
      let position = row * shape.width + column
      let (dx, dy) = (Double(x[position]) - Double(column), Double(y[position]) - Double(row))
      (u, v) = (px - dx, py - dy)
    }
    return (u + 0.5, v + 0.5)
  }

  /// The rectangle [left, right) × [top, bottom) of the picture, at another size.
  /// - Parameter antialias: whether shrinking averages all pixels, or interpolates between the nearest two.
  func resize(
    top: Double = 0, left: Double = 0, bottom: Double? = nil, right: Double? = nil, height: Int, width: Int,
    antialias: Bool
  ) {
    let before = shape
    let (bottom, right) = (bottom ?? Double(before.height), right ?? Double(before.width))
    let after = before.resized(height: height, width: width)
    let (scaleX, scaleY) = ((right - left) / Double(width), (bottom - top) / Double(height))
    // The center of pixel c is (c + ½) × scale in the source's edges, and ½ less in its centers.
    let projection = Projection(matrix: [
      scaleX, 0, left + 0.5 * scaleX - 0.5, 0, scaleY, top + 0.5 * scaleY - 0.5, 0, 0, 1,
    ])
    if antialias && (scaleX > 1 || scaleY > 1) {
      let scratch = bytes.reserved(sundog_resize_scratch(before.picture, Int32(height), Int32(width)))
      map(to: after) {
        sundog_resize(
          pictureInstructions, before.picture, $0, top, left, bottom, right, Int32(height), Int32(width), $1, scratch)
      }
    } else {
      let scratch = bytes.reserved(sundog_resize_linearly_scratch(before.picture, Int32(width)))
      map(to: after) {
        sundog_resize_linearly(
          pictureInstructions, before.picture, $0, top, left, bottom, right, Int32(height), Int32(width), $1, scratch)
      }
    }
    guard !annotations.isEmpty else { return }
    moveMasks(to: after) {
      sundog_warp_nearest(before.mask, $0, projection.matrix, SUNDOG_BORDER_EDGE, 0, Int32(height), Int32(width), $1)
    }
    movePoints { (($0 - left) / scaleX, ($1 - top) / scaleY) }
  }

  private func withFill(_ fill: Int, _ body: (UnsafePointer<UInt8>) -> Void) {
    withUnsafeBytes(of: shape.color(fill)) { body($0.assumingMemoryBound(to: UInt8.self).baseAddress!) }
  }

  private func moveMasks(
    to shape: ImageShape, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) {
    for index in annotations.masks.indices {
      let mask = annotations.masks[index]
      annotations.masks[index] = [UInt8](unsafeUninitializedCapacity: shape.height * shape.width) { buffer, count in
        mask.withUnsafeBufferPointer { body($0.baseAddress!, buffer.baseAddress!) }
        count = shape.height * shape.width
      }
    }
  }

  /// Moves key points and boxes; a box becomes the upright rectangle around its moved corners, cut at the edges.
  /// What leaves the picture is removed (boxes) or marked as not visible (points).
  private func movePoints(_ map: (Double, Double) -> (Double, Double)) {
    let (width, height) = (Double(shape.width), Double(shape.height))
    for index in annotations.keyPoints.indices {
      let point = annotations.keyPoints[index]
      let (x, y) = map(point.x, point.y)
      let isInside = x >= 0 && y >= 0 && x < width && y < height
      annotations.keyPoints[index].x = x.isFinite ? x : -1
      annotations.keyPoints[index].y = y.isFinite ? y : -1
      annotations.keyPoints[index].isVisible = point.isVisible && isInside
    }
    annotations.boxes = annotations.boxes.compactMap { box in
      let corners = [
        map(box.left, box.top), map(box.right, box.top), map(box.right, box.bottom), map(box.left, box.bottom),
      ]
      guard corners.allSatisfy({ $0.0.isFinite && $0.1.isFinite }) else { return nil }
      let (xs, ys) = (corners.map(\.0), corners.map(\.1))
      var moved = box
      moved.left = max(0, xs.min()!)
      moved.right = min(width, xs.max()!)
      moved.top = max(0, ys.min()!)
      moved.bottom = min(height, ys.max()!)
      return moved.left < moved.right && moved.top < moved.bottom ? moved : nil
    }
  }
}
