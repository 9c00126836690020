import Sundog
import SundogAugment
import SundogNumerics
import SundogTestSupport
import Testing

@Suite("Properties of transforms of pictures")
struct TransformPropertyTests {
  /// Steps without strength, and by how much bytes may differ.
  static let idle: [(step: Step<ImageSample>, most: Int)] = [
    (Step(Rotate { $0.degreesRange = 0...0 }), 0), (Step(Rotate90 { $0.quarterTurnsRange = 0...0 }), 0),
    (
      Step(
        Affine {
          ($0.degreesRange, $0.scaleRange, $0.translateXRange) = (0...0, 1...1, 0...0)
          ($0.translateYRange, $0.shearXRange) = (0...0, 0...0)
        }), 0
    ),
    (Step(Perspective { $0.distortionRange = 0...0 }), 0), (Step(Elastic { $0.alphaRange = 0...0 }), 0),
    (Step(GridDistortion { $0.distortionRange = 0...0 }), 0),
    (Step(OpticalDistortion { $0.distortionRange = 0...0 }), 0),
    (Step(Pad { ($0.top, $0.bottom, $0.left, $0.right) = (0, 0, 0, 0) }), 0),
    (Step(Brightness { $0.factorRange = 1...1 }), 0), (Step(Contrast { $0.factorRange = 1...1 }), 0),
    (Step(Saturation { $0.factorRange = 1...1 }), 0), (Step(Hue { $0.turnsRange = 0...0 }), 1),
    (
      Step(
        HueSaturationValue { ($0.turnsRange, $0.saturationRange, $0.valueRange) = (0...0, 0...0, 0...0) }), 1
    ),
    (
      Step(
        ColorJitter {
          ($0.brightnessRange, $0.contrastRange) = (1...1, 1...1)
          ($0.saturationRange, $0.turnsRange) = (1...1, 0...0)
        }), 0
    ),
    (Step(BrightnessContrast { ($0.brightnessRange, $0.contrastRange) = (0...0, 0...0) }), 0),
    (Step(Gamma { $0.gammaRange = 1...1 }), 0), (Step(Posterize { $0.bitsRange = 8...8 }), 0),
    (Step(ToneCurve { ($0.lowRange, $0.highRange) = (1.0 / 3...1.0 / 3, 2.0 / 3...2.0 / 3) }), 0),
    (Step(Solarize { $0.thresholdRange = 256...256 }), 0), (Step(Sepia { $0.strengthRange = 0...0 }), 0),
    (Step(ChannelDropout { $0.countRange = 0...0 }), 0),
    (Step(RGBShift { ($0.redRange, $0.greenRange, $0.blueRange) = (0...0, 0...0, 0...0) }), 0),
    (Step(BoxBlur { $0.radiusRange = 0...0 }), 0), (Step(MedianBlur { $0.radiusRange = 0...0 }), 0),
    (Step(MotionBlur { $0.lengthRange = 1...1 }), 0), (Step(Defocus { $0.radiusRange = 0...0 }), 0),
    (Step(Sharpen { $0.alphaRange = 0...0 }), 0), (Step(Sharpness { $0.factorRange = 1...1 }), 0),
    (Step(UnsharpMask { $0.amountRange = 0...0 }), 0), (Step(Emboss { $0.alphaRange = 0...0 }), 0),
    (Step(Downscale { $0.scaleRange = 1...1 }), 0), (Step(GaussianNoise { $0.standardDeviationRange = 0...0 }), 0),
    (Step(SpeckleNoise { $0.standardDeviationRange = 0...0 }), 0), (Step(SaltAndPepper { $0.amountRange = 0...0 }), 0),
    (Step(PixelDropout { $0.amountRange = 0...0 }), 0), (Step(CoarseDropout { $0.countRange = 0...0 }), 0),
    (Step(GridDropout { $0.shareRange = 0...0 }), 0), (Step(Fog { $0.strengthRange = 0...0 }), 0),
    (Step(Rain { ($0.densityRange, $0.brightnessRange) = (0...0, 1...1) }), 0),
    (Step(Snow { ($0.densityRange, $0.brightnessRange) = (0...0, 0...0) }), 0),
    (Step(Shadow { $0.strengthRange = 0...0 }), 0), (Step(SunFlare { $0.strengthRange = 0...0 }), 0),
    (Step(RandAugment { $0.count = 0 }), 0),
  ]

  @Test("change nothing without strength", arguments: idle.indices)
  func idleness(index: Int) throws {
    let (step, most) = Self.idle[index]
    for channels in 1...4 {
      let image = Image.speckled(height: 21, width: 34, channels: channels)
      let augmenter = try ImageAugmenter(ImagePipeline([step]), seed: 2)
      for place in 0..<3 {
        let result = augmenter.augment(image, index: place, epoch: 0).image
        #expect(result.height == 21 && result.width == 34)
        let differences = zip(result.pixels, image.pixels).map { abs(Int($0) - Int($1)) }
        #expect(differences.max()! <= most, "\(step.name), \(channels) channels")
      }
    }
  }

  static let moving: [Step<ImageSample>] = [
    Step(HorizontalFlip()), Step(VerticalFlip()), Step(Rotate90()), Step(Transpose()),
    Step(Rotate { $0.degreesRange = -180...180 }), Step(Affine()), Step(Perspective()),
    Step(Elastic { ($0.alphaRange, $0.sigmaRange) = (30...30, 6...6) }), Step(GridDistortion()),
    Step(OpticalDistortion()), Step(Pad { ($0.top, $0.left) = (7, 9) }),
    Step(Crop { ($0.height, $0.width) = (48, 50) }), Step(CenterCrop { ($0.height, $0.width) = (80, 44) }),
    Step(Resize { ($0.height, $0.width) = (40, 90) }), Step(ResizeShortSide { $0.size = 90 }),
    Step(
      ResizedCrop {
        ($0.height, $0.width) = (60, 60)
        $0.scaleRange = 0.6...1
      }),
  ]

  /// A bright disk of radius 6 on black, its mask, its box, its center.
  private static func disk(x: Double, y: Double) -> (image: Image, annotations: Annotations) {
    var image = Image(height: 64, width: 72, channels: 3)
    for row in 0..<64 {
      for column in 0..<72 {
        let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
        if dx * dx + dy * dy < 36 { for channel in 0..<3 { image[row, column, channel] = 250 } }
      }
    }
    let mask = (0..<64 * 72).map { image.pixels[3 * $0] > 0 ? UInt8(1) : 0 }
    let box = Annotations.Box(left: x - 6, top: y - 6, right: x + 6, bottom: y + 6)
    return (image, Annotations(masks: [mask], boxes: [box], keyPoints: [Annotations.KeyPoint(x: x, y: y)]))
  }

  @Test("move masks, boxes and points with the picture", arguments: moving.indices)
  func annotations(index: Int) throws {
    let step = Self.moving[index]
    let augmenter = try ImageAugmenter(ImagePipeline([step]), seed: 6)
    var seen = 0
    for place in 0..<40 {
      let (x, y) = (14 + Double(place % 8) * 6, 14 + Double(place / 8) * 8)
      let (image, annotations) = Self.disk(x: x, y: y)
      let sample = augmenter.augment(image, annotations: annotations, index: place, epoch: 0)
      let (result, moved) = (sample.image, sample.annotations)
      var (sumX, sumY, total, agreeing, boxed) = (0.0, 0.0, 0.0, 0, 0)
      for row in 0..<result.height {
        for column in 0..<result.width {
          let value = Double(result[row, column, 1])
          sumX += value * (Double(column) + 0.5)
          sumY += value * (Double(row) + 0.5)
          total += value
          if (value > 125) == (moved.masks[0][row * result.width + column] > 0) { agreeing += 1 }
          if value > 125, let box = moved.boxes.first,
            Double(column) + 1.5 > box.left, Double(column) - 0.5 < box.right, Double(row) + 1.5 > box.top,
            Double(row) - 0.5 < box.bottom
          {
            boxed += 1
          }
        }
      }
      let bright = (0..<result.height * result.width).count { result.pixels[3 * $0 + 1] > 125 }
      #expect(result.height * result.width - agreeing < 24, "\(step.name): the mask")
      // A bent disk may reach beyond the box around its box's moved corners.
      #expect(Double(boxed) >= 0.9 * Double(bright), "\(step.name): the box")
      let point = moved.keyPoints[0]
      let isWhole =
        point.x > 14 && point.y > 14 && point.x < Double(result.width) - 14 && point.y < Double(result.height) - 14
      guard isWhole else { continue }
      seen += 1
      #expect(point.isVisible)
      #expect(abs(sumX / total - point.x) < 2.5 && abs(sumY / total - point.y) < 2.5, "\(step.name): the point")
    }
    #expect(seen > 4, "\(step.name)")
  }

  @Test func hiddenPointsAreMarked() throws {
    let (image, annotations) = Self.disk(x: 30, y: 30)
    let augmenter = try ImageAugmenter(
      ImagePipeline {
        CoarseDropout {
          $0.countRange = 1...1
          ($0.heightRange, $0.widthRange) = (1...1, 1...1)
        }
      }, seed: 1)
    let sample = augmenter.augment(image, annotations: annotations, index: 0, epoch: 0)
    #expect(sample.annotations.keyPoints.map(\.isVisible) == [false])
    #expect(sample.image.pixels.allSatisfy { $0 == 0 })
  }

  /// Smoothing steps, the weak and the strong.
  static let smoothing: [Step<ImageSample>] = [
    Step(GaussianBlur { $0.sigmaRange = 0.1...0.1 }), Step(GaussianBlur { $0.sigmaRange = 30...30 }),
    Step(BoxBlur { $0.radiusRange = 1...1 }), Step(BoxBlur { $0.radiusRange = 90...90 }),
    Step(MedianBlur()), Step(MotionBlur { $0.lengthRange = 63...63 }), Step(Defocus { $0.radiusRange = 2...2 }),
    Step(Defocus { $0.radiusRange = 15...15 }), Step(Sharpness()), Step(UnsharpMask { $0.sigmaRange = 30...30 }),
    Step(Downscale { $0.scaleRange = 0.01...0.01 }), Step(JPEGCompression { $0.qualityRange = 1...1 }),
  ]

  @Test("keep even areas", arguments: smoothing.indices)
  func evenAreas(index: Int) throws {
    let step = Self.smoothing[index]
    let augmenter = try ImageAugmenter(ImagePipeline([step]), seed: 3)
    for (height, width, channels) in [(1, 1, 3), (3, 40, 1), (37, 41, 3), (8, 9, 4), (64, 5, 2)] {
      let image = Image(height: height, width: width, channels: channels, filledWith: 200)
      let result = augmenter.augment(image, index: 0, epoch: 0).image
      // Quality 1 rounds brightness to multiples of 32 of its 8 × 8 sums over 8, and the median is of one value.
      let most = step.name == JPEGCompression.name ? 16 : 1
      #expect(result.pixels.allSatisfy { abs(Int($0) - 200) <= most }, "\(step.name), \(height) × \(width)")
    }
  }

  @Test func extremesAreHarmless() throws {
    let text = """
      [{ "op": "affine", "degreesRange": 360, "scaleRange": 0.01, "translateXRange": 1, "shearXRange": 89,
         "shearYRange": -89 },
       { "op": "affine", "scaleRange": 100, "border": "reflect" },
       { "op": "perspective", "distortionRange": 0.95, "border": "edge" },
       { "op": "elastic", "alphaRange": 10000, "sigmaRange": 100, "border": "reflect" },
       { "op": "elastic", "alphaRange": 10000, "sigmaRange": 0.5 },
       { "op": "gridDistortion", "cells": 100, "distortionRange": [-0.9, 0.9] },
       { "op": "opticalDistortion", "distortionRange": -1 }, { "op": "opticalDistortion", "distortionRange": 1 },
       { "op": "clahe", "tiles": 64, "clipLimitRange": 0.1 }, { "op": "clahe", "tiles": 1, "clipLimitRange": 1000 },
       { "op": "hueSaturationValue", "turnsRange": -1, "saturationRange": 1, "valueRange": 1 },
       { "op": "shotNoise", "photonsRange": 1 }, { "op": "shotNoise", "photonsRange": 100000 },
       { "op": "gaussianNoise", "standardDeviationRange": 1 }, { "op": "saltAndPepper", "amountRange": 1 },
       { "op": "gridDropout", "unitRange": 0.01, "shareRange": 1 }, { "op": "snow", "radiusRange": 0.2 },
       { "op": "rain", "lengthRange": 1, "slantDegreesRange": 60 }, { "op": "sunFlare", "radiusRange": 1 },
       { "op": "augMix", "chains": 16, "depth": 16, "level": 1, "alpha": 0.01 },
       { "op": "randAugment", "count": 100, "level": 1 }, { "op": "pad", "top": 300, "left": 200, "border": "reflect" },
       { "op": "resize", "height": 1, "width": 999 }, { "op": "resizedCrop", "height": 3, "width": 2 }]
      """
    let pipeline = try ImagePipeline(text: text)
    for step in pipeline.steps {
      let augmenter = try ImageAugmenter(ImagePipeline([step]), seed: 3)
      for (height, width, channels) in [(1, 1, 3), (1, 50, 1), (40, 1, 4), (19, 23, 3)] {
        let image = Image.speckled(height: height, width: width, channels: channels)
        for index in 0..<3 {
          let result = augmenter.augment(image, index: index, epoch: 0).image
          #expect(result.channels == channels)
          #expect(augmenter.augment(image, index: index, epoch: 0).image == result, "\(step.name)")
        }
      }
    }
  }
}
