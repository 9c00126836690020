import ImageGenerators
import Sundog
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("Every synthesizer of pictures")
struct ConformanceTests {
  @Test(
    "keeps the budget, the ledger, the form and the seed's promises",
    arguments: [
      #"{ "unit": "row", "neighbors": "add-remove" }"#, #"{ "unit": "row", "neighbors": "replace-one" }"#,
    ], [AccountantKind.gdp, .pld])
  func classMeans(privacy: String, accountant: AccountantKind) throws {
    let failures = try checkMediaSynthesizer(
      ClassMeans(), on: MediaFixture.pictures(channels: 3, privacy: privacy), accountant: accountant)
    #expect(failures == [])
  }

  @Test("the suite tells a model that leaks counts and ignores shards from an honest one")
  func catchesLeaks() throws {
    let failures = try checkMediaSynthesizer(LeakySynthesizer(), on: MediaFixture.pictures())
    #expect(failures.contains { $0.hasPrefix("the model holds exact counts") })
    #expect(failures.contains("a shard differs"))
    #expect(failures.contains("two fits released the same values") == false)
  }

  @Test("the catalogue finds all by name and chooses one for pictures only")
  func catalogue() throws {
    let catalog = ImageCatalog.catalog
    #expect(Set(catalog.names).count == catalog.names.count)
    #expect(catalog.entry(named: "no such") == nil)
    #expect(catalog.automatic(for: try MediaFixture.pictures().task())?.synthesizer.name == Moments.name)
    let hurried = try MediaFixture.pictures(height: 2, width: 2, count: 300).task(timeLimit: 0.5)
    #expect(catalog.automatic(for: hurried)?.synthesizer.name == ClassMeans.name)
    #expect(try Moments().plan(hurried).warnings.contains { $0.contains("are allowed") })
    #expect(catalog.automatic(for: try MediaFixture.sounds(count: 2).task()) == nil)
  }

  @Test("with an ample budget the means of classes come out as they are")
  func accurate() throws {
    let fixture = try MediaFixture.pictures(count: 4_000)
    guard case .images(let set) = fixture.data else { return }
    var ledger = try BudgetLedger(inMemoryWith: .insecure(seed: 3))
    let model = try ClassMeans().fit(fixture.task(epsilon: 1_000), data: fixture.data, ledger: &ledger)
    let exact = ClassMeans.exactSums(set)
    for (index, mean) in model.means.enumerated() {
      let count = exact[0][index / set.size]
      // Noise of less than 2 on sums of more than 500 pixels, but for counts that are off by less than one.
      let truth: Double = 0.5 + exact[1][index] / count
      #expect(abs(Double(mean) - truth) < 0.02)
    }
  }
}

/// Means of classes that also tell how many examples there are and draw others for other shards.
private struct LeakySynthesizer: MediaSynthesizer {
  static let name = ClassMeans.name
  static func canFit(_ content: MediaSpecification.Content) -> Bool { ClassMeans.canFit(content) }

  struct Model: MediaModel {
    static let kind = ClassMeans.name
    let honest: ClassMeansModel
    let count: Int
    var media: MediaResource { honest.media }
    var statement: PrivacyStatement { honest.statement }
    var rowEstimate: Int { honest.rowEstimate }
    var cautions: [String] { honest.cautions }

    func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample] {
      honest.sample(rows: 0..<rows.count, seed: seed)
    }
  }

  func plan(_ task: MediaTask) throws -> FitPlan { try ClassMeans().plan(task) }

  func fit(_ task: MediaTask, data: MediaSet, ledger: inout BudgetLedger) throws -> Model {
    Model(honest: try ClassMeans().fit(task, data: data, ledger: &ledger), count: data.count)
  }
}
