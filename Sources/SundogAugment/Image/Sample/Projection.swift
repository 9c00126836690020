/// A map of the plane that keeps lines straight: (x, y) ↦ ((a x + b y + c) / (g x + h y + i), (d x + e y + f) / (…)),
/// in coordinates in which the first pixel's center is (0, 0).
struct Projection: Hashable, Sendable {
  /// a, b, c, d, e, f, g, h, i.
  var matrix: [Double]

  static let identity = Projection(matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1])

  static func translation(_ x: Double, _ y: Double) -> Projection {
    Projection(matrix: [1, 0, x, 0, 1, y, 0, 0, 1])
  }

  /// x' = a x + b y, y' = d x + e y.
  static func linear(_ a: Double, _ b: Double, _ d: Double, _ e: Double) -> Projection {
    Projection(matrix: [a, b, 0, d, e, 0, 0, 0, 1])
  }

  /// First `other`, then this.
  func after(_ other: Projection) -> Projection {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { product[3 * row + column] += matrix[3 * row + k] * other.matrix[3 * k + column] }
      }
    }
    return Projection(matrix: product)
  }

  /// The map around a center instead of the origin.
  func around(_ x: Double, _ y: Double) -> Projection {
    Projection.translation(x, y).after(self).after(.translation(-x, -y))
  }

  /// The map back; `nil` where points fall together.
  var inverse: Projection? {
    let m = matrix
    let cofactors: [Double] = [
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
    ]
    let determinant: Double = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6]
    guard abs(determinant) > 1e-12, abs(cofactors[8]) > 0 else { return nil }
    // A matrix stands for the same map whatever its scale; the last element becomes 1.
    return Projection(matrix: cofactors.map { $0 / cofactors[8] })
  }

  func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let m = matrix
    let divisor: Double = m[6] * x + m[7] * y + m[8]
    return ((m[0] * x + m[1] * y + m[2]) / divisor, (m[3] * x + m[4] * y + m[5]) / divisor)
  }

  /// The map that takes four points to four others; `nil` where three of them lie on a line.
  ///
  /// Source: Heckbert, "Fundamentals of texture mapping and image warping" (1989), section 2.2.3.
  static func taking(_ from: [(x: Double, y: Double)], to: [(x: Double, y: Double)]) -> Projection? {
    guard let source = fromUnitSquare(to: from)?.inverse, let target = fromUnitSquare(to: to) else { return nil }
    let map = target.after(source)
    guard abs(map.matrix[8]) > 1e-12 else { return nil }
    return Projection(matrix: map.matrix.map { $0 / map.matrix[8] })
  }

  /// The corners of the unit square, (0, 0), (1, 0), (1, 1), (0, 1), to four points.
  private static func fromUnitSquare(to p: [(x: Double, y: Double)]) -> Projection? {
    let (dx1, dy1) = (p[1].x - p[2].x, p[1].y - p[2].y)
    let (dx2, dy2) = (p[3].x - p[2].x, p[3].y - p[2].y)
    let (sx, sy) = (p[0].x - p[1].x + p[2].x - p[3].x, p[0].y - p[1].y + p[2].y - p[3].y)
    let determinant: Double = dx1 * dy2 - dx2 * dy1
    guard abs(determinant) > 1e-12 else { return nil }
    let g: Double = (sx * dy2 - dx2 * sy) / determinant
    let h: Double = (dx1 * sy - sx * dy1) / determinant
    return Projection(matrix: [
      p[1].x - p[0].x + g * p[1].x, p[3].x - p[0].x + h * p[3].x, p[0].x,
      p[1].y - p[0].y + g * p[1].y, p[3].y - p[0].y + h * p[3].y, p[0].y, g, h, 1,
    ])
  }
}
