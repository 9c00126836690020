import SundogNumerics

/// Another pitch at the same tempo: frequencies times 2^(s / 12), by a phase vocoder with phase locking.
///
/// Frequencies that would leave the band are left out. `PhaseVocoder` states the method and its sources.
public struct PitchShift: SoundTransform {
  public static let name = "pitchShift"
  public static let parameters: [Parameter<Self>] = [.range("semitonesRange", \.semitonesRange, in: -24...24)]

  /// s.
  public var semitonesRange: ClosedRange<Double> = -4...4

  public init() {}

  public struct Draw: Codable, Sendable {
    public var semitones: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(semitones: generator.uniform(in: semitonesRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let vocoder = PhaseVocoder.shared(sampleRate: sample.shape.sampleRate)
    sample.mapRows { vocoder.shiftPitch($0, semitones: draw.semitones, into: $1) }
  }
}
