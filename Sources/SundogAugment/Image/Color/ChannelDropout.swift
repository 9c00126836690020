import SundogNumerics

/// Color channels set to one value: as many as drawn, each set of that size as probable as any other. One channel
/// always stays; nothing where there is no color.
public struct ChannelDropout: Transform {
  public static let name = "channelDropout"
  public static let parameters: [Parameter<Self>] = [
    .integerRange("countRange", \.countRange, in: 0...2), .integer("fill", \.fill, in: 0...255),
  ]

  public var countRange: ClosedRange<Int> = 1...1
  public var fill = 0

  public init() {}

  public struct Draw: Codable, Sendable {
    public var channels: [Int]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    var order = [0, 1, 2]
    order.swapAt(0, generator.integer(in: 0...2))
    order.swapAt(1, generator.integer(in: 1...2))
    return Draw(channels: order.prefix(generator.integer(in: countRange)).sorted())
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    guard sample.colorChannels == 3 else { return }
    sample.applyTables { draw.channels.contains($0) ? UInt8(clamping: fill) : UInt8($1) }
  }
}
