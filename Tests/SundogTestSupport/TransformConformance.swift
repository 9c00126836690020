import Foundation
import Sundog
import SundogAugment
import SundogNumerics

/// What every transform must do, whatever it changes. Returns what it does not, in sentences.
///
/// - Parameters:
///   - make: a fresh sample, always the same.
///   - content: all that a sample holds, as bytes.
/// - Throws: what coding throws where it should not.
public func checkTransform<Kind: Transform>(
  _ transform: Kind, make: () -> Kind.Sample, content: (Kind.Sample) -> [UInt8]
) throws -> [String] {
  var failures: [String] = []
  func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
    if !condition { failures.append("\(Kind.name): \(sentence())") }
  }
  require(transform.problems.isEmpty, "its parameters are refused: \(transform.problems)")
  let written = try JSONEncoder().encode(transform)
  let read = try JSONDecoder().decode(Kind.self, from: written)
  require(read == transform, "it differs after writing and reading")
  require(Kind.Sample.catalog.contains { $0.name == Kind.name }, "it is not in the catalog")

  for index in 0..<6 as Range<UInt64> {
    func draw(of transform: Kind, seed: UInt64 = 11) -> Kind.Draw {
      var generator = SeededRandom(seed: seed, stream: 3, index: index)
      return transform.draw(for: make().shape, using: &generator)
    }
    func result(_ draw: Kind.Draw, of transform: Kind) -> Kind.Sample {
      let sample = make()
      transform.apply(draw, to: sample)
      return sample
    }
    let first = draw(of: transform)
    let sample = result(first, of: transform)
    let bytes = content(sample)
    let shape = sample.shape
    require(content(result(draw(of: transform), of: transform)) == bytes, "the same address gives other bytes")
    require(content(result(draw(of: read), of: read)) == bytes, "a read transform gives other bytes")
    let coded = try JSONDecoder().decode(Kind.Draw.self, from: JSONEncoder().encode(first))
    require(content(result(coded, of: transform)) == bytes, "a replayed draw gives other bytes")
    // Memory that was used for another sample leaves no trace.
    transform.apply(first, to: make())
    require(content(result(first, of: transform)) == bytes, "a second use gives other bytes")
    if let promise = transform.resultShape(of: make().shape) {
      require(shape == promise, "it promises \(promise) and makes \(shape)")
    }
  }
  return failures
}

/// What every transform of pictures must do. Returns what it does not, in sentences.
///
/// - Parameter shapes: pictures to try it on, as (height, width, channels).
public func checkImageTransform<Kind: Transform<ImageSample>>(
  _ transform: Kind,
  shapes: [(Int, Int, Int)] = [(17, 23, 3), (16, 16, 1), (9, 8, 4), (12, 31, 2), (1, 1, 3), (5, 1, 1), (64, 70, 3)]
) throws -> [String] {
  var failures: [String] = []
  for (height, width, channels) in shapes {
    let image = Image.speckled(height: height, width: width, channels: channels)
    let annotations = Annotations(
      masks: [(0..<height * width).map { UInt8($0 % 7) }],
      boxes: [Annotations.Box(left: 0, top: 0, right: Double(width) / 2, bottom: Double(height), label: "half")],
      keyPoints: [Annotations.KeyPoint(x: Double(width) * 0.4, y: Double(height) * 0.6)])
    // Samples are used again, as in a pipeline.
    let used = ImageSample()
    let place = "\(height) × \(width) × \(channels): "
    failures += try checkTransform(
      transform,
      make: {
        used.load(image, annotations: annotations)
        return used
      }, content: content(of:)
    ).map { place + $0 }
    for index in 0..<6 as Range<UInt64> {
      let sample = ImageSample()
      sample.load(image, annotations: annotations)
      var generator = SeededRandom(seed: 12, stream: 4, index: index)
      transform.apply(transform.draw(for: sample.shape, using: &generator), to: sample)
      failures += misplacedAnnotations(of: sample).map { place + "\(Kind.name): " + $0 }
      if sample.shape.channels != channels { failures.append(place + "\(Kind.name): it changes the channels") }
    }
  }
  return failures
}

private func content(of sample: ImageSample) -> [UInt8] {
  var bytes = sample.normalized.map { Array(UnsafeRawBufferPointer($0)) } ?? sample.image.pixels
  bytes += sample.annotations.masks.flatMap { $0 }
  bytes += Array("\(sample.shape) \(sample.annotations.boxes) \(sample.annotations.keyPoints)".utf8)
  return bytes
}

private func misplacedAnnotations(of sample: ImageSample) -> [String] {
  let (width, height) = (Double(sample.shape.width), Double(sample.shape.height))
  var failures: [String] = []
  if sample.annotations.masks.contains(where: { $0.count != sample.shape.height * sample.shape.width }) {
    failures.append("a mask has another size than the picture")
  }
  if sample.annotations.boxes.contains(where: {
    $0.left < 0 || $0.top < 0 || $0.right > width || $0.bottom > height || $0.left >= $0.right || $0.top >= $0.bottom
  }) {
    failures.append("a box leaves the picture")
  }
  if sample.annotations.keyPoints.contains(where: {
    $0.isVisible && !($0.x >= 0 && $0.y >= 0 && $0.x < width && $0.y < height)
  }) {
    failures.append("a visible point lies outside the picture")
  }
  return failures
}

extension Image {
  /// A picture with smooth areas, edges and speckles, always the same.
  public static func speckled(height: Int, width: Int, channels: Int) -> Image {
    var image = Image(height: height, width: width, channels: channels)
    var generator = SeededRandom(seed: 31, stream: UInt32(height), index: UInt64(width * channels))
    for row in 0..<height {
      for column in 0..<width {
        for channel in 0..<channels {
          let smooth = 255 * row / height * (channel + 1) / channels
          let edge = (row / 5 + column / 4) % 2 == 0 ? 40 : 0
          let speckle = Int(generator.next() % 24)
          image[row, column, channel] = UInt8(min(255, smooth / 2 + edge + speckle + 30 * channel))
        }
      }
    }
    return image
  }
}
