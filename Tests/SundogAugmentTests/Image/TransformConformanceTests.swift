import SundogAugment
import SundogTestSupport
import Testing

@Suite("Transforms of pictures")
struct TransformConformanceTests {
  static let transforms: [any Transform<ImageSample>] = ImageCatalog.transforms.map { $0.init() }

  @Test("keep the contract of transforms", arguments: transforms.indices)
  func contract(index: Int) throws {
    func check(_ transform: some Transform<ImageSample>) throws -> [String] { try checkImageTransform(transform) }
    #expect(try check(Self.transforms[index]) == [])
  }

  @Test func haveNamesOfTheirOwn() {
    let names = ImageCatalog.transforms.map { $0.name }
    #expect(Set(names).count == names.count)
  }
}
