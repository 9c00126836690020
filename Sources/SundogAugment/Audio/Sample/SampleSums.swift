import Foundation

extension UnsafeBufferPointer<Float> {
  /// Σ x², sixteen partial sums at a time.
  var sumOfSquares: Float {
    var lanes = SIMD16<Float>.zero
    let whole = count / 16 * 16
    if let base = baseAddress {
      let raw = UnsafeRawPointer(base)
      for j in stride(from: 0, to: whole, by: 16) {
        let x = raw.loadUnaligned(fromByteOffset: j * 4, as: SIMD16<Float>.self)
        lanes += x * x
      }
    }
    var sum = lanes.sum()
    for j in whole..<count { sum += self[j] * self[j] }
    return sum
  }

  /// max |x|, as bits: without its sign, a number's bits order as the number does.
  var largestMagnitude: Float {
    var largest: UInt32 = 0
    for x in self { largest = Swift.max(largest, x.bitPattern & 0x7FFF_FFFF) }
    return Float(bitPattern: largest)
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// x ← factor x.
  func scale(by factor: Float) {
    for j in indices { self[j] *= factor }
  }

  /// x ← x + factor × other, as far as both reach.
  func add(_ other: UnsafeBufferPointer<Float>, times factor: Float) {
    for j in 0..<Swift.min(count, other.count) { self[j] += factor * other[j] }
  }
}

/// 10^(d / 20): the factor of amplitudes that d decibels are.
func amplitude(decibels: Double) -> Float { Float(pow(10, decibels / 20)) }
