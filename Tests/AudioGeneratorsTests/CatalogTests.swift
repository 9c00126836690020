import AudioGenerators
import SundogTestSupport
import Testing

@Suite("The catalogue of synthesizers of sounds")
struct CatalogTests {
  @Test("has no name twice, and nothing for pictures")
  func names() throws {
    let catalog = AudioCatalog.catalog
    #expect(Set(catalog.names).count == catalog.names.count)
    #expect(catalog.automatic(for: try MediaFixture.pictures(count: 2).task()) == nil)
  }
}
