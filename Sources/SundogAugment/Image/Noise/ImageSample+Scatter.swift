import CSundogKernels

extension ImageSample {
  /// Pixels that become one of two values, each with its probability, independently.
  func scatter(seed: Int, _ low: (value: Int, probability: Double), _ high: (value: Int, probability: Double)) {
    func limit(_ probability: Double) -> UInt32 { UInt32(min(max(probability, 0) * 0x1p32, 0x1p32 - 1)) }
    let lows = [UInt8](repeating: UInt8(clamping: low.value), count: 4)
    let highs = [UInt8](repeating: UInt8(clamping: high.value), count: 4)
    keepingOpacity {
      mapInPlace {
        sundog_scatter(
          pictureInstructions, UInt64(seed), limit(low.probability), limit(low.probability + high.probability), lows,
          highs, Int32(shape.channels), $0, $1, pixelCount)
      }
    }
  }
}
