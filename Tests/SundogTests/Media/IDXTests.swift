import Foundation
import Sundog
import Testing

@Suite struct IDXTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// An IDX file of unsigned bytes.
  static func idx(_ dimensions: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } } + elements
  }

  /// A gzip member of one stored block (RFC 1951, 1952).
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var checksum: UInt32 = ~0
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let size = UInt32(bytes.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(size, 2) + little(~size & 0xFFFF, 2) + bytes
      + little(~checksum, 4) + little(size, 4)
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: directory.path + "/" + name))
  }

  /// Six pictures of 2 × 3 pixels; pixel p of picture i is 10 i + p.
  private static let pixels: [UInt8] = (0..<6).flatMap { image in (0..<6).map { UInt8(10 * image + $0) } }

  private func writeSet(labels: [UInt8] = [10, 2, 2, 0, 10, 0], compressed: Bool = false) throws {
    let (images, numbers) = (Self.idx([6, 2, 3], Self.pixels), Self.idx([labels.count], labels))
    let ending = compressed ? ".gz" : ""
    try write(compressed ? Self.gzip(images) : images, "train-images-idx3-ubyte" + ending)
    try write(compressed ? Self.gzip(numbers) : numbers, "train-labels-idx1-ubyte" + ending)
  }

  private func problem(_ options: MediaReadingOptions = MediaReadingOptions()) -> MediaError? {
    do {
      _ = try MediaSet.read(path: directory.path, options: options)
      return nil
    } catch { return error as? MediaError }
  }

  @Test("plain and compressed files read alike, and labels stand in natural order", arguments: [false, true])
  func pictures(compressed: Bool) throws {
    try writeSet(compressed: compressed)
    guard case .images(let set) = try MediaSet.read(path: directory.path) else { throw TestFailure("not pictures") }
    #expect(set.classes == ["0", "2", "10"])
    #expect(set.labels == [2, 1, 1, 0, 2, 0])
    #expect((set.height, set.width, set.channels) == (2, 3, 1))
    #expect(set.pixels == Self.pixels)
    #expect(set[3].pixels == [30, 31, 32, 33, 34, 35])
  }

  @Test("numbers are positions of named classes")
  func namedClasses() throws {
    try writeSet(labels: [0, 1, 1, 0, 1, 0])
    var options = MediaReadingOptions()
    options.classes = ["shirt", "boot"]
    #expect(try MediaSet.read(path: directory.path, options: options).classes == ["shirt", "boot"])
    options.classes = ["shirt", "boot", "bag"]
    #expect(problem(options)?.kind == .emptyClass)
    #expect(problem(options)?.found.contains("bag") == true)
    options.allowsEmptyClasses = true
    #expect(problem(options) == nil)
    options.classes = ["shirt"]
    #expect(problem(options)?.kind == .unknownLabel)
  }

  @Test("a label outside the classes names its picture")
  func unknownLabel() throws {
    try writeSet()
    var options = MediaReadingOptions()
    options.classes = ["0", "2"]
    let error = try #require(problem(options))
    #expect(error.kind == .unknownLabel)
    #expect(error.file.hasSuffix("train-images-idx3-ubyte, picture 0"))
    #expect(error.found.contains("\"10\""))
  }

  @Test("files that are cut off, too long, damaged or of another size are refused")
  func badFiles() throws {
    try writeSet()
    let images = Self.idx([6, 2, 3], Self.pixels)
    try write(Array(images.dropLast(7)), "train-images-idx3-ubyte")
    #expect(problem()?.kind == .damaged)
    try write(images + [1], "train-images-idx3-ubyte")
    #expect(problem()?.kind == .damaged)
    try write([0, 0, 13] + Array(images.dropFirst(3)), "train-images-idx3-ubyte")
    #expect(problem()?.kind == .unsupported)
    try write(Self.idx([1 << 30, 1 << 30, 1 << 30], []), "train-images-idx3-ubyte")
    #expect(problem()?.kind == .tooLarge)
    try write(Self.idx([1, 30_000, 30_000], []), "train-images-idx3-ubyte")
    #expect(problem() != nil)
    try write(Self.idx([0, 2, 3], []), "train-images-idx3-ubyte")
    #expect(problem()?.kind == .unsupported)
    try write(Self.idx([5, 2, 3], Array(Self.pixels.dropLast(6))), "train-images-idx3-ubyte")
    #expect(problem()?.kind == .layout)
    let packed = Self.gzip(images)
    for damaged in [Array(packed.dropLast(20)), packed.dropLast(4) + [0, 0, 0, 9]] {
      try FileManager.default.removeItem(atPath: directory.path + "/train-images-idx3-ubyte")
      try write(damaged, "train-images-idx3-ubyte.gz")
      #expect(problem()?.kind == .damaged)
      try write([], "train-images-idx3-ubyte")
    }
    try FileManager.default.removeItem(atPath: directory.path + "/train-images-idx3-ubyte")
    try write(Self.gzip(Array(images.dropLast(3))), "train-images-idx3-ubyte.gz")
    #expect(problem()?.kind == .damaged)
    try write(Self.gzip(images + [9]), "train-images-idx3-ubyte.gz")
    #expect(problem()?.kind == .damaged)
  }

  @Test("batches hold (x / 255 − mean) / deviation and the class as a probability of 1")
  func batches() throws {
    let pixels = (0..<24).map { UInt8($0 * 11 % 256) }
    let set = ImageSet(height: 2, width: 2, channels: 3, classes: ["a", "b"], labels: [1, 0], pixels: pixels)
    let (means, deviations): ([Float], [Float]) = ([0.4, 0.5, 0.3], [0.2, 0.25, 0.3])
    for (mean, deviation) in [([0.5], [0.5]), (means, deviations), ([0.1], deviations)] {
      let source = ImageBatches(set, mean: mean, standardDeviation: deviation)
      #expect(source.shape == BatchShape(count: 2, height: 2, width: 2, channels: 3, classes: ["a", "b"]))
      var inputs = [Float](repeating: -9, count: 36)
      var targets = [Float](repeating: -9, count: 6)
      inputs.withUnsafeMutableBufferPointer { inputs in
        targets.withUnsafeMutableBufferPointer { targets in
          [Int32]([1, 0, 1]).withUnsafeBufferPointer {
            source.read($0, epoch: 0, into: Batch(inputs: inputs, targets: targets))
          }
        }
      }
      #expect(targets == [1, 0, 0, 1, 1, 0])
      for (row, position) in [1, 0, 1].enumerated() {
        for index in 0..<12 {
          let (m, d) = (mean[index % mean.count], deviation[index % deviation.count])
          let expected = (Float(pixels[12 * position + index]) / 255 - m) / d
          #expect(abs(inputs[12 * row + index] - expected) < 1e-5)
        }
      }
    }
  }

  @Test("Debian's Fashion-MNIST reads whole: 60,000 and 10,000 pictures of ten classes alike")
  func fashionMNIST() throws {
    let folder = "/usr/share/datasets/fashion-mnist"
    guard FileManager.default.fileExists(atPath: folder) else {
      print("SKIPPED: \(folder) is missing; install Debian's dataset-fashion-mnist")
      return
    }
    for (part, count) in [(MediaReadingOptions.Part.train, 60_000), (.test, 10_000)] {
      var options = MediaReadingOptions()
      options.part = part
      guard case .images(let set) = try MediaSet.read(path: folder, options: options) else {
        throw TestFailure("not pictures")
      }
      #expect(set.count == count)
      #expect((set.height, set.width, set.channels) == (28, 28, 1))
      for label in 0..<10 { #expect(set.labels.count { $0 == Int32(label) } == count / 10) }
    }
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
