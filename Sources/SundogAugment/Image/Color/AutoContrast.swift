/// Each channel stretched to the full range: x ← ⌊(x − least) × 255 / (greatest − least)⌋; nothing where all values are
/// the same. As Pillow's ImageOps.autocontrast.
public struct AutoContrast: Transform {
  public static let name = "autoContrast"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    let extremes = sample.extremes()
    sample.applyTables { channel, value in
      let (low, high) = (Int(extremes[channel].least), Int(extremes[channel].greatest))
      guard high > low else { return UInt8(value) }
      return UInt8(clamping: (value - low) * 255 / (high - low))
    }
  }
}
