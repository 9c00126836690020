import Foundation
import Sundog
import SundogNumerics
import Testing

/// Files that fuzzing found worth keeping (`.ci/fuzz`), and changed archives, tables and arrays: never a crash.
@Suite struct CorpusTests {
  @Test("no file of the fuzzers' corpus breaks a reader")
  func corpus() throws {
    let folder = packageRoot + "/Tests/Fixtures/Corpus"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
    #expect(names.count > 30)
    for name in names {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
      _ = try? Image(decoding: bytes, file: name, pixelLimit: 1 << 20)
      _ = try? Sound(decoding: bytes, file: name, sampleLimit: 1 << 20)
      _ = try? NPYArray(decoding: bytes, file: name)
      _ = try? IDXFile(contentsOfFile: folder + "/" + name)
    }
  }

  /// The bytes with some of them changed, removed or doubled.
  private func changed(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.next() % 4 {
      guard !bytes.isEmpty else { break }
      let position = Int(random.next() % UInt64(bytes.count))
      let end = min(bytes.count, position + Int(random.next() % 600))
      switch random.next() % 5 {
      case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[position] ^= UInt8(1 << (random.next() % 8))
      case 2: bytes.removeSubrange(position..<end)
      case 3: bytes.insert(contentsOf: bytes[position..<end], at: position)
      default: bytes = Array(bytes.prefix(position))
      }
    }
    return bytes
  }

  @Test("changed archives, tables and arrays read as something else or fail with a reason")
  func changedFiles() throws {
    let directory = try TemporaryDirectory()
    var random = SeededRandom(seed: 77)
    let writer = try MediaWriter(path: directory.path + "/x.tar")
    try writer.write(MediaFolderTests.examples(6))
    _ = try writer.finish()
    let archive = Array(try Data(contentsOf: URL(fileURLWithPath: directory.path + "/x.tar")))
    let folder = try MediaWriter(path: directory.path + "/folder")
    try folder.write(MediaFolderTests.examples(6))
    _ = try folder.finish()
    let table = directory.path + "/folder/metadata.csv"
    let rows = Array(try Data(contentsOf: URL(fileURLWithPath: table)))
    let idx = IDXTests.idx([3, 2, 2], [UInt8](0..<12))
    var options = MediaReadingOptions()
    options.pixelLimit = 1 << 20

    var failures = 0
    func attempt(_ body: () throws -> Void) throws {
      do { try body() } catch is MediaError { failures += 1 } catch is FileError { failures += 1 }
    }
    for round in 0..<400 {
      for policy in MediaReadingOptions.DamagePolicy.allCases {
        options.damage = policy
        try Data(changed(archive, &random)).write(to: URL(fileURLWithPath: directory.path + "/y.tar"))
        try attempt { _ = try MediaSet.read(path: directory.path + "/y.tar", options: options, threads: 1) }
        try Data(changed(rows, &random)).write(to: URL(fileURLWithPath: table))
        try attempt { _ = try MediaSet.read(path: directory.path + "/folder", options: options, threads: 1) }
      }
      let name = directory.path + "/i\(round % 2 == 0 ? "" : ".gz")"
      try Data(changed(round % 2 == 0 ? idx : IDXTests.gzip(idx), &random)).write(to: URL(fileURLWithPath: name))
      try attempt { _ = try IDXFile(contentsOfFile: name) }
      let array = NPYArray(shape: [2, 3], elements: .floats([1, 2, 3, 4, 5, 6])).encoded()
      try attempt { _ = try NPYArray(decoding: changed(array, &random), file: "x") }
    }
    #expect(failures > 800)
  }

  @Test("a row of gigabytes is refused before memory is taken for it")
  func longRow() throws {
    // Found by fuzzing: libpng takes a row's memory when it is asked for the decoded form.
    let file = try #require(
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUkAAAAQA/wQFCAIAAACCRmnSAAAABnRSTlMAAADIAGS7xWUoAAAAJklEQVR42iWKgQkAAAjCdqzH7"
          + "qysRBScmKAG1pXgZdsUeEj/1mkA8FsT7cwUMrwAAAAASUVORK5CYII="))
    do {
      _ = try Image(decoding: Array(file), file: "x")
      Issue.record("not refused")
    } catch { #expect(error.kind == .tooLarge) }
  }
}
