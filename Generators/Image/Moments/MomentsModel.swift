import Sundog
import SundogNumerics
import SundogPrivacy

/// The released moments of pictures.
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
    /// Clusters of each class.
    package var clusters: Int
    /// Estimated number of examples of each cluster, none below 0, class by class.
    package var clusterCounts: [Double]
    /// Coordinates of the clusters' centers, less their class's mean.
    package var centers: [Float]
    /// Square roots of the classes' covariances within their clusters.
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

  package init(
    media: MediaResource, statement: PrivacyStatement, rowEstimate: Int, cautions: [String], geometry: MomentGeometry,
    moments: Released
  ) {
    self.media = media
    self.statement = statement
    self.rowEstimate = rowEstimate
    self.cautions = cautions
    self.geometry = geometry
    self.moments = moments
  }

  private enum CodingKeys: CodingKey { case media, statement, rowEstimate, cautions, geometry, moments }

  /// - Throws: `DecodingError` where the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      media: try container.decode(MediaResource.self, forKey: .media),
      statement: try container.decode(PrivacyStatement.self, forKey: .statement),
      rowEstimate: try container.decode(Int.self, forKey: .rowEstimate),
      cautions: try container.decode([String].self, forKey: .cautions),
      geometry: try container.decode(MomentGeometry.self, forKey: .geometry),
      moments: try container.decode(Released.self, forKey: .moments))
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
    return classes > 0 && moments.counts.count == classes
      && moments.means.count == classes * size
      && moments.basis.count == components * size && moments.clusters > 0
      && moments.clusterCounts.count == classes * moments.clusters
      && moments.centers.count == classes * moments.clusters * components
      && moments.factors.count == classes * components * components
      && moments.residual.count % size == 0
      && [moments.counts, moments.clusterCounts].allSatisfy { $0.allSatisfy(\.isFinite) }
      && [moments.means, moments.basis, moments.centers, moments.factors, moments.residual].allSatisfy {
        $0.allSatisfy(\.isFinite)
      }
  }

  public func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample] {
    let draw = MomentDraw(moments, geometry: geometry)
    return rows.map { row in
      var random = SeededRandom(seed: seed, stream: Self.stream, index: UInt64(row))
      let label = draw.label(&random)
      let pixels = draw.picture(ofClass: label, &random)
      let image = Image(
        height: geometry.height, width: geometry.width, channels: geometry.channels, pixels: pixels)
      return MediaExample(key: Self.key(ofRow: row), media: .image(image), label: media.classes[label])
    }
  }
}
