/// What is publicly known about the numbers of `SpeechAnalysis`, before any private clip is seen: where they lie and how
/// far they spread. It decides how the noise is divided among them, never what is protected: whatever the data are, they
/// are clipped to the same bounds.
///
/// The spread falls as 1 / ((1 + i / 4) (1 + j / 4)) over frequency i and time j, as it does for some 1,500 words that a
/// formant synthesizer spoke in several voices; the overall course of loudness (i = 0) spreads twice as far, as
/// recordings differ where synthesizers do not.
package enum SpeechPrior {
  /// Expected standard deviations within a class.
  package static let spread: [Double] = {
    var spread: [Double] = []
    for i in 0..<SpeechAnalysis.rows {
      for j in 0..<SpeechAnalysis.columns {
        spread.append((i == 0 ? 0.2 : 0.1) / ((1 + Double(i) / 4) * (1 + Double(j) / 4)))
      }
    }
    return spread + [0.04]
  }()

  /// Factors before clipping. Noise is the same in all numbers of a vector, so that those that spread less must be scaled
  /// up, but by the root of the spread only: the error of all numbers together is least then.
  package static let scales: [Double] = spread.enumerated().map { index, spread in
    (index < SpeechAnalysis.columns ? 0.7 : 1) / spread.squareRoot()
  }

  /// Where numbers lie in the middle: loud in the midst of a word, falling towards high frequencies.
  package static let center: [Double] = {
    var center = [Double](repeating: 0, count: SpeechAnalysis.dimension)
    center[1] = 0.1
    center[2] = -0.1
    center[SpeechAnalysis.columns] = 0.15
    center[SpeechAnalysis.columns + 2] = -0.05
    center[2 * SpeechAnalysis.columns] = 0.1
    return center
  }()

  /// Expected variances within a class, of scaled numbers.
  package static let variances: [Double] = zip(spread, scales).map { ($0 * $1) * ($0 * $1) }

  /// The norm that scaled numbers are clipped to around the center.
  package static let centerBound = 1.3
  /// The norm that scaled numbers less the released mean of their class are clipped to before they are squared, and that
  /// of the coarse numbers among them.
  package static let classBound = 0.9
  package static let coarseBound = 0.855
  /// What the squared norm of such a vector is cut off at.
  package static let sizeBound = 4.0

  /// Positions of the coarse numbers: slow changes over frequency and time, and the length. Words differ in shape there
  /// first, and fewer numbers have less noise.
  package static let coarse: [Int] =
    (0..<8).flatMap { i in (0..<6).map { i * SpeechAnalysis.columns + $0 } } + [SpeechAnalysis.dimension - 1]

  package static func scaled(_ numbers: [Float]) -> [Double] {
    numbers.indices.map { (Double(numbers[$0]) - center[$0]) * scales[$0] }
  }

  package static func unscaled(_ numbers: [Double]) -> [Float] {
    numbers.indices.map { Float(numbers[$0] / scales[$0] + center[$0]) }
  }

  /// The vector, shortened to `bound` where it is longer; zero where it is not finite.
  package static func clipped(_ vector: [Double], to bound: Double) -> [Double] {
    let square = vector.reduce(0) { $0 + $1 * $1 }
    guard square.isFinite else { return [Double](repeating: 0, count: vector.count) }
    guard square > bound * bound else { return vector }
    let factor = bound / square.squareRoot()
    return vector.map { $0 * factor }
  }
}
