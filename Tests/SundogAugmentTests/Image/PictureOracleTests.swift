import Foundation
import Sundog
import SundogAugment
import Testing

@Suite("Transforms of pictures, against other tools")
struct PictureOracleTests {
  struct Picture: Decodable {
    let shape: [Int]
    let pixels: Data

    var image: Image { Image(height: shape[0], width: shape[1], channels: shape[2], pixels: Array(pixels)) }
  }

  struct Case: Decodable {
    let op: String
    let picture: String
    let parameters: JSONValue
    let draw: JSONValue
    /// The tool and its version.
    let by: String
    /// The greatest and the mean difference that is allowed.
    let most: Int
    let mean: Double
    /// Pixels at the edges that are not compared.
    let border: Int
    let shape: [Int]
    let expected: Data
  }

  struct File: Decodable {
    let pictures: [String: Picture]
    let cases: [Case]
  }

  private static func file() throws -> File {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try JSONDecoder().decode(
      File.self, from: Data(contentsOf: folder.appending(path: "Fixtures/Oracles/pictures.json")))
  }

  private func result<Kind: Transform<ImageSample>>(_ type: Kind.Type, _ test: Case, _ image: Image) throws -> Image {
    let encoder = JSONEncoder()
    let transform = try JSONDecoder().decode(type, from: encoder.encode(test.parameters))
    let draw = try JSONDecoder().decode(type.Draw.self, from: encoder.encode(test.draw))
    let sample = ImageSample()
    sample.load(image)
    transform.apply(draw, to: sample)
    return sample.image
  }

  @Test func agree() throws {
    let file = try Self.file()
    var names: Set<String> = []
    for test in file.cases {
      let type = try #require(ImageCatalog.transforms.first { $0.name == test.op }, "\(test.op)")
      let image = try result(type, test, #require(file.pictures[test.picture]).image)
      names.insert(test.op)
      #expect([image.height, image.width, image.channels] == test.shape, "\(test.op)")
      guard [image.height, image.width, image.channels] == test.shape else { continue }
      var differences: [Int] = []
      for row in test.border..<image.height - test.border {
        for column in test.border..<image.width - test.border {
          for channel in 0..<image.channels {
            let place = (row * image.width + column) * image.channels + channel
            differences.append(abs(Int(image.pixels[place]) - Int(test.expected[place])))
          }
        }
      }
      let mean = Double(differences.reduce(0, +)) / Double(differences.count)
      #expect(
        differences.max()! <= test.most && mean <= test.mean,
        "\(test.op) \(test.parameters) \(test.draw) by \(test.by): at most \(differences.max()!), mean \(mean)")
    }
    #expect(names.count >= 33)
  }
}
