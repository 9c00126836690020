import SundogNumerics

/// Noise from a file or a folder of files: x ← x + σ b, with b a piece of one of them, repeated where it is short, and
/// σ² = mean x² / (mean b² 10^(s / 10)) for a signal-to-noise ratio of s decibels. Silence stays.
///
/// Files are read when the pipeline is, mixed to one channel, resampled to each rate once, and shared by all pipelines.
public struct BackgroundNoise: SoundTransform {
  public static let name = "backgroundNoise"
  public static let parameters: [Parameter<Self>] = [
    .sounds("path", \.path), .range("signalToNoiseRange", \.signalToNoiseRange, in: -40...120),
  ]

  /// A sound file, or a folder of them.
  public var path = ""
  /// s, in decibels.
  public var signalToNoiseRange: ClosedRange<Double> = 3...30

  public init() {}

  public struct Draw: Codable, Sendable {
    public var signalToNoise: Double
    /// Which file, and where in it, as shares.
    public var file: Double
    public var place: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      signalToNoise: generator.uniform(in: signalToNoiseRange), file: generator.uniform(),
      place: generator.uniform())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard let noise = SoundCache.sound(path, share: draw.file, sampleRate: sample.shape.sampleRate) else { return }
    let count = sample.shape.columns
    let first = Int(draw.place * Double(noise.count <= count ? noise.count : noise.count - count + 1))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { piece in
      var from = first
      for j in 0..<count {
        piece[j] = noise[from]
        from = from + 1 == noise.count ? 0 : from + 1
      }
      let piece = UnsafeBufferPointer(piece)
      let power = piece.sumOfSquares / Float(max(1, count))
      guard power > 0 else { return }
      let factor = (sample.power / power).squareRoot() * amplitude(decibels: -draw.signalToNoise)
      sample.mutateRows { $0.add(piece, times: factor) }
    }
  }
}
