import Foundation

/// Files in every form that is read, and what Pillow and soundfile read in them (`Tests/Fixtures/Oracles/media.py`).
struct MediaOracle: Decodable, Sendable {
  struct Picture: Decodable, Sendable {
    var name: String
    var file: Data
    var height: Int
    var width: Int
    var channels: Int
    var pixels: Data
    var quality: Int?
    var halves: Bool?
  }

  struct Clip: Decodable, Sendable {
    var name: String
    var file: Data
    var rate: Int
    var channels: Int
    var samples: Data

    var floats: [Float] {
      samples.withUnsafeBytes { raw in
        (0..<raw.count / 4).map { Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
      }
    }
  }

  struct Conversions: Decodable, Sendable {
    var source: Picture
    var grey: Picture
    var resized: [Picture]
    var recoded: [Picture]
  }

  var pictures: [Picture]
  var conversions: Conversions
  var sounds: [Clip]

  static let shared = Result {
    try JSONDecoder().decode(
      MediaOracle.self, from: Data(contentsOf: packageRoot("Tests/Fixtures/Oracles/media.json")))
  }

  private static func packageRoot(_ path: String) -> URL { URL(fileURLWithPath: SundogTests.packageRoot + "/" + path) }
}
