import SundogNumerics

/// A normal distribution of scaled numbers for each class: what moments tell, and where clips are drawn from.
package struct SpeechClasses: Codable, Sendable {
  /// `classes × dimension`: where the classes lie.
  package let means: [Float]
  /// For each class the lower triangle of its covariance's factor, row by row up to the diagonal.
  package let factors: [Float]

  package var count: Int { means.count / SpeechAnalysis.dimension }

  /// - Parameter covariances: of each class, `dimension × dimension` numbers.
  package init(means: [[Double]], covariances: [[Double]]) {
    let order = SpeechAnalysis.dimension
    self.means = means.flatMap { $0.map { Float($0) } }
    factors = covariances.flatMap { covariance in
      let factor = CovarianceEstimate.factor(covariance, order: order)
      return (0..<order).flatMap { row in (0...row).map { Float(factor[row * order + $0]) } }
    }
  }

  /// The numbers of a clip of a class, as `SpeechAnalysis` describes clips.
  package func draw(_ chosen: Int, random: inout SeededRandom) -> [Float] {
    let order = SpeechAnalysis.dimension
    let normals = (0..<order).map { _ in random.normal() }
    var place = chosen * SpeechReleases.triangle
    return SpeechPrior.unscaled(
      (0..<order).map { row in
        var sum = Double(means[chosen * order + row])
        for column in 0...row {
          sum += Double(factors[place]) * normals[column]
          place += 1
        }
        return sum
      })
  }
}
