import Foundation
import Sundog
import SundogAugment
import SundogNumerics

/// Pictures a CPU second, one thread: the pipeline of seven transforms, and each transform by itself.
///
/// `augment.py` beside this file measures albumentations, torchvision and kornia in the same minute and prints ratios.
enum AugmentImageBenchmark {
  /// - Parameter arguments: `pipeline SIZE [FILE]`, `operations SIZE [FILE]` or `sheet SIZE FILE OUTPUT`; the file
  ///   holds raw pictures of that size.
  static func run(_ arguments: [String]) throws {
    switch (arguments.first, arguments.dropFirst().first.flatMap { Int($0) }) {
    case ("pipeline", let size?): try pipeline(size, set: pictures(size, file: arguments.dropFirst(2).first))
    case ("operations", let size?): try operations(size, set: pictures(size, file: arguments.dropFirst(2).first))
    case ("sheet", let size?) where arguments.count == 4:
      try ContactSheet.write(pictures(size, file: arguments[2]), to: arguments[3])
    default:
      print(
        "usage: SundogBenchmarks augment-image pipeline SIZE [FILE] | operations SIZE [FILE] | sheet SIZE FILE OUTPUT")
    }
  }

  private static func pictures(_ size: Int, file: String?) throws -> ImageSet {
    var pixels: [UInt8] = []
    if let file {
      pixels = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
    } else {
      var generator = SeededRandom(seed: 1)
      for picture in 0..<32 {
        for place in 0..<size * size * 3 {
          let (row, column) = (place / 3 / size, place / 3 % size)
          let smooth = UInt8(truncatingIfNeeded: (row * column / size + 8 * picture) & 191)
          pixels.append(smooth &+ UInt8(generator.next() & 63))
        }
      }
    }
    let count = pixels.count / (size * size * 3)
    return ImageSet(
      height: size, width: size, channels: 3, classes: ["a", "b"], labels: (0..<count).map { Int32($0 % 2) },
      pixels: Array(pixels.prefix(count * size * size * 3)))
  }

  private static func pipeline(_ size: Int, set: ImageSet) throws {
    let quarter = 0.25
    let pipeline = ImagePipeline {
      Pad {
        ($0.top, $0.bottom, $0.left, $0.right) = (size / 8, size / 8, size / 8, size / 8)
      }
      Crop { ($0.height, $0.width) = (size, size) }
      HorizontalFlip().withProbability(0.5)
      Rotate { $0.degreesRange = -15...15 }
      BrightnessContrast()
      GaussianNoise { $0.standardDeviationRange = 0.02...0.08 }
      CoarseDropout {
        $0.countRange = 1...1
        ($0.heightRange, $0.widthRange) = (quarter...quarter, quarter...quarter)
      }
      Normalize {
        $0.means = [0.4914, 0.4822, 0.4465]
        $0.standardDeviations = [0.247, 0.2435, 0.2616]
      }
    }
    let source = try AugmentedImages(set, pipeline: pipeline, seed: 1)
    let batch = 32
    let inputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: batch * source.shape.inputs)
    let targets = UnsafeMutableBufferPointer<Float>.allocate(capacity: batch * 2)
    defer {
      inputs.deallocate()
      targets.deallocate()
    }
    let positions = (0..<batch).map { Int32($0 % set.count) }
    var epoch = 0
    report("pipeline", size, items: batch) {
      epoch += 1
      positions.withUnsafeBufferPointer {
        source.read($0, epoch: epoch, into: Batch(inputs: inputs, targets: targets))
      }
    }
    let augmenter = try ImageAugmenter(pipeline, seed: 1, set: set)
    var profile = AugmentProfile()
    for index in 0..<2_000_000 / (size * size) * 8 {
      _ = augmenter.augment(index: index % set.count, epoch: 0, profile: &profile)
    }
    for stage in profile.stages {
      print("  \(stage.path): \(text(stage.seconds / Double(stage.runs) * 1e6)) µs")
    }
  }

  private static func operations(_ size: Int, set: ImageSet) throws {
    let quarter = 0.25
    let named: [(String, ImagePipeline)] = [
      ("hflip", ImagePipeline { HorizontalFlip() }), ("vflip", ImagePipeline { VerticalFlip() }),
      ("rot90", ImagePipeline { Rotate90() }),
      (
        "pad+crop",
        ImagePipeline {
          Pad { ($0.top, $0.bottom, $0.left, $0.right) = (size / 8, size / 8, size / 8, size / 8) }
          Crop { ($0.height, $0.width) = (size, size) }
        }
      ),
      ("resized_crop", ImagePipeline { ResizedCrop { ($0.height, $0.width) = (size, size) } }),
      (
        "resize_half",
        ImagePipeline {
          Resize {
            ($0.height, $0.width) = (size / 2, size / 2)
            $0.antialias = false
          }
        }
      ),
      ("rotate15", ImagePipeline { Rotate() }), ("affine_full", ImagePipeline { Affine() }),
      ("perspective", ImagePipeline { Perspective() }), ("elastic", ImagePipeline { Elastic() }),
      ("grid_distort", ImagePipeline { GridDistortion() }), ("optical_distort", ImagePipeline { OpticalDistortion() }),
      ("bright_contrast", ImagePipeline { BrightnessContrast() }), ("color_jitter4", ImagePipeline { ColorJitter() }),
      ("hsv", ImagePipeline { HueSaturationValue() }), ("gamma", ImagePipeline { Gamma() }),
      ("equalize", ImagePipeline { Equalize() }), ("clahe", ImagePipeline { CLAHE() }),
      ("autocontrast", ImagePipeline { AutoContrast() }), ("posterize", ImagePipeline { Posterize() }),
      ("solarize", ImagePipeline { Solarize() }), ("gray", ImagePipeline { Grayscale() }),
      ("channel_shuffle", ImagePipeline { ChannelShuffle() }), ("invert", ImagePipeline { Invert() }),
      (
        "gauss_blur5",
        ImagePipeline {
          GaussianBlur {
            $0.sigmaRange = 1...1
            $0.radius = 2
          }
        }
      ),
      ("median_blur5", ImagePipeline { MedianBlur { $0.radiusRange = 2...2 } }),
      ("motion_blur5", ImagePipeline { MotionBlur { $0.lengthRange = 5...5 } }),
      ("sharpen", ImagePipeline { Sharpen() }), ("gauss_noise", ImagePipeline { GaussianNoise() }),
      ("salt_pepper", ImagePipeline { SaltAndPepper() }), ("shot_noise", ImagePipeline { ShotNoise() }),
      (
        "coarse_dropout1",
        ImagePipeline {
          CoarseDropout {
            $0.countRange = 1...1
            ($0.heightRange, $0.widthRange) = (quarter...quarter, quarter...quarter)
          }
        }
      ),
      ("grid_dropout", ImagePipeline { GridDropout() }),
      ("jpeg", ImagePipeline { JPEGCompression { $0.qualityRange = 60...60 } }),
      ("normalize", ImagePipeline { Normalize() }), ("rain", ImagePipeline { Rain() }),
      ("fog", ImagePipeline { Fog() }),
      ("randaugment", ImagePipeline { RandAugment() }), ("trivialaugment", ImagePipeline { TrivialAugment() }),
      ("autoaugment", ImagePipeline { AutoAugment() }), ("augmix", ImagePipeline { AugMix() }),
    ]
    var index = 0
    for (name, pipeline) in named {
      let augmenter = try ImageAugmenter(pipeline, seed: 1, set: set)
      report(name, size, items: 1) {
        index += 1
        augmenter.augment(index: index % set.count, epoch: index / set.count)
      }
    }
  }

  /// Prints the median rate of five runs of at least 0.1 CPU seconds.
  private static func report(_ name: String, _ size: Int, items: Int, _ body: () -> Void) {
    func seconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
    body()
    let start = seconds()
    var calls = 0
    while seconds() - start < 0.02 {
      body()
      calls += 1
    }
    let repeats = max(1, calls * 5)
    let rates = (0..<5).map { _ in
      let start = seconds()
      for _ in 0..<repeats { body() }
      return Double(repeats * items) / (seconds() - start)
    }
    print("\(size) \(name) \(Int(rates.sorted()[2]))")
  }

  private static func text(_ number: Double) -> String { String(format: "%.2f", number) }
}
