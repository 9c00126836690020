import CSundogKernels
import SundogNumerics

/// What baseline JPEG of quality q leaves of the picture, colors at half resolution (4:2:0).
///
/// Color transform, cosine transform, quantization and their inverses as libjpeg computes them, to the byte; the
/// lossless coding in between is left out.
///
/// Source: ITU-T T.81 (1992); tables and quality of the Independent JPEG Group.
public struct JPEGCompression: Transform {
  public static let name = "jpegCompression"
  public static let parameters: [Parameter<Self>] = [.integerRange("qualityRange", \.qualityRange, in: 1...100)]

  /// q.
  public var qualityRange: ClosedRange<Int> = 50...95

  public init() {}

  public struct Draw: Codable, Sendable {
    public var quality: Int
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(quality: generator.integer(in: qualityRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    let scratch = sample.words.reserved(sundog_jpeg_scratch(sample.shape.picture) / 4)
    sample.keepingOpacity {
      sample.mapInPlace {
        sundog_jpeg_artifacts(pictureInstructions, sample.shape.picture, $0, Int32(draw.quality), $1, scratch)
      }
    }
  }
}
