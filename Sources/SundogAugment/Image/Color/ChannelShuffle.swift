import SundogNumerics

/// Red, green and blue in an order drawn uniformly from the six; nothing where there is no color.
public struct ChannelShuffle: Transform {
  public static let name = "channelShuffle"
  public static let parameters: [Parameter<Self>] = []

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Which channel comes to stand first, second and third.
    public var order: [Int]
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    var order = [0, 1, 2]
    order.swapAt(0, generator.integer(in: 0...2))
    order.swapAt(1, generator.integer(in: 1...2))
    return Draw(order: order)
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    var matrix = [Double](repeating: 0, count: 12)
    for (row, channel) in draw.order.enumerated() where row < 3 && (0..<3).contains(channel) {
      matrix[4 * row + channel] = 1
    }
    sample.mixColors(matrix)
  }
}
