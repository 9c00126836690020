import SundogNumerics

/// Only the upper bits of each channel: x ← x with its lower 8 − b bits zero.
public struct Posterize: Transform {
  public static let name = "posterize"
  public static let parameters: [Parameter<Self>] = [.integerRange("bitsRange", \.bitsRange, in: 1...8)]

  /// b.
  public var bitsRange: ClosedRange<Int> = 4...4

  public init() {}

  public struct Draw: Codable, Sendable {
    public var bits: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(bits: generator.integer(in: bitsRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let mask = UInt8(truncatingIfNeeded: 0xFF00 >> draw.bits)
    sample.applyTable { UInt8($0) & mask }
  }
}
