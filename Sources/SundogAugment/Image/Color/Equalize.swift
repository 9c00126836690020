/// Each channel's values spread so that they are about equally frequent.
///
/// With n(v) the number of pixels below v, and s = ⌊(pixels − those of the highest value) / 255⌋: v ← min(255,
/// ⌊(n(v) + ⌊s / 2⌋) / s⌋); nothing where s is zero. As Pillow's ImageOps.equalize.
public struct Equalize: Transform {
  public static let name = "equalize"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    let counts = sample.counts()
    var tables = [UInt8](repeating: 0, count: counts.count)
    for channel in 0..<sample.shape.channels {
      let own = counts[256 * channel..<256 * (channel + 1)]
      let highest = own.last { $0 > 0 } ?? 0
      let step = (sample.pixelCount - Int(highest)) / 255
      var below = step / 2
      for (value, count) in own.enumerated() {
        tables[256 * channel + value] = step == 0 ? UInt8(value) : UInt8(min(255, below / step))
        below += Int(count)
      }
    }
    sample.applyTables { tables[256 * $0 + $1] }
  }
}
