import SundogNumerics

/// A rectangle of another picture of the set in this one; classes mix as areas.
///
/// The rectangle has √(1 − λ) of height and width, λ of Beta(α, α), its center is uniform, and it is cut at the edges.
/// The other picture is drawn uniformly and went through the steps before this one.
///
/// Source: Yun et al., "CutMix: regularization strategy to train strong classifiers" (2019).
public struct CutMix: MixingTransform {
  public static let name = "cutMix"
  public static let parameters: [Parameter<Self>] = [.number("alpha", \.alpha, in: 0.01...100)]

  /// α.
  public var alpha = 1.0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// The other picture's number.
    public var partner: Int
    /// Where it shows.
    public var window: Hole
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    let partner = shape.drawExample(using: &generator)
    let side = (1 - generator.beta(alpha)).squareRoot()
    let (height, width) = (Int(side * Double(shape.height)), Int(side * Double(shape.width)))
    let y = generator.integer(in: 0...shape.height - 1) - height / 2
    let x = generator.integer(in: 0...shape.width - 1) - width / 2
    let (top, left) = (max(0, y), max(0, x))
    return Draw(
      partner: partner,
      window: Hole(
        top: top, left: left, height: max(0, min(shape.height, y + height) - top),
        width: max(0, min(shape.width, x + width) - left)))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    guard let partner = sample.partner(draw.partner, use: 1) else { return }
    let share = sample.paste(partner, in: draw.window)
    sample.mixLabels(own: 1 - share, with: [(partner, share)])
  }
}

extension ImageSample {
  /// Shows a window of another picture of this size, and returns its share of the area.
  func paste(_ other: ImageSample, in window: Hole) -> Float {
    let rows = max(0, window.top)..<max(0, window.top, min(shape.height, window.top + window.height))
    let columns = max(0, window.left)..<max(0, window.left, min(shape.width, window.left + window.width))
    let (width, channels) = (shape.width, shape.channels)
    mutate { pixels in
      for row in rows {
        let start = (row * width + columns.lowerBound) * channels
        (pixels + start).update(from: other.pixels + start, count: columns.count * channels)
      }
    }
    for index in annotations.keyPoints.indices {
      let point = annotations.keyPoints[index]
      if point.x >= Double(columns.lowerBound), point.x < Double(columns.upperBound),
        point.y >= Double(rows.lowerBound), point.y < Double(rows.upperBound)
      {
        annotations.keyPoints[index].isVisible = false
      }
    }
    return Float(rows.count * columns.count) / Float(pixelCount)
  }
}
