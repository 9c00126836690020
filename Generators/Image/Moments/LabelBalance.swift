import SundogNumerics

/// How often each class's mixture must be drawn from, so that labels which a classifier gives come out in wanted
/// proportions: computed from synthetic pictures alone.
///
/// The weights w of w M = p, with M the shares of labels among pictures of each mixture, by the multiplicative updates of
/// Richardson (1972) and Lucy (1974), which keep weights above 0 where no weights fit exactly.
package enum LabelBalance {
  /// Pictures drawn of each class.
  private static let draws = 256
  private static let rounds = 100
  private static let stream: UInt32 = 0x4C42

  /// The lead beyond which the teacher's label is taken, and the weights that this asks for.
  ///
  /// A mixture knows its class's whole shape and the teacher what tells classes apart; either errs. So the teacher
  /// decides only on the pictures that it finds least like their class: the share `MomentSettings.relabelled` of them.
  static func balance(
    _ moments: MomentsModel.Released, teacher: JudgedDraw, threads: Int
  ) -> (lead: Float, weights: [Double]) {
    let classes = moments.counts.count
    let rivals = Parallel.map(count: classes, threads: threads) { label in
      let judge = teacher.judge()
      let draw = MomentDraw(moments, geometry: teacher.geometry)
      return (0..<draws).map { index in
        // The seed is public: what is estimated here says nothing but what the released numbers say.
        var random = SeededRandom(seed: 0, stream: stream, index: UInt64(label * draws + index))
        return judge.rival(of: label, draw.picture(ofClass: label, &random))
      }
    }
    let leads = rivals.joined().map(\.lead).sorted()
    let place = Int(Double(leads.count) * (1 - MomentSettings.relabelled))
    let lead = max(0, leads[min(place, leads.count - 1)])
    let shares = rivals.enumerated().map { own, rivals in
      var shares = [Double](repeating: 0, count: classes)
      for rival in rivals { shares[rival.lead > lead ? rival.label : own] += 1 / Double(draws) }
      return shares
    }
    return (lead.isFinite ? lead : 0, weights(shares: shares, wanted: moments.counts))
  }

  /// - Parameters:
  ///   - shares: for each class, the shares of labels among its pictures.
  ///   - wanted: labels, in any unit; evenly where there is none.
  package static func weights(shares: [[Double]], wanted: [Double]) -> [Double] {
    let total = wanted.reduce(0, +)
    let target = wanted.map { total > 0 ? $0 / total : 1 / Double(wanted.count) }
    var weights = target
    for _ in 0..<rounds {
      let labels = target.indices.map { label in
        weights.indices.reduce(0.0) { $0 + weights[$1] * shares[$1][label] }
      }
      for index in weights.indices {
        weights[index] *= target.indices.reduce(0.0) { sum, label in
          labels[label] > 0 ? sum + shares[index][label] * target[label] / labels[label] : sum
        }
      }
    }
    return weights
  }
}

/// What it takes to judge pictures on any thread.
struct JudgedDraw: Sendable {
  let geometry: MomentGeometry
  let judge: @Sendable () -> TeacherJudge
}
