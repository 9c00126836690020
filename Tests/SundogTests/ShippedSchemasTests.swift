import Foundation
import Sundog
import Testing

@Suite struct ShippedSchemasTests {
  /// Every schema that is shipped, as paths below `Schemas`.
  static let files: [String] = {
    let root = packageRoot + "/Schemas"
    let all = FileManager.default.subpaths(atPath: root) ?? []
    return all.filter { $0.contains("/") && ($0.hasSuffix(".json") || $0.hasSuffix(".yaml")) }.sorted()
  }()

  @Test("four tables and three sets of pictures and sounds are shipped")
  func present() throws {
    for name in ["adult", "adult-14", "compas-two-years", "german-credit"] {
      #expect(Self.files.contains("tabular/\(name).json"))
    }
    for name in ["image/fashion-mnist", "image/digits-8x8", "audio/spoken-digits"] {
      #expect(Self.files.contains("\(name).json"))
      let schema = try Schema(contentsOfFile: packageRoot + "/Schemas/\(name).json")
      #expect(try MediaResource(schema.resources[0]).classes.count == 10)
    }
  }

  @Test("a shipped schema loads without a problem and survives writing as JSON and YAML", arguments: files)
  func roundTrip(file: String) throws {
    let schema = try Schema(contentsOfFile: packageRoot + "/Schemas/" + file)
    #expect(schema.problems.isEmpty)
    #expect(try Schema(text: schema.json()) == schema)
    #expect(try Schema(text: schema.yaml(), format: .yaml) == schema)
    // Tables that are learned can be fitted privately; the others are made from the schema alone.
    for resource in schema.resources where !resource.learnedFields.isEmpty {
      #expect(resource.privateFitProblems().isEmpty)
      #expect(!(try resource.learnedColumns).isEmpty)
    }
  }

  @Test("Adult has 15 columns with education tied to its number, and 14 for the benchmark")
  func adult() throws {
    let adult = try Schema(contentsOfFile: packageRoot + "/Schemas/tabular/adult.json").resources[0]
    #expect(adult.fields.count == 15 && adult.target?.name == "income")
    #expect(adult.rules.map(\.columns) == [["education", "education-num"]])
    let benchmark = try Schema(contentsOfFile: packageRoot + "/Schemas/tabular/adult-14.json").resources[0]
    #expect(
      try benchmark.learnedColumns.map(\.domain.cardinality)
        == [74, 9, 1_500_000, 16, 7, 15, 6, 5, 2, 100_000, 5000, 99, 42, 2])
    #expect(benchmark.fields.allSatisfy { $0.bins == nil })
  }
}
