/// The same sound with the membrane moving the other way: x ← −x.
public struct PolarityInversion: SoundTransform {
  public static let name = "polarityInversion"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: SoundSample) { sample.mutate { $0.scale(by: -1) } }
}
