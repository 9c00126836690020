import SundogNumerics

/// Draws classes in proportion to their estimated counts; evenly where nothing was found.
package struct ClassDraw: Sendable {
  private let bounds: [Double]

  /// - Precondition: there is a class.
  package init(_ counts: [Double]) {
    precondition(!counts.isEmpty, "at least one class")
    let total = counts.reduce(0) { $0 + max(0, $1) }
    var sum = 0.0
    bounds = counts.map { count in
      sum += total > 0 ? max(0, count) / total : 1 / Double(counts.count)
      return sum
    }
  }

  package func draw(_ random: inout SeededRandom) -> Int {
    let place = random.uniform()
    return bounds.firstIndex { place < $0 } ?? bounds.lastIndex { $0 > 0 } ?? 0
  }
}
