/// The clip from its end to its beginning: x[j] ← x[n − 1 − j].
public struct Reverse: SoundTransform {
  public static let name = "reverse"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: SoundSample) {
    sample.mutateRows { row in
      for j in 0..<row.count / 2 { row.swapAt(j, row.count - 1 - j) }
    }
  }
}
