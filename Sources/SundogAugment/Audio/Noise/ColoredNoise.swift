import CSundogKernels
import Foundation
import SundogNumerics

/// Noise whose power falls with frequency as f^−a: white for a = 0, pink for 1, brown for 2, blue for −1.
///
/// White normal noise is transformed, each frequency k > 0 is multiplied by k^(−a / 2), the constant is removed, and
/// the result is scaled to mean x² / 10^(s / 10) for a signal-to-noise ratio of s decibels. Silence stays.
/// Source: Timmer, König, "On generating power law noise" (1995).
public struct ColoredNoise: SoundTransform {
  public static let name = "coloredNoise"
  public static let parameters: [Parameter<Self>] = [
    .range("signalToNoiseRange", \.signalToNoiseRange, in: -40...120),
    .range("exponentRange", \.exponentRange, in: -4...4),
  ]

  /// s, in decibels.
  public var signalToNoiseRange: ClosedRange<Double> = 5...30
  /// a.
  public var exponentRange: ClosedRange<Double> = -1...2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var signalToNoise: Double
    public var exponent: Double
    public var noiseSeed: Int
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      signalToNoise: generator.uniform(in: signalToNoiseRange), exponent: generator.uniform(in: exponentRange),
      noiseSeed: generator.noiseSeed())
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let count = sample.shape.size
    guard count > 0 else { return }
    let noise = Self.noise(count: count, exponent: draw.exponent, seed: UInt64(draw.noiseSeed))
    noise.withUnsafeBufferPointer { noise in
      let power = noise.sumOfSquares / Float(count)
      guard power > 0 else { return }
      let factor = (sample.power / power).squareRoot() * amplitude(decibels: -draw.signalToNoise)
      sample.mutate { $0.add(noise, times: factor) }
    }
  }

  /// `count` numbers of colored noise.
  static func noise(count: Int, exponent: Double, seed: UInt64) -> [Float] {
    var length = 2
    while length < count { length *= 2 }
    var white = [Float](repeating: 0, count: length)
    white.withUnsafeMutableBufferPointer {
      sundog_random_normals(pictureInstructions, seed, $0.baseAddress, length)
    }
    let transform = RealFFT(count: length)
    var spectrum = transform.forward(white.map(Double.init))
    spectrum.real[0] = 0
    for k in 1..<transform.spectrumCount {
      let factor = pow(Double(k), -exponent / 2)
      spectrum.real[k] *= factor
      spectrum.imaginary[k] *= factor
    }
    return transform.inverse(spectrum).prefix(count).map { Float($0) }
  }
}
