import SundogNumerics

/// A part of a given length, from anywhere in the clip; a shorter clip gets silence at its end.
public struct SoundCrop: SoundTransform {
  public static let name = "crop"
  public static let parameters: [Parameter<Self>] = [.number("seconds", \.seconds, in: 0.001...3600)]

  public var seconds = 1.0

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Where the part begins, as a share of what is left over.
    public var place: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    Draw(place: generator.uniform())
  }

  public func resultShape(of shape: SoundShape) -> SoundShape? { shape.with(columns: length(shape)) }

  private func length(_ shape: SoundShape) -> Int { max(1, Int((seconds * Double(shape.sampleRate)).rounded())) }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    let count = length(sample.shape)
    let first = Int((draw.place * Double(max(0, sample.shape.columns - count))).rounded())
    sample.mapRows(to: count) { source, target in
      for j in 0..<count { target[j] = first + j < source.count ? source[first + j] : 0 }
    }
  }
}
