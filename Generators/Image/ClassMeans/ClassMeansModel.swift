import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// The released mean picture and share of each class.
public struct ClassMeansModel: MediaModel {
  public static let kind = ClassMeans.name
  public let media: MediaResource
  public let statement: PrivacyStatement
  public let rowEstimate: Int
  public let cautions: [String]
  /// Estimated number of examples of each class, none below 0.
  public let counts: [Double]
  /// The mean pictures one after the other, in [0, 1], each in the order of `Image`.
  public let means: [Float]

  public func sample(rows: Range<Int>, seed: UInt64) -> [MediaExample] {
    guard case .image(let height, let width, let channels) = media.content else { return [] }
    let size = height * width * channels
    let classes = ClassDraw(counts)
    return rows.map { row in
      var random = SeededRandom(seed: seed, stream: ClassMeans.stream, index: UInt64(row))
      let chosen = classes.draw(&random)
      let pixels = (0..<size).map { pixel in
        PictureValues.byte(Double(means[chosen * size + pixel]) + ClassMeans.sampleNoise * random.normal())
      }
      return MediaExample(
        key: Self.key(ofRow: row),
        media: .image(Image(height: height, width: width, channels: channels, pixels: pixels)),
        label: media.classes[chosen])
    }
  }
}
