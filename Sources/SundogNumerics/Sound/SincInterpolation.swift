import CSundogKernels
import Foundation

/// Values between the samples of a signal: convolution with a sinc under a Kaiser window of 32 samples.
///
///     x(u) = Σ_j x[j] sinc(u − j) I₀(β √(1 − ((u − j) / 16)²)) / I₀(β),   β = 8
///
/// What lies below 0.8 of the Nyquist frequency is kept to 10⁻⁴; what lies above 1.2 of it when read is 80 dB down.
/// Nothing is filtered before: a signal that is read with steps above one must be limited to the band it leaves in.
///
/// Source: Smith, Gossett, "A flexible sampling-rate conversion method" (1984).
public struct SincInterpolation: Sendable {
  /// The one table that all uses share.
  public static let shared = SincInterpolation()
  private let table: [Float]

  private init() {
    let (taps, phases) = (Int(SUNDOG_TAPS), Int(SUNDOG_PHASES))
    let reach = Double(taps / 2)
    let beta = 8.0
    table = (0...phases).flatMap { phase in
      let share = Double(phase) / Double(phases)
      let row = (0..<taps).map { tap -> Double in
        let distance = Double(tap) - (reach - 1) - share
        let edge = distance / reach
        let window = abs(edge) < 1 ? Self.bessel(beta * (1 - edge * edge).squareRoot()) / Self.bessel(beta) : 0
        return distance == 0 ? window : window * sin(Double.pi * distance) / (Double.pi * distance)
      }
      // A constant stays what it is.
      let sum = row.reduce(0, +)
      return row.map { Float($0 / sum) }
    }
  }

  /// The modified Bessel function of the first kind, of order zero, by its power series.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term, k) = (1.0, 1.0, 1.0)
    while term > 1e-17 * sum {
      term *= (x / 2) * (x / 2) / (k * k)
      sum += term
      k += 1
    }
    return sum
  }

  /// output[i] ← x(first + i × step). The signal is zero beyond its ends.
  public func read(
    _ signal: UnsafeBufferPointer<Float>, from first: Double, step: Double,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    sundog_interpolate(
      sundog_best_instructions(), table, signal.baseAddress, signal.count, first, step, output.baseAddress,
      output.count)
  }
}
