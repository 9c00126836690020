import Foundation
import Sundog
import SundogEvaluation
import SundogNumerics
import SundogTestSupport
import Testing

@Suite("Distances between sets of pictures and sounds")
struct MediaFidelityTests {
  /// Made by `Tests/Fixtures/Oracles/media_fidelity.py`.
  private struct Oracle: Decodable {
    let frechet: Double
    let precision: Double
    let recall: Double
    let density: Double
    let coverage: Double
    let ratio: Double
  }

  private func cloud(_ rows: Int, _ shift: Double, _ scale: Double) -> Matrix {
    var matrix = Matrix(rows: rows, columns: 6)
    for row in 0..<rows {
      for column in 0..<6 {
        let (i, j) = (Double(row), Double(column))
        matrix[row, column] = Float(
          shift + scale * (sin(1.3 * i + 2.1 * j + 0.17 * i * j) + 0.3 * cos(0.9 * i * (j + 1))))
      }
    }
    return matrix
  }

  @Test("are what numpy and scipy give for two clouds")
  func oracle() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Oracles/media_fidelity.json")
    let oracle = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
    let (real, synthetic, other) = (cloud(60, 0, 1), cloud(45, 1.2, 1), cloud(60, -0.1, 1.1))
    let frechet = try #require(FrechetDistance.distance(real, synthetic))
    #expect(abs(frechet - oracle.frechet) < 1e-5)
    let figures = try #require(NeighborFigures(real: real, synthetic: synthetic, threads: 2))
    #expect(abs(figures.precision - oracle.precision) < 1e-9)
    #expect(abs(figures.recall - oracle.recall) < 1e-9)
    #expect(abs(figures.density - oracle.density) < 1e-9)
    #expect(abs(figures.coverage - oracle.coverage) < 1e-9)
    let ratio = try #require(NeighborFigures.nearestRatio(of: synthetic, to: real, over: other, threads: 2))
    #expect(abs(ratio - oracle.ratio) < 1e-5)
  }

  @Test("are nothing and everything for a cloud and itself, and refuse clouds of a point")
  func identity() throws {
    let points = cloud(40, 0, 1)
    #expect(try #require(FrechetDistance.distance(points, points)) < 1e-9)
    let figures = try #require(NeighborFigures(real: points, synthetic: points, threads: 1))
    #expect(figures.precision == 1 && figures.recall == 1 && figures.coverage == 1)
    #expect(FrechetDistance.distance(points, cloud(1, 0, 1)) == nil)
    #expect(NeighborFigures(real: points, synthetic: cloud(5, 0, 1), threads: 1) == nil)
  }

  private func metrics(_ train: MediaSet, _ test: MediaSet, _ synthetic: MediaSet) -> [String: Metric] {
    let metrics = MediaFidelity.metrics(
      MediaEvaluationTask(
        realTrain: train, realTest: test, synthetic: synthetic,
        names: MediaEvaluationTask.Names(realTrain: "train", realTest: "test", synthetic: "synthetic"), networks: [],
        epochs: 1))
    return Dictionary(metrics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("tell a good set from a bad one and from copies, each beside its floor")
  func pictures() throws {
    func set(_ seed: UInt64, count: Int = 400) throws -> MediaSet {
      try MediaFixture.pictures(height: 10, width: 10, count: count, seed: seed).data
    }
    let (train, test) = (try set(1), try set(2))
    let good = metrics(train, test, try set(3))
    guard case .images(let images) = try set(4) else { return }
    let flat = MediaSet.images(
      ImageSet(
        height: 10, width: 10, channels: 1, classes: images.classes, labels: images.labels,
        pixels: images.pixels.map { $0 / 8 + 90 }))
    let bad = metrics(train, test, flat)
    func value(_ metrics: [String: Metric], _ name: String) -> Double { metrics[name]?.value ?? .nan }
    let distance = "fidelity.frechet-distance"
    let floor = try #require(good[distance]?.baseline?.value)
    #expect(value(good, distance) < 3 * floor + 0.05)
    #expect(value(bad, distance) > 5 * value(good, distance))
    #expect(value(good, "fidelity.precision") > 0.6 && value(good, "fidelity.coverage") > 0.6)
    #expect(value(bad, "fidelity.precision") < 0.2 && value(bad, "fidelity.coverage") < 0.2)
    let copies = metrics(train, test, train)
    let ratio = "privacy.nearest-neighbor-ratio"
    let ratioFloor = try #require(copies[ratio]?.baseline?.value)
    #expect(value(copies, ratio) < 0.6 * ratioFloor)
    #expect(value(good, ratio) > 0.7 * ratioFloor)
  }

  @Test("are measured for sounds by their log-mel spectrograms, and not for a handful of examples")
  func sounds() throws {
    func set(_ seed: UInt64, _ count: Int) throws -> MediaSet {
      try MediaFixture.sounds(count: count, seed: seed).data
    }
    let found = metrics(try set(1, 40), try set(2, 40), try set(3, 40))
    let metric = try #require(found["fidelity.frechet-log-mel-distance"])
    #expect(metric.value != nil && metric.baseline != nil)
    let few = metrics(try set(1, 40), try set(2, 40), try set(3, 9))
    #expect(few["fidelity.recall"]?.reason != nil)
  }
}
