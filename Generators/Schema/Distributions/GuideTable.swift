/// The quantile function of a distribution on `0 ..< count`, at a constant expected cost.
///
/// Source: Chen and Asau, "On generating random variates from an empirical distribution" (1974).
struct GuideTable: Sendable {
  /// Probability of a value of at most k.
  let cumulative: [Double]
  private let guide: [Int32]

  /// - Parameter weights: none negative, at least one above 0.
  init(weights: [Double]) {
    let total = weights.reduce(0, +)
    var cumulative: [Double] = []
    cumulative.reserveCapacity(weights.count)
    var sum = 0.0
    for weight in weights {
      sum += weight
      cumulative.append(sum / total)
    }
    // Rounding must not leave a gap below 1, and the last value that can occur takes what is left.
    let last = weights.lastIndex { $0 > 0 } ?? 0
    for index in last..<cumulative.count { cumulative[index] = 1 }
    self.init(cumulative: cumulative)
  }

  /// - Parameter cumulative: ascending, the last one 1.
  init(cumulative: [Double]) {
    self.cumulative = cumulative
    let count = cumulative.count
    var guide: [Int32] = []
    guide.reserveCapacity(count)
    var index = 0
    for slot in 0..<count {
      while index + 1 < count, cumulative[index] < Double(slot) / Double(count) { index += 1 }
      guide.append(Int32(index))
    }
    self.guide = guide
  }

  var count: Int { cumulative.count }

  /// The least k whose cumulative probability is at least `u`, which lies in (0, 1).
  @inline(__always)
  func index(_ u: Double) -> Int {
    cumulative.withUnsafeBufferPointer { cumulative in
      guide.withUnsafeBufferPointer { guide in
        let count = cumulative.count
        var index = Int(guide[min(count - 1, Int(u * Double(count)))])
        while index + 1 < count, cumulative[index] < u { index += 1 }
        return index
      }
    }
  }

  /// What is left of `u` once it has chosen `index`: uniform in (0, 1) again.
  @inline(__always)
  func rest(_ u: Double, _ index: Int) -> Double {
    let before = index == 0 ? 0 : cumulative[index - 1]
    let width = cumulative[index] - before
    return width > 0 ? min(max((u - before) / width, 0x1p-53), 1 - 0x1p-53) : 0.5
  }
}
