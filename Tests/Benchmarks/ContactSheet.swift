import Foundation
import Sundog
import SundogAugment

/// What every transform of pictures makes of one: for looking at.
enum ContactSheet {
  /// Writes raw pictures, four of each transform, and prints the transforms' names in order; `augment.py sheet` puts
  /// them onto one page.
  static func write(_ set: ImageSet, to file: String) throws {
    var output = Data()
    for type in ImageCatalog.transforms {
      print(type.name)
      for index in 0..<4 {
        let image = try picture(of: step(type), set: set, index: index)
        output += Data(image.pixels)
      }
    }
    try output.write(to: URL(fileURLWithPath: file))
  }

  private static func step<Kind: Transform<ImageSample>>(_ type: Kind.Type) -> Step<ImageSample> { Step(type.init()) }

  /// The picture after the step, at the set's size.
  private static func picture(of step: Step<ImageSample>, set: ImageSet, index: Int) throws -> Image {
    let augmenter = try ImageAugmenter(ImagePipeline([step]), seed: 5, set: set)
    let sample = augmenter.augment(index: index % set.count, epoch: 0)
    if let numbers = sample.normalized {
      return Image(
        height: set.height, width: set.width, channels: set.channels,
        pixels: numbers.map { UInt8(min(max(127 + 60 * $0, 0), 255)) })
    }
    let fit = try ImageAugmenter(
      ImagePipeline {
        CenterCrop { ($0.height, $0.width) = (set.height, set.width) }
      }, seed: 0)
    return fit.augment(sample.image, index: 0, epoch: 0).image
  }
}
