import SundogNumerics

/// A spectrogram bent in time, with runs of rows and columns masked.
///
/// Time is bent so that the column c of the middle part moves by w columns, |w| ≤ W, and the columns on both sides are
/// stretched and squeezed linearly; then m_F runs of up to F rows and m_T runs of up to T columns become the smallest
/// value. Lengths are uniform from 0. Source: Park et al., "SpecAugment: A simple data augmentation method for automatic
/// speech recognition" (2019); the bend without the spline, as Lingvo does it.
public struct SpecAugment: SoundTransform {
  public static let name = "specAugment"
  public static let takes: Set<SoundShape.Domain> = [.magnitudes, .features]
  public static let parameters: [Parameter<Self>] = [
    .number("warpShare", \.warpShare, in: 0...0.5), .integer("frequencyMasks", \.frequencyMasks, in: 0...20),
    .number("frequencyShare", \.frequencyShare, in: 0...1), .integer("timeMasks", \.timeMasks, in: 0...20),
    .number("timeShare", \.timeShare, in: 0...1),
  ]

  /// W, as a share of the columns.
  public var warpShare = 0.05
  /// m_F.
  public var frequencyMasks = 1
  /// F, as a share of the rows.
  public var frequencyShare = 0.15
  /// m_T.
  public var timeMasks = 1
  /// T, as a share of the columns.
  public var timeShare = 0.15

  public init() {}

  public struct Draw: Codable, Sendable {
    /// c and w, as shares of the columns.
    public var center: Double
    public var warp: Double
    /// Length and place of each mask, as shares.
    public var frequencies: [[Double]]
    public var times: [[Double]]
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    func masks(_ count: Int, _ share: Double, _ generator: inout SeededRandom) -> [[Double]] {
      (0..<count).map { _ in [generator.uniform(in: 0...share), generator.uniform()] }
    }
    let edge = max(warpShare, 0.01)
    return Draw(
      center: generator.uniform(in: edge...1 - edge), warp: generator.uniform(in: -warpShare...warpShare),
      frequencies: masks(frequencyMasks, frequencyShare, &generator), times: masks(timeMasks, timeShare, &generator))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let fill = sample.silence
    if draw.warp != 0, sample.shape.columns > 2 { warp(draw, sample) }
    let (rows, columns) = (sample.shape.rows, sample.shape.columns)
    sample.mutate { values in
      for mask in draw.frequencies where mask.count == 2 {
        for row in MaskedRun(share: mask[0], place: mask[1], of: rows).range {
          for column in 0..<columns { values[row * columns + column] = fill }
        }
      }
      for mask in draw.times where mask.count == 2 {
        let masked = MaskedRun(share: mask[0], place: mask[1], of: columns).range
        for row in 0..<rows { for column in masked { values[row * columns + column] = fill } }
      }
    }
  }

  private func warp(_ draw: Draw, _ sample: SoundSample) {
    let last = Double(sample.shape.columns - 1)
    let (center, moved) = (draw.center * last, (draw.center + draw.warp) * last)
    guard moved > 0, moved < last else { return }
    sample.mapRows { source, target in
      for column in target.indices {
        let place = Double(column)
        let from = place < moved ? place * center / moved : last - (last - place) * (last - center) / (last - moved)
        let whole = min(source.count - 2, max(0, Int(from)))
        let share = Float(from - Double(whole))
        target[column] = source[whole] + share * (source[whole + 1] - source[whole])
      }
    }
  }
}
