/// Pixels as numbers in [0, 1].
package enum PictureValues {
  package static let values: [Float] = (0...255).map { Float($0) / 255 }

  /// The nearest byte; what is no number is black.
  package static func byte(_ value: Double) -> UInt8 {
    guard value > 0 else { return 0 }
    return UInt8(min(255, (value * 255).rounded()))
  }
}
