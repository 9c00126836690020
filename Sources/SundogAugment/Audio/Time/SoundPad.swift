import SundogNumerics

/// Silence before and behind the clip.
public struct SoundPad: SoundTransform {
  public static let name = "pad"
  public static let parameters: [Parameter<Self>] = [
    .range("beforeSecondsRange", \.beforeSecondsRange, in: 0...60),
    .range("behindSecondsRange", \.behindSecondsRange, in: 0...60),
  ]

  public var beforeSecondsRange: ClosedRange<Double> = 0...0.2
  public var behindSecondsRange: ClosedRange<Double> = 0...0.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var beforeSeconds: Double
    public var behindSeconds: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(
      beforeSeconds: generator.uniform(in: beforeSecondsRange),
      behindSeconds: generator.uniform(in: behindSecondsRange))
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? { nil }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let rate = Double(sample.shape.sampleRate)
    let (before, behind) = (Int((draw.beforeSeconds * rate).rounded()), Int((draw.behindSeconds * rate).rounded()))
    sample.mapRows(to: before + sample.shape.columns + behind) { source, target in
      target.update(repeating: 0)
      for j in source.indices { target[before + j] = source[j] }
    }
  }
}
