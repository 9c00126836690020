import Foundation
import Sundog
import SundogNumerics
import SundogPrivacy

/// A small set of pictures or sounds with its schema, for tests of synthesizers.
public struct MediaFixture: Sendable {
  public var schema: Schema
  public var data: MediaSet

  /// What a fit is asked to do with it.
  public func task(
    epsilon: Double = 1, delta: Double = 1e-6, accountant: AccountantKind = .gdp, timeLimit: Double? = nil
  ) throws -> MediaTask {
    try MediaTask(
      schema: schema, resource: schema.resources[0], budget: PrivacyBudget(epsilon: epsilon, delta: delta),
      dataset: DatasetIdentity(name: "fixture", fingerprint: "0"), accountant: accountant, threads: 1,
      timeLimit: timeLimit)
  }

  /// The same schema for another set.
  public func with(_ data: MediaSet) -> MediaFixture { MediaFixture(schema: schema, data: data) }

  public init(schema: Schema, data: MediaSet) {
    self.schema = schema
    self.data = data
  }

  /// A schema of a set of files.
  /// - Parameter media: the media block as JSON.
  public static func schema(
    media: String, classes: [String], rows: Int?, privacy: String = #"{ "unit": "row", "neighbors": "add-remove" }"#
  ) throws -> Schema {
    let list = classes.map { "\"\($0)\"" }.joined(separator: ", ")
    let count = rows.map { #""sundog": { "rows": { "count": \#($0), "source": "public" } },"# } ?? ""
    let person =
      privacy.contains("column")
      ? #", { "name": "person", "type": "string", "sundog": { "role": "privacyId", "release": false } }"# : ""
    return try Schema(
      text: """
        { "$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "fixture",
          "sundog": { "schemaVersion": 1, "privacy": \(privacy) },
          "resources": [ { "name": "files", "type": "table", "path": "metadata.csv", \(count)
            "schema": { "fields": [
              { "name": "file_name", "type": "string", "sundog": { "media": \(media) } },
              { "name": "label", "type": "string", "categories": [\(list)], "constraints": { "required": true },
                "sundog": { "boundSource": "public", "role": "target" } }\(person) ] } } ] }
        """)
  }

  /// Pictures of a bright bar on dark ground: upright in the first class, lying in the second, a block in others; its
  /// place, width and brightness vary.
  public static func pictures(
    height: Int = 12, width: Int = 12, channels: Int = 1, count: Int = 3_089, classes: [String] = ["a", "b", "c"],
    privacy: String = #"{ "unit": "row", "neighbors": "add-remove" }"#, seed: UInt64 = 1
  ) throws -> MediaFixture {
    var labels: [Int32] = []
    var pixels: [UInt8] = []
    for row in 0..<count {
      var random = SeededRandom(seed: seed, stream: 7, index: UInt64(row))
      // Classes of different sizes.
      let label = min(classes.count - 1, Int(random.uniform() * (Double(classes.count) + 0.5)))
      labels.append(Int32(label))
      let place = 2 + Int(random.uniform() * Double(min(height, width) / 2))
      let thickness = 2 + Int(random.uniform() * 2)
      let brightness = 140 + 100 * random.uniform()
      for y in 0..<height {
        for x in 0..<width {
          let isUpright = (place..<place + thickness).contains(x)
          let isLying = (place..<place + thickness).contains(y)
          let isBright = label == 0 ? isUpright : label == 1 ? isLying : isUpright != isLying && label % 2 == 0
          for channel in 0..<channels {
            let value = (isBright ? brightness / Double(1 + channel) : 12) + 6 * random.normal()
            pixels.append(UInt8(min(255, max(0, value))))
          }
        }
      }
    }
    return MediaFixture(
      schema: try schema(
        media: """
          { "kind": "image", "format": "png", "height": \(height), "width": \(width), "channels": \(channels) }
          """, classes: classes, rows: count, privacy: privacy),
      data: .images(
        ImageSet(height: height, width: width, channels: channels, classes: classes, labels: labels, pixels: pixels)))
  }

  /// Tones of a pitch for each class, with noise, of varying length.
  public static func sounds(
    sampleRate: Int = 8_000, seconds: Double = 1, count: Int = 400, classes: [String] = ["low", "high"],
    privacy: String = #"{ "unit": "row", "neighbors": "add-remove" }"#, seed: UInt64 = 1
  ) throws -> MediaFixture {
    var labels: [Int32] = []
    var samples: [Float] = []
    var offsets = [0]
    for row in 0..<count {
      var random = SeededRandom(seed: seed, stream: 8, index: UInt64(row))
      let label = min(classes.count - 1, Int(random.uniform() * Double(classes.count)))
      labels.append(Int32(label))
      let frames = Int(Double(sampleRate) * seconds * (0.4 + 0.6 * random.uniform()))
      let pitch = 200 * Double(label + 1) * (1 + 0.1 * random.normal())
      for frame in 0..<frames {
        let time = Double(frame) / Double(sampleRate)
        samples.append(Float(0.3 * sin(2 * Double.pi * pitch * time) + 0.01 * random.normal()))
      }
      offsets.append(samples.count)
    }
    return MediaFixture(
      schema: try schema(
        media: """
          { "kind": "audio", "format": "wav", "sampleRate": \(sampleRate), "channels": 1, "seconds": \(seconds),
            "fit": "pad-or-crop" }
          """, classes: classes, rows: count, privacy: privacy),
      data: .sounds(
        SoundSet(sampleRate: sampleRate, classes: classes, labels: labels, samples: samples, offsets: offsets)))
  }

  /// The first examples only; none where `count` is 0.
  public func first(_ count: Int) -> MediaFixture {
    switch data {
    case .images(let set):
      with(
        .images(
          ImageSet(
            height: set.height, width: set.width, channels: set.channels, classes: set.classes,
            labels: Array(set.labels.prefix(count)), pixels: Array(set.pixels.prefix(count * set.size)))))
    case .sounds(let set):
      with(
        .sounds(
          SoundSet(
            sampleRate: set.sampleRate, classes: set.classes, labels: Array(set.labels.prefix(count)),
            samples: Array(set.samples.prefix(set.offsets[min(count, set.count)])),
            offsets: Array(set.offsets.prefix(min(count, set.count) + 1)))))
    }
  }
}
