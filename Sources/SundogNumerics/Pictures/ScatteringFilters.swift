import Foundation

/// The filters of a scattering, as its kernel wants them: public constants.
///
/// A Morlet wavelet is a plane wave under an elongated Gaussian, less as much of the Gaussian as makes its sum zero:
///
///     ψ(u) = (e^{iξ u·n} − κ) g(u),   g(u) = exp(−((u·n)² + s² (u·n⊥)²) / 2σ²) s / 2πσ²
///
/// with s = ½, σ = 0.8·2ʲ and ξ = ¾π·2⁻ʲ at the scales j = 0, 1, and n at the angles kπ/8. The average is a Gaussian of
/// σ = 1.6 pixels.
///
/// Source: Bruna, Mallat, "Invariant scattering convolution networks" (2013); the constants are those of Kymatio
/// (Andreux et al. 2020).
struct ScatteringFilters: Sendable {
  static let orientations = 8
  static let fineRadius = 5
  static let coarseRadius = 8
  static let averageRadius = 5
  static let halfAverageRadius = 3

  let fine = Self.bank(scale: 0, radius: Self.fineRadius)
  let coarse = Self.bank(scale: 1, radius: Self.coarseRadius)
  let average = Self.gaussian(deviation: 1.6, radius: Self.averageRadius)
  let halfAverage = Self.gaussian(deviation: 0.8, radius: Self.halfAverageRadius)

  /// Taps of sixteen numbers: real parts by angle, then imaginary ones.
  private static func bank(scale: Int, radius: Int) -> [Float] {
    let sigma = 0.8 * Double(1 << scale)
    let frequency = 0.75 * Double.pi / Double(1 << scale)
    let slant = 0.5
    let side = 2 * radius + 1
    var taps = [Float](repeating: 0, count: side * side * 2 * orientations)
    for orientation in 0..<orientations {
      let angle = Double(orientation) * Double.pi / Double(orientations)
      var envelope: [Double] = []
      var phase: [Double] = []
      for y in -radius...radius {
        for x in -radius...radius {
          let along = Double(x) * cos(angle) + Double(y) * sin(angle)
          let across = slant * (Double(y) * cos(angle) - Double(x) * sin(angle))
          envelope.append(
            exp(-(along * along + across * across) / (2 * sigma * sigma)) * slant / (2 * Double.pi * sigma * sigma))
          phase.append(frequency * along)
        }
      }
      // The imaginary parts are odd and sum to zero by themselves.
      let mean = zip(envelope, phase).reduce(0) { $0 + $1.0 * cos($1.1) } / envelope.reduce(0, +)
      for tap in envelope.indices {
        taps[tap * 2 * orientations + orientation] = Float(envelope[tap] * (cos(phase[tap]) - mean))
        taps[tap * 2 * orientations + orientations + orientation] = Float(envelope[tap] * sin(phase[tap]))
      }
    }
    return taps
  }

  /// Weights that sum to one.
  private static func gaussian(deviation: Double, radius: Int) -> [Float] {
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }
}
