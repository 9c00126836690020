import Sundog
import SundogNumerics
import SundogPrivacy

/// Released distributions of the classes.
public struct SpeechMomentsModel: MediaModel {
  public static let kind = SpeechMoments.name
  public let media: MediaResource
  public let statement: PrivacyStatement
  public let rowEstimate: Int
  public let cautions: [String]
  /// Estimated number of clips of each class, none below 0.
  package let counts: [Double]
  package let classes: SpeechClasses

  private static let stream: UInt32 = 0x53_4D

  public func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample] {
    guard case .audio(let sampleRate, _, let seconds, _) = media.content, !rows.isEmpty else { return [] }
    let analysis = SpeechAnalysis(sampleRate: sampleRate, seconds: seconds)
    let resynthesis = SpeechResynthesis(analysis)
    return rows.map { row in
      var random = SeededRandom(seed: seed, stream: Self.stream, index: UInt64(row))
      let chosen = chooseClass(&random)
      let numbers = classes.draw(chosen, random: &random)
      let samples = resynthesis.waveform(of: numbers, random: &random)
      return MediaExample(
        key: Self.key(ofRow: row), media: .sound(Sound(sampleRate: sampleRate, samples: samples)),
        label: media.classes[chosen])
    }
  }

  /// A class in proportion to its estimated count; any one where nothing was found.
  private func chooseClass(_ random: inout SeededRandom) -> Int {
    let total = counts.reduce(0, +)
    guard total > 0 else { return Int(random.uniform() * Double(counts.count)) }
    var rest = random.uniform() * total
    for (chosen, count) in counts.enumerated() {
      rest -= count
      if rest < 0 { return chosen }
    }
    return counts.lastIndex { $0 > 0 } ?? 0
  }
}
