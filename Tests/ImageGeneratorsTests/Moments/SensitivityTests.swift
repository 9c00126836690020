import Foundation
import ImageGenerators
import Sundog
import SundogLearning
import SundogPrivacy
import SundogTestSupport
import Testing

@Suite("One picture moves what is released by no more than was paid for")
struct SensitivityTests {
  private static let classes = ["a", "b", "c"]

  /// Pictures with an extreme one more at the end.
  private func neighbours(_ extreme: [UInt8], label: Int32 = 1) throws -> (ImageSet, ImageSet) {
    guard case .images(let set) = try MediaFixture.pictures(count: 40).data else {
      preconditionFailure("pictures are pictures")
    }
    let more = ImageSet(
      height: set.height, width: set.width, channels: set.channels, classes: set.classes, labels: set.labels + [label],
      pixels: set.pixels + extreme)
    return (set, more)
  }

  static let extremes: [[UInt8]] = [
    [UInt8](repeating: 255, count: 144), [UInt8](repeating: 0, count: 144), picture { _ in 37 },
    picture { $0 % 2 == 0 ? 255 : 0 }, picture { UInt8($0 * 37 % 256) },
    picture { ($0 / 12 + $0) % 2 == 0 ? 255 : 0 },
  ]

  private static func picture(_ value: (Int) -> UInt8) -> [UInt8] { (0..<144).map(value) }

  /// The length of the change of all groups together, in units of what was declared.
  private func change(_ joint: JointGaussianMechanism, _ before: [[Double]], _ after: [[Double]]) -> Double {
    let total = joint.groups.reduce(0) { $0 + $1.share }
    var sum = 0.0
    for (index, group) in joint.groups.enumerated() {
      sum += group.share / total * squaredDistance(before[index], after[index]) / (group.bound * group.bound)
    }
    return sum.squareRoot()
  }

  private func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += (a[index] - b[index]) * (a[index] - b[index]) }
    return sum
  }

  @Test("counts, sums and second moments", arguments: extremes)
  func moments(extreme: [UInt8]) throws {
    let (before, after) = try neighbours(extreme)
    let task = try MediaFixture.pictures(count: 40).task()
    let schedule = try MomentSettings.schedule(task)
    let geometry = MomentGeometry(height: 12, width: 12, channels: 1)
    func sums(_ set: ImageSet) -> MomentSums { MomentSums(set, geometry: geometry, threads: 2) }
    let means = try MomentSettings.means(schedule, classes: 3, dimension: 144, neighbors: .addRemove)
    let moved = change(means, sums(before).means(), sums(after).means())
    #expect(moved <= 1 + 1e-9)
    // Centers are released: any will do, far ones too.
    let centers = [[Double]](repeating: [Double](repeating: 0, count: 144), count: 3)
    let bound = MomentSettings.bound(144)
    let square = try MomentSettings.covariance(schedule, dimension: 144, neighbors: .addRemove)
    let second = change(
      square, [sums(before).covariance(centers: centers, bound: bound)],
      [sums(after).covariance(centers: centers, bound: bound)])
    #expect(second <= 1 + 1e-9)
    let basis = (0..<5 * 144).map { $0 / 144 == $0 % 144 / 7 && $0 % 144 % 7 == 0 ? 1.0 : 0 }
    let squares = try MomentSettings.classCovariances(
      schedule, classes: 3, components: 5, dimension: 144, neighbors: .addRemove)
    let third = change(
      squares, [sums(before).classCovariances(centers: centers, bound: bound, basis: basis)],
      [sums(after).classCovariances(centers: centers, bound: bound, basis: basis)])
    #expect(third <= 1 + 1e-9)
    let clusters = try MomentSettings.clusters(
      schedule, count: 6, components: 5, dimension: 144, neighbors: .addRemove)
    let places = (0..<6 * 5).map { Double($0 * 31 % 17) - 8 }
    let fourth = change(
      clusters, sums(before).clusters(centers: centers, bound: bound, basis: basis, clusters: places),
      sums(after).clusters(centers: centers, bound: bound, basis: basis, clusters: places))
    #expect(fourth <= 1 + 1e-9)
    // A picture that is bright everywhere uses nearly all of the bound: it is not paid for twice.
    if extreme.allSatisfy({ $0 == 255 }) {
      #expect(moved > 0.9)
      #expect(second > 0.9)
    }
  }

  /// How far one more picture moves the first step of a classifier, in units of what was declared.
  private func gradientChange(_ extreme: [UInt8], features: (ImageSet) -> [Float]) throws -> Double {
    let (before, after) = try neighbours(extreme)
    let training = PrivateLinearTraining(learningRate: 1200, clippingNorm: 0.1)
    let count = PictureFeatures(height: 12, width: 12, channels: 1).count
    var model = LinearModel(classCount: 3, featureCount: count)
    for index in model.weights.indices { model.weights[index] = Float(index * 7919 % 13 - 6) }
    let sums = [before, after].map {
      training.gradientSum(features($0), labels: $0.labels, model: model, threads: 2)
    }
    return squaredDistance(sums[0], sums[1]).squareRoot() / training.clippingNorm
  }

  @Test("clipped gradients, and the check sees features that were standardised with the data's own figures")
  func gradients() throws {
    let features = PictureFeatures(height: 12, width: 12, channels: 1)
    var leaks = 0
    for extreme in Self.extremes {
      let honest = try gradientChange(extreme) { features.all(of: $0, threads: 1) }
      #expect(honest <= 1.005)
      let leaky = try gradientChange(extreme) { set in
        standardized(features.all(of: set, threads: 1), count: features.count)
      }
      if leaky > 1.005 { leaks += 1 }
    }
    #expect(leaks > 0, "the planted leak was not noticed")
  }

  /// What must not be done: every column brought to mean 0 and variance 1 over the private examples.
  private func standardized(_ features: [Float], count: Int) -> [Float] {
    let rows = features.count / count
    var result = features
    for column in 0..<count {
      let values = (0..<rows).map { features[$0 * count + column] }
      let mean = values.reduce(0, +) / Float(rows)
      var squares: Float = 0
      for value in values { squares += (value - mean) * (value - mean) }
      let deviation = (squares / Float(rows)).squareRoot()
      for row in 0..<rows { result[row * count + column] = (values[row] - mean) / (deviation + 1e-4) }
    }
    return result
  }

  @Test("features have a length of at most 1 and depend on their own picture alone")
  func features() throws {
    for (side, channels) in [(12, 1), (28, 3), (64, 1), (40, 4)] {
      let features = PictureFeatures(height: side, width: side, channels: channels)
      guard
        case .images(let set) = try MediaFixture.pictures(height: side, width: side, channels: channels, count: 6).data
      else { return }
      let all = features.all(of: set, threads: 2)
      #expect(all.count == 6 * features.count)
      for row in 0..<6 {
        let own = Array(all[row * features.count..<(row + 1) * features.count])
        let length: Float = own.reduce(0) { $0 + $1 * $1 }
        #expect(length <= 1.0001)
        let alone = ImageSet(
          height: side, width: side, channels: channels, classes: set.classes, labels: [set.labels[row]],
          pixels: set[row].pixels)
        #expect(features.all(of: alone, threads: 1) == own)
      }
    }
  }
}
