import CSundogKernels
import Foundation
import SundogNumerics
import Testing

@Suite("Scattering features of pictures")
struct ScatteringTests {
  /// Made by `Tests/Fixtures/Oracles/scattering.py`, which says the formula of the pictures.
  private struct Oracle: Decodable {
    let features: [String: [Float]]
  }

  private static func picture(_ height: Int, _ width: Int) -> [Float] {
    (0..<height * width).map { place in
      let (y, x) = (Double(place / width), Double(place % width))
      let steps = (3 * (place % width) + 5 * (place / width)) % 7
      return Float(0.5 + 0.3 * sin(0.9 * x + 0.4 * y) * cos(0.07 * x * y) + 0.2 * Double(steps) / 7)
    }
  }

  @Test(
    "are what plain loops in double precision give, with any instructions",
    arguments: [(28, 28), (9, 14), (5, 3)], [SUNDOG_PORTABLE, SUNDOG_AVX2, SUNDOG_AVX512])
  func oracle(size: (Int, Int), instructions: sundog_instructions) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Oracles/scattering.json")
    let oracle = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
    let expected = try #require(oracle.features["\(size.0)x\(size.1)"])
    let scattering = Scattering(height: size.0, width: size.1, instructions: instructions)
    let found = scattering.features(of: Self.picture(size.0, size.1))
    #expect(found.count == expected.count)
    for (value, wanted) in zip(found, expected) {
      #expect(abs(value - wanted) < 2e-6 + 2e-5 * abs(wanted))
    }
  }

  @Test("have the documented sizes, and none of a constant picture but its value")
  func shapes() {
    for (side, grid) in [(28, 7), (32, 8), (8, 2), (64, 16), (1, 1), (30, 8)] {
      let scattering = Scattering(height: side, width: side)
      #expect(scattering.gridHeight == grid && scattering.featureCount == 81 * grid * grid)
      let features = scattering.features(of: [Float](repeating: 0.7, count: side * side))
      for (index, value) in features.enumerated() {
        #expect(abs(value - (index < grid * grid ? 0.7 : 0)) < 1e-5)
      }
    }
  }

  @Test("a shift of one pixel moves them far less than the picture")
  func stability() {
    func distance(_ a: [Float], _ b: [Float]) -> Float {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    func bar(at place: Int) -> [Float] { (0..<784).map { (place..<place + 3).contains($0 % 28) ? 1 : 0 } }
    let scattering = Scattering(height: 28, width: 28)
    let (first, second) = (scattering.features(of: bar(at: 12)), scattering.features(of: bar(at: 13)))
    let zero = [Float](repeating: 0, count: scattering.featureCount)
    let change = distance(first, second) / distance(first, zero)
    let pixels = distance(bar(at: 12), bar(at: 13)) / distance(bar(at: 12), [Float](repeating: 0, count: 784))
    #expect(change < 0.5 * pixels)
  }
}
