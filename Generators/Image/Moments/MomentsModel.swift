import Sundog
import SundogLearning
import SundogNumerics
import SundogPrivacy

/// The released moments of pictures, and the classifier that judges what is drawn from them.
public struct MomentsModel: MediaModel {
  public static let kind = Moments.name
  static let stream: UInt32 = 0x4D4F

  /// Released numbers, in single precision.
  package struct Released: Codable, Sendable {
    /// Estimated number of examples of each class, none below 0.
    package var counts: [Double]
    /// Mean vectors, class by class.
    package var means: [Float]
    /// Orthonormal vectors, one after the other.
    package var basis: [Float]
    /// Square roots of the classes' covariances along them.
    package var factors: [Float]
    /// Vectors whose sum with independent normal weights is the residual.
    package var residual: [Float]
  }

  public let media: MediaResource
  public let statement: PrivacyStatement
  public let rowEstimate: Int
  public let cautions: [String]
  package let geometry: MomentGeometry
  package let moments: Released
  package let teacher: LinearModel

  package init(
    media: MediaResource, statement: PrivacyStatement, rowEstimate: Int, cautions: [String], geometry: MomentGeometry,
    moments: Released, teacher: LinearModel
  ) {
    self.media = media
    self.statement = statement
    self.rowEstimate = rowEstimate
    self.cautions = cautions
    self.geometry = geometry
    self.moments = moments
    self.teacher = teacher
  }

  private enum CodingKeys: CodingKey { case media, statement, rowEstimate, cautions, geometry, moments, teacher }

  /// - Throws: `DecodingError` where the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      media: try container.decode(MediaResource.self, forKey: .media),
      statement: try container.decode(PrivacyStatement.self, forKey: .statement),
      rowEstimate: try container.decode(Int.self, forKey: .rowEstimate),
      cautions: try container.decode([String].self, forKey: .cautions),
      geometry: try container.decode(MomentGeometry.self, forKey: .geometry),
      moments: try container.decode(Released.self, forKey: .moments),
      teacher: try container.decode(LinearModel.self, forKey: .teacher))
    guard isWhole else {
      throw DecodingError.dataCorruptedError(
        forKey: .moments, in: container, debugDescription: "the model's parts do not fit together")
    }
  }

  /// Whether there are as many numbers as the sizes say, all of them finite.
  private var isWhole: Bool {
    guard (1...65_535).contains(geometry.height), (1...65_535).contains(geometry.width),
      (1...4).contains(geometry.channels),
      media.content == .image(height: geometry.height, width: geometry.width, channels: geometry.channels)
    else { return false }
    let (classes, size) = (media.classes.count, geometry.dimension)
    let components = moments.basis.count / size
    return classes > 0 && moments.counts.count == classes && moments.means.count == classes * size
      && moments.basis.count == components * size && moments.factors.count == classes * components * components
      && moments.residual.count % size == 0 && teacher.isWhole && teacher.classCount == classes
      && teacher.featureCount == Moments.features(geometry).count && moments.counts.allSatisfy(\.isFinite)
      && [moments.means, moments.basis, moments.factors, moments.residual].allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  public func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample] {
    let classes = ClassDraw(moments.counts)
    let features = Moments.features(geometry)
    let workspace = features.makeWorkspace()
    var seen = [Float](repeating: 0, count: features.count)
    return rows.map { row in
      var random = SeededRandom(seed: seed, stream: Self.stream, index: UInt64(row))
      let label = classes.draw(&random)
      var best: (pixels: [UInt8], margin: Float)?
      for _ in 0..<MomentSettings.attempts {
        let pixels = draw(label, &random)
        let margin = margin(pixels, label, features, &seen, workspace)
        if margin > best?.margin ?? -.infinity { best = (pixels, margin) }
        if margin > 0 { break }
      }
      let image = Image(
        height: geometry.height, width: geometry.width, channels: geometry.channels,
        pixels: best?.pixels ?? [UInt8](repeating: 0, count: geometry.height * geometry.width * geometry.channels))
      return MediaExample(key: Self.key(ofRow: row), media: .image(image), label: media.classes[label])
    }
  }

  /// By how much the teacher finds the class more likely than any other.
  private func margin(
    _ pixels: [UInt8], _ label: Int, _ features: PictureFeatures, _ seen: inout [Float],
    _ workspace: PictureFeatures.Workspace
  ) -> Float {
    pixels.withUnsafeBufferPointer { source in
      seen.withUnsafeMutableBufferPointer { features.write(source, into: $0, workspace) }
    }
    let scores = seen.withUnsafeBufferPointer { teacher.scores($0) }
    let rival = scores.indices.filter { $0 != label }.map { scores[$0] }.max() ?? -1
    return scores[label] - rival
  }

  /// A picture of the class's normal distribution, and the residual's.
  private func draw(_ label: Int, _ random: inout SeededRandom) -> [UInt8] {
    let size = geometry.dimension
    let components = moments.basis.count / size
    let normals = (0..<components).map { _ in Float(random.normal()) }
    var values = Array(moments.means[label * size..<(label + 1) * size])
    func add(_ vector: Int, of vectors: [Float], times weight: Float) {
      values.withUnsafeMutableBufferPointer { values in
        vectors.withUnsafeBufferPointer { vectors in
          let start = vector * size
          for index in 0..<size { values[index] += weight * vectors[start + index] }
        }
      }
    }
    for component in 0..<components {
      let factor = (label * components + component) * components
      var weight: Float = 0
      for other in 0..<components { weight += moments.factors[factor + other] * normals[other] }
      add(component, of: moments.basis, times: weight)
    }
    for vector in 0..<moments.residual.count / size {
      add(vector, of: moments.residual, times: Float(random.normal()))
    }
    return geometry.pixels(values)
  }
}
