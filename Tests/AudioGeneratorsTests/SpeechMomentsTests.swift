import AudioGenerators
import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("speech-moments")
struct SpeechMomentsTests {
  @Test("does what every synthesizer must, at 8 and 16 kHz", arguments: [8_000, 16_000])
  func conforms(sampleRate: Int) throws {
    let fixture = try MediaFixture.sounds(sampleRate: sampleRate, seconds: 0.4, count: 389)
    #expect(try checkMediaSynthesizer(SpeechMoments(), on: fixture, rows: 30) == [])
  }

  @Test("charges what its events cost by an accountant of another kind")
  func charge() throws {
    let fixture = try MediaFixture.sounds(seconds: 0.3, count: 60)
    let task = try fixture.task(epsilon: 2, delta: 1e-5)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let statement = try SpeechMoments().fit(task, data: fixture.data, ledger: &ledger).statement
    // Gaussian releases of noise multipliers m together are one with μ² = Σ 1/m², whose δ at ε is known in closed form
    // (Balle, Wang 2018).
    var square = 0.0
    for event in statement.events {
      guard case .gaussian(let multiplier) = event else {
        Issue.record("an event is no Gaussian: \(event)")
        return
      }
      square += 1 / (multiplier * multiplier)
    }
    let mu = square.squareRoot()
    func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    let delta = normal(mu / 2 - 2 / mu) - exp(2) * normal(-mu / 2 - 2 / mu)
    #expect(delta <= 1e-5)
    #expect(delta > 0.99e-5)
    #expect(statement.events.count == 2)
  }

  @Test("moves what it releases by no more than it declares, whatever clip comes")
  func sensitivity() throws {
    let fixture = try MediaFixture.sounds(seconds: 0.3, count: 20, classes: ["a", "b", "c"])
    let task = try fixture.task()
    let releases = try SpeechReleases(task, settings: SpeechSettings(task))
    var random = SeededRandom(seed: 3, stream: 1)
    let order = SpeechAnalysis.dimension
    let means = (0..<3).map { _ in (0..<order).map { _ in 0.2 * random.normal() } }
    func weightedNorm(_ groups: [JointGaussianMechanism.Group], _ sums: [[Double]], _ more: [[Double]]) -> Double {
      let total = groups.reduce(0) { $0 + $1.share }
      return zip(groups, zip(sums, more)).reduce(0) { sum, element in
        let (group, values) = element
        let moved = zip(values.0, values.1).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return sum + group.share / total * moved / (group.bound * group.bound)
      }.squareRoot()
    }
    let base = (0..<20).map { _ in (0..<order).map { _ in 0.1 * random.normal() } }
    let labels = (0..<20).map { Int32($0 % 3) }
    var largest = (0.0, 0.0)
    let spike = (0..<order).map { $0 == 7 ? 1e6 : 0 }
    let hostile: [[Double]] =
      [[Double](repeating: 1e300, count: order), [Double](repeating: .nan, count: order), spike]
      + [[Double](repeating: -.infinity, count: order), [Double](repeating: 0, count: order)]
      + (0..<20).map { scale in (0..<order).map { _ in Double(scale) * random.normal() } }
    for (position, vector) in hostile.enumerated() {
      let label = Int32(position % 3)
      let moments = weightedNorm(
        releases.moments.groups, SpeechReleases.moments(base, labels: labels, classes: 3),
        SpeechReleases.moments(base + [vector], labels: labels + [label], classes: 3))
      let spreads = weightedNorm(
        releases.spreads.groups, SpeechReleases.spreads(base, labels: labels, means: means),
        SpeechReleases.spreads(base + [vector], labels: labels + [label], means: means))
      #expect(moments <= 1 + 1e-9 && spreads <= 1 + 1e-9)
      largest = (max(largest.0, moments), max(largest.1, spreads))
    }
    // The bounds are reached: noise is not larger than it must be, and a doubled vector would be noticed.
    #expect(largest.0 > 0.99 && largest.1 > 0.99)
  }

  @Test("draws the same clip wherever it stands, also of classes with one example or none")
  func samples() throws {
    let fixture = try MediaFixture.sounds(seconds: 0.5, count: 200, classes: ["one", "many", "none"])
    guard case .sounds(let set) = fixture.data else { return }
    // One class has an example, and one has none.
    let labels = set.labels.indices.map { Int32($0 == 0 ? 0 : 1) }
    let data = MediaSet.sounds(
      SoundSet(
        sampleRate: set.sampleRate, classes: set.classes, labels: labels, samples: set.samples, offsets: set.offsets))
    let task = try fixture.task(epsilon: 8)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let model = try SpeechMoments().fit(task, data: data, ledger: &ledger)
    let all = model.sample(rows: 0..<12, seed: 3)
    #expect(model.sample(rows: 7..<9, seed: 3) == Array(all[7..<9]))
    for example in all {
      guard case .sound(let sound) = example.media else {
        Issue.record("no sound")
        return
      }
      #expect(sound.sampleRate == 8_000 && sound.seconds <= 0.5 && sound.frames > 0)
      #expect(sound.samples.allSatisfy { $0.isFinite && abs($0) <= 1 })
    }
  }

  @Test("tells tones apart in what it makes of them")
  func learns() throws {
    // Tones of 200 and 400 Hz with harmonics of noise: a clip's loudest band names its class.
    let fixture = try MediaFixture.sounds(seconds: 0.5, count: 1_200)
    let task = try fixture.task(epsilon: 10, delta: 1e-4)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let model = try SpeechMoments().fit(task, data: fixture.data, ledger: &ledger)
    let analysis = SpeechAnalysis(sampleRate: 8_000, seconds: 0.5)
    let right = model.sample(rows: 0..<60, seed: 1).count { example in
      guard case .sound(let sound) = example.media else { return false }
      let powers = sound.samples.withUnsafeBufferPointer { analysis.powers($0) }
      let frames = powers.count / SpeechAnalysis.bands
      let sums = (0..<SpeechAnalysis.bands).map { band in
        powers[band * frames..<(band + 1) * frames].reduce(0, +)
      }
      // Bands 0 to 3 end near 300 Hz, between the tones of the classes.
      let low = sums[0..<4].reduce(0, +)
      return (low > sums[4...].reduce(0, +)) == (example.label == "low")
    }
    // By guessing, 52 of 60 have a chance of about 10⁻⁹.
    #expect(right >= 52)
  }

  @Test("fits silence, clips longer than the schema and clips of one sample")
  func oddClips() throws {
    let form = try MediaFixture.sounds(seconds: 0.3, count: 3)
    let lengths = [4_000, 1, 0, 2_400]
    var samples: [Float] = []
    var offsets = [0]
    for length in lengths {
      samples += [Float](repeating: length == 4_000 ? 0.5 : 0, count: length)
      offsets.append(samples.count)
    }
    let set = SoundSet(
      sampleRate: 8_000, classes: ["low", "high"], labels: [0, 0, 1, 1], samples: samples, offsets: offsets)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let model = try SpeechMoments().fit(form.task(), data: .sounds(set), ledger: &ledger)
    #expect(model.sample(rows: 0..<5, seed: 1).count == 5)
  }

  @Test("does not fit several channels or clips of minutes")
  func forms() {
    #expect(!SpeechMoments.canFit(.image(height: 8, width: 8, channels: 1)))
    #expect(!SpeechMoments.canFit(.audio(sampleRate: 8_000, channels: 2, seconds: 1, fit: "pad-or-crop")))
    #expect(!SpeechMoments.canFit(.audio(sampleRate: 8_000, channels: 1, seconds: 100, fit: "pad-or-crop")))
    #expect(SpeechMoments.canFit(.audio(sampleRate: 16_000, channels: 1, seconds: 1, fit: "pad-or-crop")))
  }
}
