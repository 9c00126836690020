import SundogNumerics

/// Columns without content: a run of them, a share of the clip long, is silence in a waveform and the smallest value in
/// a spectrogram or other features.
public struct TimeMask: SoundTransform {
  public static let name = "timeMask"
  public static let takes: Set<SoundShape.Domain> = [.waveform, .magnitudes, .features]
  public static let parameters: [Parameter<Self>] = [.range("shareRange", \.shareRange, in: 0...1)]

  /// How much is masked.
  public var shareRange: ClosedRange<Double> = 0.02...0.15

  public init() {}

  public struct Draw: Codable, Sendable {
    public var share: Double
    /// Where the mask begins, as a share of what is left over.
    public var place: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(share: generator.uniform(in: shareRange), place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let masked = MaskedRun(share: draw.share, place: draw.place, of: sample.shape.columns)
    let fill = sample.silence
    sample.mutateRows { row in
      for j in masked.range { row[j] = fill }
    }
  }
}

/// A run of rows or columns.
struct MaskedRun {
  let range: Range<Int>

  /// - Parameters:
  ///   - share: its length, as a share of `count`.
  ///   - place: its beginning, as a share of the rest.
  init(share: Double, place: Double, of count: Int) {
    let length = min(count, max(0, Int((share * Double(count)).rounded())))
    let first = min(count - length, max(0, Int(place * Double(count - length + 1))))
    range = first..<first + length
  }
}

extension SoundSample {
  /// What stands for nothing: 0 in waveforms and magnitudes, the smallest value of features.
  var silence: Float { shape.domain == .features ? values.min() ?? 0 : 0 }
}
