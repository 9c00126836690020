import SundogNumerics

/// Another tempo at the same pitch: the sound around r j is heard at j, by a phase vocoder with phase locking.
///
/// The clip becomes 1/r as long, or keeps its length where `keepsLength` says so: silence fills it, or its end is cut.
/// `PhaseVocoder` states the method and its sources.
public struct TimeStretch: SoundTransform {
  public static let name = "timeStretch"
  public static let parameters: [Parameter<Self>] = [
    .range("rateRange", \.rateRange, in: 0.1...10), .flag("keepsLength", \.keepsLength),
  ]

  /// r: larger is faster.
  public var rateRange: ClosedRange<Double> = 0.8...1.25
  public var keepsLength = true

  public init() {}

  public struct Draw: Codable, Sendable {
    public var rate: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(rate: generator.uniform(in: rateRange))
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? { keepsLength ? shape : nil }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let vocoder = PhaseVocoder.shared(sampleRate: sample.shape.sampleRate)
    let stretched = Int((Double(sample.shape.columns) / draw.rate).rounded())
    sample.mapRows(to: keepsLength ? sample.shape.columns : stretched) { source, target in
      let heard = min(stretched, target.count)
      vocoder.stretch(source, rate: draw.rate, into: UnsafeMutableBufferPointer(rebasing: target[..<heard]))
      for j in heard..<target.count { target[j] = 0 }
    }
  }
}
