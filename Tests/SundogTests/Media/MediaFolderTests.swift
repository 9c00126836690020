import Foundation
import Sundog
import SundogNumerics
import Testing

/// Sets in every layout: what is written reads back, and what is wrong says where.
@Suite struct MediaFolderTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    let path = URL(fileURLWithPath: directory.path + "/" + name)
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: path)
  }

  private func picture(_ seed: UInt64, _ height: Int = 6, _ width: Int = 5, _ channels: Int = 3) -> Image {
    CodecTests.randomImage(height, width, channels, seed: seed)
  }

  private func problem(_ path: String? = nil, _ change: (inout MediaReadingOptions) -> Void = { _ in }) -> MediaError? {
    var options = MediaReadingOptions()
    change(&options)
    do { _ = try MediaSet.read(path: path ?? directory.path, options: options) } catch { return error as? MediaError }
    return nil
  }

  private func images(_ path: String? = nil, _ change: (inout MediaReadingOptions) -> Void = { _ in }) throws
    -> ImageSet
  {
    var options = MediaReadingOptions()
    change(&options)
    guard case .images(let set) = try MediaSet.read(path: path ?? directory.path, options: options) else {
      throw TestFailure("not pictures")
    }
    return set
  }

  private func sounds(_ path: String? = nil, _ change: (inout MediaReadingOptions) -> Void = { _ in }) throws
    -> SoundSet
  {
    var options = MediaReadingOptions()
    change(&options)
    guard case .sounds(let set) = try MediaSet.read(path: path ?? directory.path, options: options) else {
      throw TestFailure("not sounds")
    }
    return set
  }

  /// Annotated pictures with awkward keys and labels.
  static func examples(_ count: Int = 70) -> [MediaExample] {
    (0..<count).map { index in
      let image = CodecTests.randomImage(4, 7, 3, seed: UInt64(index))
      var annotations = Annotations()
      if index % 3 == 0 {
        annotations.boxes = [Annotations.Box(left: 1, top: 0.5, right: 3, bottom: 4, label: "a, \"b\"")]
        annotations.masks = [(0..<28).map { UInt8($0 % 3) }, (0..<28).map { UInt8($0) }]
      }
      if index % 5 == 0 { annotations.keyPoints = [Annotations.KeyPoint(x: 2, y: 3, label: "ö", isVisible: false)] }
      return MediaExample(
        key: "part \(index % 2)/\(index)", media: .image(image), label: ["7", "with, comma", "ü"][index % 3],
        annotations: annotations)
    }
  }

  @Test(
    "a folder and an archive give back pictures, labels, masks, boxes and key points", arguments: ["out", "out.tar"])
  func roundTrip(name: String) throws {
    let examples = Self.examples()
    let path = directory.path + "/" + name
    let writer = try MediaWriter(path: path)
    try writer.write(Array(examples[..<33]), threads: 2)
    try writer.write(Array(examples[33...]), threads: 1)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try writer.finish().count == 70)
    #expect(directory.entries == [name])
    for threads in [1, 3] {
      let reader = try MediaReader(path: path)
      var read: [MediaExample] = []
      while let chunk = try reader.next(11, threads: threads) { read += chunk }
      for (read, example) in zip(read, examples) { #expect(read == example) }
      #expect(read.count == 70)
      try reader.rewind()
      #expect(try reader.skip(60) == 60)
      #expect(try reader.next(100, threads: threads)?.first == examples[60])
      var chunked: [MediaExample] = []
      try MediaReader(path: path).readChunks(threads: threads) { chunked += $0 }
      #expect(chunked.map(\.key) == examples.map(\.key))
    }
  }

  @Test("the same examples make the same archive, which tar and its checksums accept")
  func deterministicArchive() throws {
    var archives: [Data] = []
    for name in ["a.tar", "b.tar"] {
      let writer = try MediaWriter(path: directory.path + "/" + name)
      try writer.write(Self.examples(20))
      let summary = try writer.finish()
      archives.append(try Data(contentsOf: URL(fileURLWithPath: directory.path + "/" + name)))
      #expect(summary.bytes == archives.last?.count)
    }
    #expect(archives[0] == archives[1])
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/bin/tar")
    tar.arguments = ["-tf", directory.path + "/a.tar"]
    let output = Pipe()
    tar.standardOutput = output
    try tar.run()
    let names = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    #expect(names.hasPrefix("part 0/0.png\npart 0/0.mask.png\npart 0/0.mask1.png\npart 0/0.cls\npart 0/0.json\n"))
  }

  @Test("names too long for the header, full stops in keys and equal keys survive an archive")
  func awkwardKeys() throws {
    let long = String(repeating: "a", count: 90) + "/" + String(repeating: "b", count: 95)
    let longer = String(repeating: "ü", count: 150)
    let keys = [long, longer, longer + "/x", "v1.2/photo.final", "same", "same"]
    let path = directory.path + "/x.tar"
    let writer = try MediaWriter(path: path)
    try writer.write(keys.map { MediaExample(key: $0, media: .image(picture(1)), label: "3") })
    _ = try writer.finish()
    let read = try #require(try MediaReader(path: path).next(100))
    #expect(read.map(\.key) == [long, longer, longer + "/x", "v1_2/photo_final", "same", "same_"])
    #expect(read.allSatisfy { $0.label == "3" && $0.media == .image(picture(1)) })
  }

  @Test("keys that would leave the folder, and keys that are taken, are refused; nothing is left")
  func badKeys() throws {
    for key in ["../x", "/x", "a/../../x", "", "a//b", "a/."] {
      let writer = try MediaWriter(path: directory.path + "/out")
      #expect(throws: MediaError.self) { try writer.write([MediaExample(key: key, media: .image(picture(1)))]) }
    }
    do {
      let writer = try MediaWriter(path: directory.path + "/out")
      let example = MediaExample(key: "x", media: .image(picture(1)))
      try writer.write([example])
      #expect(throws: FileError.self) { try writer.write([example]) }
    }
    #expect(directory.entries.isEmpty)
    try write([1], "full/file")
    #expect(throws: FileError.self) { try MediaWriter(path: directory.path + "/full") }
  }

  @Test("a folder for each class: natural order, nested files, other files left out")
  func classFolders() throws {
    for (name, seed) in [("10/a.png", 1), ("2/x10.png", 2), ("2/x9.PNG", 3), ("2/deep/y.png", 4)] {
      try write(try picture(UInt64(seed)).encodedPNG(), name)
    }
    try write([1, 2], "2/readme.txt")
    try write([1, 2], ".hidden/z.png")
    let set = try images()
    #expect(set.classes == ["2", "10"])
    #expect(set.labels == [0, 0, 0, 1])
    #expect((0..<4).map { set[$0] } == [3, 2, 4, 1].map { picture($0) })
    try FileManager.default.createDirectory(atPath: directory.path + "/3", withIntermediateDirectories: true)
    #expect(problem()?.kind == .emptyClass)
    #expect(problem()?.found.contains("\"3\"") == true)
  }

  @Test("folders train and test are parts, and a set without parts has no test part")
  func parts() throws {
    try write(try picture(1).encodedPNG(), "train/a/1.png")
    try write(try picture(2).encodedPNG(), "test/a/1.png")
    #expect(try images()[0] == picture(1))
    #expect(try images { $0.part = .test }[0] == picture(2))
    #expect(try MediaReader.hasTestPart(at: directory.path))
    #expect(problem(directory.path + "/train") { $0.part = .test }?.kind == .layout)
    #expect(try !MediaReader.hasTestPart(at: directory.path + "/train"))
  }

  @Test("mixed sizes are refused naming both files, resampled, or brought to a size")
  func mixedSizes() throws {
    try write(try picture(1).encodedPNG(), "a/1.png")
    try write(try picture(2, 9, 9).encodedPNG(), "a/2.png")
    try write(try picture(3, 6, 5, 1).encodedPNG(), "b/3.png")
    let error = try #require(problem())
    #expect(error.kind == .mixed)
    #expect(error.file.hasSuffix("a/2.png") && error.expected.contains("a/1.png"))
    #expect(error.found.contains("9 × 9"))
    let set = try images { $0.mixedSizes = .resample }
    #expect((set.height, set.width, set.channels) == (6, 5, 3))
    #expect(set[1] == picture(2, 9, 9).resized(height: 6, width: 5))
    #expect(set[2] == picture(3, 6, 5, 1).converted(toChannels: 3))
    let resized = try images {
      $0.resize = .init(height: 4, width: 8)
      $0.channels = 1
    }
    #expect(resized[1] == picture(2, 9, 9).converted(toChannels: 1).resized(height: 4, width: 8))
    #expect(problem { $0.resize = .init(height: 4, width: 8) }?.kind == .mixed)
  }

  @Test("damaged files end the reading with their name, or are left out and counted")
  func damage() throws {
    let file = try picture(1).encodedPNG()
    for index in 0..<40 { try write(file, "a/\(index).png") }
    try write(Array(file.dropLast(20)), "a/0.png")
    try write([], "a/17.png")
    try write(Array("text".utf8), "a/39.png")
    let error = try #require(problem())
    #expect(error.kind == .damaged)
    #expect(error.file.hasSuffix("a/0.png"))
    #expect(try images { $0.damage = .skip }.count == 37)
    var options = MediaReadingOptions()
    options.damage = .skip
    options.mixedSizes = .keep
    let reader = try MediaReader(path: directory.path, options: options)
    var keys: [String] = []
    try reader.readChunks(threads: 3) { keys += $0.map(\.key) }
    #expect(keys == (0..<40).filter { ![0, 17, 39].contains($0) }.map { "a/\($0)" })
    #expect(reader.decoder.skippedCount == 3)
    #expect(reader.decoder.skipped.map { $0.file.split(separator: "/").last } == ["0.png", "17.png", "39.png"])
  }

  @Test("nothing, nothing recognized, and only damaged files are errors")
  func empty() throws {
    #expect(problem()?.kind == .empty)
    #expect(throws: FileError.self) { try MediaSet.read(path: directory.path + "/missing") }
    try write([1], "notes.txt")
    #expect(problem()?.kind == .empty)
    try write([1], "a/x.png")
    let error = try #require(problem { $0.damage = .skip })
    #expect(error.kind == .empty)
    #expect(error.found.contains("a/x.png"))
    try write([1], "metadata.jsonl")
    #expect(problem()?.kind == .layout)
  }

  // MARK: metadata.csv

  @Test("metadata.csv: quotes, a byte order mark, other columns, unlabelled rows")
  func metadata() throws {
    for index in 1...3 { try write(try picture(UInt64(index)).encodedPNG(), "files/\(index).png") }
    try write(
      Array("\u{FEFF}age,label,file_name\n7,\"a, \"\"b\"\"\",files/2.png\n\n8,c,files/1.png\n".utf8), "metadata.csv")
    let set = try images()
    #expect(set.classes == ["a, \"b\"", "c"])
    #expect(set[0] == picture(2) && set[1] == picture(1))
    try write(Array("file_name,label\nfiles/1.png,\n".utf8), "metadata.csv")
    #expect(problem()?.kind == .missingLabel)
    try write(Array("file_name\nfiles/3.png\n".utf8), "metadata.csv")
    #expect(try MediaReader(path: directory.path).next()?.first?.label == nil)
  }

  @Test("a bad metadata.csv names its line")
  func badMetadata() throws {
    try write(try picture(1).encodedPNG(), "1.png")
    for (text, line, word) in [
      ("", 1, "empty"), ("name,label\n", 1, "name, label"), ("file_name,label\n1.png,a\n1.png\n", 3, "1 field"),
      ("file_name,label\n\"a\nb\",x\n/etc/passwd,a\n", 4, "/etc/passwd"), ("file_name\n../1.png\n", 2, "../1.png"),
      ("file_name,label\n1.png,\"a\n", 2, "quote"), ("file_name,label\n,a\n", 2, "no file name"),
    ] {
      try write(Array(text.utf8), "metadata.csv")
      let error = try #require(problem(), "\(text)")
      #expect(error.kind == .metadata, "\(text)")
      #expect(error.file.hasSuffix("metadata.csv:\(line)"), "\(text): \(error)")
      #expect(error.found.contains(word), "\(text): \(error)")
    }
    try write(Array("file_name,label\nmissing.png,a\n".utf8), "metadata.csv")
    #expect(problem()?.kind == .damaged)
    #expect(problem()?.file.hasSuffix("/missing.png") == true)
    try write(Array("file_name,label\n1.png,a\n".utf8), "metadata.csv")
    #expect(problem { $0.classes = ["b"] }?.kind == .unknownLabel)
    #expect(problem { $0.classes = ["a", "b"] }?.kind == .emptyClass)
    try write(Array("file_name,label,boxes\n1.png,a,\"[{\"\"left\"\":1}]\"\n".utf8), "metadata.csv")
    #expect(problem()?.kind == .annotations)
  }

  @Test("masks keep palette positions and bits as they are, and must have the picture's size")
  func masks() throws {
    let oracle = try MediaOracle.shared.get()
    let palette = try #require(oracle.pictures.first { $0.name == "palette4" })
    let image = picture(1, palette.height, palette.width)
    try write(try image.encodedPNG(), "1.png")
    try write(Array(palette.file), "m.png")
    try write(Array("file_name,label,mask_file_name\n1.png,a,m.png\n".utf8), "metadata.csv")
    let mask = try #require(try MediaReader(path: directory.path).next()?.first?.annotations.masks.first)
    #expect(mask.allSatisfy { $0 < 16 } && Set(mask).count > 8)
    try write(try picture(1, 3, 3, 1).encodedPNG(), "m.png")
    #expect(problem()?.kind == .annotations)
    try write(try picture(1, palette.height, palette.width, 1).encodedJPEG(quality: 90), "m.png")
    #expect(problem()?.kind == .annotations)
  }

  @Test("masks, boxes and key points move with a picture that is resized")
  func resizedAnnotations() throws {
    let mask: [UInt8] = [1, 2, 3, 4]
    let example = MediaExample(
      key: "x", media: .image(picture(1, 2, 2)), label: "a",
      annotations: Annotations(
        masks: [mask], boxes: [.init(left: 0, top: 1, right: 2, bottom: 2)], keyPoints: [.init(x: 0.5, y: 1.5)]))
    let writer = try MediaWriter(path: directory.path + "/x.tar")
    try writer.write([example])
    _ = try writer.finish()
    var options = MediaReadingOptions()
    options.resize = .init(height: 4, width: 6)
    let read = try #require(try MediaReader(path: directory.path + "/x.tar", options: options).next()?.first)
    #expect(read.annotations.boxes == [.init(left: 0, top: 2, right: 6, bottom: 4)])
    #expect(read.annotations.keyPoints == [.init(x: 1.5, y: 3)])
    #expect(
      read.annotations.masks == [
        [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]
      ])
  }

  // MARK: Sound

  @Test("FSDD's names hold digit and part")
  func spokenDigits() throws {
    let tone = CodecTests.sine(300, rate: 8000, frames: 100)
    for name in ["0_ann_0", "0_ann_5", "10_x", "3_bob_12", "3_bob_4"] where name != "10_x" {
      try write(try tone.encoded(), "recordings/\(name).wav")
    }
    try write([1], "README.md")
    #expect(try MediaReader.hasTestPart(at: directory.path))
    let (train, test) = (try sounds(), try sounds { $0.part = .test })
    #expect(train.classes == ["0", "3"] && train.count == 2 && test.count == 2)
    #expect(try sounds(directory.path + "/recordings").count == 2)
    #expect(train[0].samples == (try Sound(decoding: tone.encoded(), file: "x").samples))
  }

  @Test("mixed rates are refused, or resampled; stereo is mixed down; lengths are fitted")
  func mixedRates() throws {
    try write(try CodecTests.sine(300, rate: 8000, frames: 800, channels: 2).encoded(.wavFloat), "a/1.wav")
    try write(try CodecTests.sine(300, rate: 16_000, frames: 1600).encoded(.flac), "a/2.flac")
    let error = try #require(problem())
    #expect(error.kind == .mixed && error.file.hasSuffix("2.flac") && error.found.contains("16000"))
    let set = try sounds { $0.mixedSizes = .resample }
    #expect(set.sampleRate == 8000 && set.offsets == [0, 800, 1600])
    let fitted = try sounds {
      $0.sampleRate = 4000
      $0.seconds = 0.15
    }
    #expect(fitted.sampleRate == 4000 && fitted.offsets == [0, 600, 1200])
    #expect(fitted[0].samples[400...].allSatisfy { $0 == 0 })
    try write(try picture(1).encodedPNG(), "a/3.png")
    #expect(problem { $0.mixedSizes = .resample }?.kind == .mixed)
  }

  @Test("a header with an absurd sample rate is refused, not resampled")
  func absurdRate() throws {
    var file = try CodecTests.sine(300, rate: 8000, frames: 80).encoded()
    file.replaceSubrange(24..<28, with: [1, 0, 0, 0])
    try write(file, "a/1.wav")
    #expect(problem { $0.sampleRate = 8000 }?.kind == .unsupported)
  }

  // MARK: Archives

  private func archive(_ members: [(String, [UInt8])]) throws -> [UInt8] {
    // Names chosen here, not by the writer: tar makes the archive.
    let folder = directory.path + "/members"
    try? FileManager.default.removeItem(atPath: folder)
    for (name, bytes) in members { try write(bytes, "members/" + name) }
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/bin/tar")
    tar.arguments = ["-C", folder, "-cf", directory.path + "/t.tar"] + members.map(\.0)
    try tar.run()
    tar.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: directory.path + "/t.tar")))
  }

  @Test("records of WebDataset: labels in cls, json or txt, npy pictures and sounds, archives behind each other")
  func records() throws {
    let pixels = NPYArray(shape: [2, 2, 3], elements: .bytes([UInt8](1...12)))
    let samples = NPYArray(shape: [3], elements: .floats([0, 0.5, -1]))
    let png = try picture(1).encodedPNG()
    let bytes = try archive([
      ("a/1.png", png), ("a/1.cls", Array("4\n".utf8)), ("a/1.txt", Array("a caption".utf8)),
      ("a/2.JPG", try picture(2).encodedJPEG(quality: 90)), ("a/2.json", Array("{\"label\": 5, \"x\": [1]}".utf8)),
      ("a/3.npy", pixels.encoded()), ("a/3.txt", Array("cat".utf8)),
      ("b/4.npy", samples.encoded()), ("b/4.json", Array("{\"sampleRate\": 8000}".utf8)),
    ])
    let path = try directory.file("x.tar", bytes + (try archive([("5.png", png)])))
    var options = MediaReadingOptions()
    options.mixedSizes = .keep
    let read = try #require(try MediaReader(path: path, options: options).next(100))
    #expect(read.map(\.label) == ["4", "5", "cat", nil, nil])
    #expect(read.map(\.key) == ["a/1", "a/2", "a/3", "b/4", "5"])
    #expect(read[2].media == .image(Image(height: 2, width: 2, channels: 3, pixels: [UInt8](1...12))))
    #expect(read[3].media == .sound(Sound(sampleRate: 8000, samples: [0, 0.5, -1])))
  }

  @Test("an archive that ends anywhere but at its end names the record that is missing")
  func cutArchive() throws {
    let writer = try MediaWriter(path: directory.path + "/x.tar")
    try writer.write((0..<5).map { MediaExample(key: "r\($0)", media: .image(picture(1)), label: "1") })
    _ = try writer.finish()
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: directory.path + "/x.tar")))
    let end = whole.count - whole.reversed().prefix { $0 == 0 }.count
    for length in stride(from: 0, to: end, by: 171) {
      let path = try directory.file("cut.tar", Array(whole.prefix(length)))
      let error = try #require(problem(path) { $0.damage = .skip }, "\(length)")
      #expect(error.kind == .endsEarly, "\(length): \(error)")
      // Members of two blocks each, two a record; a name is known once its header is whole.
      guard length >= 512 else { continue }
      let record = (length - 512) / 1024 / 2
      #expect(error.file.hasSuffix("record \"r\(record)\""), "\(length): \(error)")
    }
  }

  @Test("what is no archive, a compressed one, a damaged header, a repeated member: each says so")
  func badArchives() throws {
    let png = try picture(1).encodedPNG()
    #expect(problem(try directory.file("a", [UInt8](repeating: 65, count: 2000)))?.kind == .layout)
    #expect(
      problem(try directory.file("b", IDXTests.gzip([UInt8](repeating: 65, count: 2000))))?.found == "a compressed file"
    )
    var bytes = try archive([("1.png", png), ("1.cls", [0x31]), ("2.png", png), ("2.cls", [0x31])])
    #expect(problem(try directory.file("c", bytes)) == nil)
    let second = try #require(bytes.firstRange(of: Array("2.png\0".utf8))).lowerBound
    bytes[second + 130] ^= 1
    let error = try #require(problem(try directory.file("d", bytes)))
    #expect(error.kind == .damaged && error.found.contains("checksum"))
    let twice = try archive([("1.png", png), ("1.PNG", png), ("1.cls", [0x31])])
    #expect(problem(try directory.file("e", twice))?.kind == .layout)
    let none = try archive([("1.cls", [0x31]), ("1.xyz", [0x31])])
    #expect(problem(try directory.file("f", none))?.kind == .damaged)
    #expect(problem(try directory.file("g", none)) { $0.damage = .skip }?.kind == .empty)
  }
}
