import Foundation

/// A part of a set in MNIST's layout, in memory: `train-images-idx3-ubyte` with `train-labels-idx1-ubyte`, `t10k-…` for the test
/// part, each also with `.gz`.
final class PictureArray: Sendable {
  let imagePath: String
  let height: Int
  let width: Int
  let channels: Int
  let pixels: [UInt8]
  /// The label of each picture, as its number stands in the file.
  let labels: [UInt8]

  /// What the names of a part's files begin with.
  private static func prefixes(_ part: MediaReadingOptions.Part) -> [String] {
    part == .train ? ["train"] : ["t10k", "test"]
  }

  /// - Parameter content: `images-idx3` or `labels-idx1`.
  private static func path(_ part: MediaReadingOptions.Part, _ content: String, in folder: String) -> String? {
    for prefix in prefixes(part) {
      for name in [content, content.replacing("-", with: ".")] {
        for ending in ["", ".gz"] {
          let path = "\(folder)/\(prefix)-\(name)-ubyte\(ending)"
          if FileManager.default.fileExists(atPath: path) { return path }
        }
      }
    }
    return nil
  }

  /// Whether the folder holds such a part.
  static func exists(in folder: String, part: MediaReadingOptions.Part) -> Bool {
    path(part, "images-idx3", in: folder) != nil
  }

  /// - Throws: `MediaError` where a file is missing, damaged, or the two do not fit together; `FileError`.
  init(folder: String, part: MediaReadingOptions.Part, pixelLimit: Int) throws {
    let name = Self.prefixes(part)[0]
    guard let images = Self.path(part, "images-idx3", in: folder),
      let labels = Self.path(part, "labels-idx1", in: folder)
    else {
      throw MediaError(
        .layout, file: folder, found: "no complete \(part.rawValue) part",
        expected: "\(name)-images-idx3-ubyte and \(name)-labels-idx1-ubyte, each also with .gz",
        mend: "Fetch the missing file.")
    }
    let file = try IDXFile(contentsOfFile: images)
    let numbers = try IDXFile(contentsOfFile: labels)
    let sizes = file.dimensions
    guard sizes.count == 3 || sizes.count == 4, sizes.allSatisfy({ $0 > 0 }), sizes.count == 3 || sizes[3] <= 4 else {
      throw MediaError(
        .unsupported, file: images, found: "dimensions \(sizes.map(String.init).joined(separator: " × "))",
        expected: "pictures × rows × columns, or × 1 to 4 channels at the end, none of them 0",
        mend: "Check that the right file was given.")
    }
    guard sizes[1] * sizes[2] <= pixelLimit else {
      throw ImageLimit.tooLarge(height: sizes[1], width: sizes[2], limit: pixelLimit, file: images)
    }
    guard numbers.dimensions == [sizes[0]] else {
      throw MediaError(
        .layout, file: labels, found: "\(numbers.dimensions.map(String.init).joined(separator: " × ")) labels",
        expected: "\(sizes[0]), one for each picture of \(images)", mend: "Fetch both files from the same place.")
    }
    imagePath = images
    (height, width) = (sizes[1], sizes[2])
    channels = sizes.count == 4 ? sizes[3] : 1
    pixels = file.bytes
    self.labels = numbers.bytes
  }

  var count: Int { labels.count }
  /// Bytes a picture.
  var size: Int { height * width * channels }

  /// The text of label number `value`: the class of that number where the classes have names, else the number.
  static func label(_ value: UInt8, classes: [String]?) -> String {
    guard let classes, !classes.allSatisfy({ Int($0) != nil }), Int(value) < classes.count else {
      return String(value)
    }
    return classes[Int(value)]
  }

  func record(at index: Int, classes: [String]?) -> MediaRecord {
    MediaRecord(
      index: index, key: String(index), label: Self.label(labels[index], classes: classes),
      file: "\(imagePath), picture \(index)", content: .picture(self, position: index))
  }

  func image(_ position: Int) -> Image {
    Image(
      height: height, width: width, channels: channels, pixels: Array(pixels[position * size..<(position + 1) * size]))
  }
}

/// The limit that keeps a small file from filling the memory.
enum ImageLimit {
  static func tooLarge(height: Int, width: Int, limit: Int, file: String) -> MediaError {
    MediaError(
      .tooLarge, file: file, found: "a picture of \(height) × \(width) pixels", expected: "at most \(limit) pixels",
      mend: "Shrink the picture, or raise the limit.")
  }
}
