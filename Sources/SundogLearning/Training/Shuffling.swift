import SundogNumerics

/// The uses of a training seed, so that no two of them share random numbers.
enum RandomStream {
  static let initialization: UInt32 = 0x4C01
  static let shuffling: UInt32 = 0x4C02
  /// Coins of an audit, and behind them its canaries.
  static let audit: UInt32 = 0x4C04
  /// Layers that are random in training: from here on, a stream a layer.
  static let layers: UInt32 = 0x4C10_0000
}

extension SeededRandom {
  /// 0 ..< count in random order (Fisher and Yates 1938, Durstenfeld 1964).
  ///
  /// The standard library's `shuffle` may change between versions; a seed's order here does not.
  package mutating func permutation(count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count { buffer.initializeElement(at: index, to: Int32(index)) }
      initialized = count
    }
    order.withUnsafeMutableBufferPointer { order in
      for last in stride(from: count - 1, to: 0, by: -1) {
        // The high half of a 64-bit product is uniform up to a bias of count / 2⁶⁴.
        let choice = Int(next().multipliedFullWidth(by: UInt64(last + 1)).high)
        order.swapAt(last, choice)
      }
    }
    return order
  }
}
