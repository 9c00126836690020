import Foundation
import ImageGenerators
import Sundog
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("Moments of pictures")
struct MomentsTests {
  @Test(
    "keep the budget, the ledger, the form and the seed's promises",
    arguments: [
      #"{ "unit": "row", "neighbors": "add-remove" }"#, #"{ "unit": "row", "neighbors": "replace-one" }"#,
    ])
  func conforms(privacy: String) throws {
    let fixture = try MediaFixture.pictures(height: 8, width: 10, channels: 1, count: 509, privacy: privacy)
    #expect(try checkMediaSynthesizer(Moments(), on: fixture, rows: 60) == [])
  }

  @Test("work in colour, with opacity, on large pictures and on ones of one pixel")
  func sizes() throws {
    for (height, width, channels) in [(32, 32, 3), (64, 64, 3), (6, 5, 4), (1, 1, 1)] {
      let fixture = try MediaFixture.pictures(height: height, width: width, channels: channels, count: 30)
      // Reading the fixture's own form; a covariance of 3,072 numbers would take this test's time alone.
      if height * width * channels > 2_000 {
        let geometry = MomentGeometry(height: height, width: width, channels: channels)
        let covered = geometry.rows * geometry.factor
        #expect(geometry.dimension <= 3_200)
        #expect(covered >= height)
        continue
      }
      var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 1))
      let model = try Moments().fit(fixture.task(epsilon: 4), data: fixture.data, ledger: &ledger)
      #expect(model.sample(rows: 0..<5, seed: 1).count == 5)
    }
  }

  @Test("with an ample budget, samples have the means and the spread of their class")
  func accurate() throws {
    let fixture = try MediaFixture.pictures(count: 3_000)
    guard case .images(let set) = fixture.data else { return }
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 6))
    let model = try Moments().fit(fixture.task(epsilon: 2_000), data: fixture.data, ledger: &ledger)
    let samples = model.sample(rows: 0..<1_500, seed: 2)
    for (label, name) in set.classes.enumerated() {
      let own = samples.filter { $0.label == name }
      let real = set.labels.indices.filter { set.labels[$0] == Int32(label) }
      let (share, truth) = (Double(own.count) / 1_500, Double(real.count) / 3_000)
      #expect(abs(share - truth) < 0.08)
      for pixel in stride(from: 5, to: 144, by: 23) {
        let values = own.map { example -> Double in
          guard case .image(let image) = example.media else { return -1 }
          return Double(image.pixels[pixel]) / 255
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let sum = real.reduce(0) { $0 + Int(set.pixels[$1 * 144 + pixel]) }
        let truth = Double(sum) / Double(255 * real.count)
        // Normal tails that are cut at 0 and 255 move a mean by some hundredths.
        #expect(abs(mean - truth) < 0.12, "\(name), pixel \(pixel)")
      }
    }
  }

  @Test("the ledger's charge is what the recorded releases cost, computed anew")
  func accounting() throws {
    let fixture = try MediaFixture.pictures(height: 8, width: 8, count: 60)
    let task = try fixture.task(epsilon: 1.7, delta: 1e-5)
    var ledger = try BudgetLedger(inMemoryWith: .system())
    let model = try Moments().fit(task, data: fixture.data, ledger: &ledger)
    var precision = 0.0
    var releases = 0
    for event in model.statement.events {
      switch event {
      case .gaussian(let multiplier):
        precision += 1 / (multiplier * multiplier)
        releases += 1
      case .repeated(.gaussian(let multiplier), let count):
        precision += Double(count) / (multiplier * multiplier)
        releases += count
      default: Issue.record("an event of another kind: \(event)")
      }
    }
    #expect(releases == 3 + MomentSettings.clusterRounds)
    // δ(ε) = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ), by the error function.
    let mu = precision.squareRoot()
    let root = 0.5.squareRoot()
    func normal(_ x: Double) -> Double { 0.5 * erfc(-x * root) }
    let (near, far): (Double, Double) = (normal(mu / 2 - 1.7 / mu), normal(-mu / 2 - 1.7 / mu))
    let delta = near - exp(1.7) * far
    #expect(delta <= 1e-5 && delta > 0.999e-5)
    // And what is drawn is what was declared: σ of a group is m B / √share.
    let schedule = try MomentSettings.schedule(task)
    let means = try MomentSettings.means(schedule, classes: 3, dimension: 64, neighbors: .addRemove)
    let expected: Double = schedule.noiseMultipliers[0] * 4 / (0.25 / 0.3).squareRoot()
    let ratio = means.deviation(1) / expected
    #expect(abs(ratio - 1) < 1e-4)
  }

  @Test("a model whose parts do not fit together is refused")
  func damaged() throws {
    let fixture = try MediaFixture.pictures(height: 4, width: 4, count: 30)
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 1))
    let model = try Moments().fit(fixture.task(), data: fixture.data, ledger: &ledger)
    let data = try JSONEncoder().encode(model)
    #expect(throws: Never.self) { _ = try JSONDecoder().decode(MomentsModel.self, from: data) }
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var geometry = try #require(object["geometry"] as? [String: Any])
    geometry["width"] = 5
    object["geometry"] = geometry
    let changed = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: DecodingError.self) { _ = try JSONDecoder().decode(MomentsModel.self, from: changed) }
  }
}
