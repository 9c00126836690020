import Foundation
import Sundog
import Testing

@Suite("sundog augment")
struct AugmentCommandTests {
  private static let pipeline = """
    [{ "op": "rotate", "degreesRange": [-30, 30], "probability": 0.7 }, { "op": "horizontalFlip", "probability": 0.5 },
     { "op": "gaussianNoise" }]
    """

  /// A runner whose folder holds a pipeline and 25 pictures of three classes.
  private func prepared() throws -> CommandRunner {
    let runner = try CommandRunner()
    try runner.write(Self.pipeline, to: "p.json")
    let writer = try MediaWriter(path: runner.folder.path + "/in")
    try writer.write(
      (0..<25).map { index in
        let pixels = (0..<12 * 10).map { UInt8(truncatingIfNeeded: $0 * (index + 3) * 7) }
        return MediaExample(
          key: String(index), media: .image(Image(height: 12, width: 10, channels: 1, pixels: pixels)),
          label: String(index % 3))
      })
    _ = try writer.finish()
    return runner
  }

  private func bytes(_ runner: CommandRunner, _ name: String) throws -> Data {
    try Data(contentsOf: runner.folder.appendingPathComponent(name))
  }

  /// Runs `augment p.json in` and returns what it wrote.
  private func augment(_ runner: CommandRunner, _ arguments: String, input: String = "in", to name: String = "out.tar")
    throws -> Data
  {
    let words = ["augment", "p.json", input, "-o", name] + arguments.split(separator: " ").map(String.init)
    let outcome = try runner.run(words)
    #expect(outcome.status == 0, "\(words): \(outcome.error)")
    #expect(outcome.output.isEmpty)
    defer { try? FileManager.default.removeItem(at: runner.folder.appendingPathComponent(name)) }
    return try bytes(runner, name)
  }

  private func examples(_ runner: CommandRunner, _ archive: Data) throws -> [MediaExample] {
    let path = runner.folder.appendingPathComponent("read-\(UUID().uuidString).tar")
    try archive.write(to: path)
    return try MediaReader(path: path.path).next(10_000) ?? []
  }

  @Test("The same bytes for any number of workers, from folder, archive and pipe")
  func workers() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let one = try augment(runner, "--seed 5 --workers 1 --epochs 3")
    #expect(try augment(runner, "--seed 5 --workers 2 --epochs 3") == one)
    #expect(try augment(runner, "--seed 5 --workers 5 --epochs 3 --shuffle-buffer 1") == one)
    #expect(try augment(runner, "--seed 6 --workers 1 --epochs 3") != one)

    let plain = try augment(runner, "--seed 5")
    try plain.write(to: runner.folder.appendingPathComponent("kept.tar"))
    let again = try augment(runner, "--seed 1", input: "kept.tar")
    let output = runner.folder.appendingPathComponent("piped.tar")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = CommandRunner.binary
    process.arguments = ["augment", "p.json", "-", "--seed", "1", "-o", "-"]
    process.currentDirectoryURL = runner.folder
    process.standardInput = try FileHandle(forReadingFrom: runner.folder.appendingPathComponent("kept.tar"))
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try bytes(runner, "piped.tar") == again)
  }

  @Test("Epochs differ, keep labels, and a later one is what it would have been")
  func epochs() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let both = try examples(runner, augment(runner, "--epochs 2 --seed 5"))
    try #require(both.count == 50)
    #expect(both.map(\.key) == (0..<2).flatMap { epoch in (0..<25).map { "\($0)-e\(epoch)" } })
    #expect(both.map(\.label) == (0..<50).map { String($0 % 25 % 3) })
    #expect(both[..<25].map(\.media) != both[25...].map(\.media))
    let second = try examples(runner, augment(runner, "--first-epoch 1 --seed 5"))
    #expect(second.map(\.media) == both[25...].map(\.media))
  }

  @Test("A shuffle is a permutation that depends on seed and epoch, and leaves every draw as it was")
  func shuffle() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let plain = try examples(runner, augment(runner, "--epochs 2 --seed 5"))
    for buffer in [2, 7, 1000] {
      let shuffled = try examples(runner, augment(runner, "--epochs 2 --seed 5 --shuffle-buffer \(buffer) --workers 2"))
      #expect(shuffled.map(\.key) != plain.map(\.key))
      let byKey = Dictionary(uniqueKeysWithValues: shuffled.map { ($0.key, $0) })
      #expect(byKey.count == 50)
      for example in plain { #expect(byKey[example.key] == example) }
      // Epochs do not run into each other.
      #expect(shuffled[..<25].allSatisfy { $0.key.hasSuffix("-e0") })
      #expect(shuffled[..<25].map { $0.key.dropLast(3) } != shuffled[25...].map { $0.key.dropLast(3) })
    }
  }

  @Test("Runs that stop and go on, and shards in turn, are the whole")
  func resumeAndShards() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let options = "--epochs 3 --seed 2 --shuffle-buffer 6 --format npy --batch-size 4"
    let whole = try augment(runner, options)
    var parts = Data()
    for start in stride(from: 0, to: 75, by: 28) {
      parts += try augment(runner, options + " --start \(start) --limit 28 --workers 2")
    }
    #expect(parts == whole)

    // A batch of four pictures and its labels; the last one has three.
    let batch = 128 + 4 * 120 + 128 + 4 * 8
    for count in [2, 3] {
      let shards = try (0..<count).map { try augment(runner, options + " --shard \($0)/\(count)") }
      var offsets = [Int](repeating: 0, count: count)
      var dealt = Data()
      for number in 0..<19 {
        let shard = number % count
        let end = min(offsets[shard] + batch, shards[shard].count)
        dealt += shards[shard][offsets[shard]..<end]
        offsets[shard] = end
      }
      #expect(dealt == whole)
      #expect(offsets == shards.map(\.count))
    }
  }

  @Test("A folder comes out as a folder, as JPEG where asked, at the size asked for")
  func folder() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let archive = try examples(runner, augment(runner, "--seed 5"))
    #expect(try runner.run(["augment", "p.json", "in", "--seed", "5", "-o", "out"]).status == 0)
    #expect(try MediaReader(path: runner.folder.path + "/out").next(100) == archive)
    #expect(
      try runner.run(
        ["augment", "p.json", "in", "-o", "small", "--size", "6x4", "--channels", "3", "--jpeg-quality", "90"]
      ).status == 0)
    #expect(runner.exists("small/3.jpg"))
    guard case .image(let image) = try MediaReader(path: runner.folder.path + "/small").next(1)?.first?.media else {
      Issue.record("no picture")
      return
    }
    #expect((image.height, image.width, image.channels) == (6, 4, 3))
    let second = try runner.run(["augment", "p.json", "in", "-o", "out"])
    #expect(second.status == 5 && second.error.contains("out"))
  }

  @Test("What is drawn is explained")
  func explain() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let outcome = try runner.run(["augment", "p.json", "in", "--explain", "7", "--seed", "5"])
    #expect(outcome.status == 0)
    let draws = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    #expect(draws.compactMap { $0["op"] as? String } == ["rotate", "horizontalFlip", "gaussianNoise"])
    #expect(try runner.run(["augment", "p.json", "in", "--explain", "25"]).status == 2)
  }

  @Test("The profile names the stages and the slowest transform, on standard error")
  func profile() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let outcome = try runner.run(["augment", "p.json", "in", "-o", "out.tar", "--profile"])
    for word in ["read", "decode", "transform", "0:rotate", "encode", "write", "25 examples", "slowest"] {
      #expect(outcome.error.contains(word), "\(word)")
    }
    #expect(outcome.output.isEmpty)
  }

  @Test("Damaged files fail by name, or are left out and counted; nothing half-written stays")
  func damage() throws {
    let runner = try prepared()
    defer { runner.remove() }
    try runner.write("no picture", to: "in/3.png")
    let failed = try runner.run(["augment", "p.json", "in", "-o", "out.tar"])
    #expect(failed.status == 2 && failed.error.contains("in/3.png"))
    #expect(try runner.run(["augment", "p.json", "in", "-o", "folder"]).status == 2)
    #expect(try runner.names() == ["in", "p.json"])
    let skipped = try runner.run(["augment", "p.json", "in", "-o", "out.tar", "--on-damage", "skip"])
    #expect(skipped.status == 0)
    #expect(skipped.error.contains("1 damaged examples were left out") && skipped.error.contains("in/3.png"))
    #expect(try MediaReader(path: runner.folder.path + "/out.tar").next(100)?.count == 24)
  }

  @Test("A pipe that ends in mid-record names the record")
  func cutPipe() throws {
    let runner = try prepared()
    defer { runner.remove() }
    let archive = try augment(runner, "--seed 5")
    try archive.prefix(10 * 2048 + 700).write(to: runner.folder.appendingPathComponent("cut.tar"))
    let outcome = try runner.run(["augment", "p.json", "cut.tar", "-o", "out.tar"])
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("cut.tar, record \"10\""), "\(outcome.error)")
    #expect(!runner.exists("out.tar"))
  }

  @Test("Whoever has read enough ends it quietly")
  func closedPipe() throws {
    let runner = try prepared()
    defer { runner.remove() }
    for format in ["tar", "npy"] {
      let (output, error) = (Pipe(), Pipe())
      let process = try runner.start(
        ["augment", "p.json", "in", "--epochs", "100000", "-o", "-", "--format", format], output: output, error: error)
      #expect(output.fileHandleForReading.readData(ofLength: 5000).count == 5000)
      try output.fileHandleForReading.close()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(error.fileHandleForReading.readDataToEndOfFile().isEmpty)
    }
  }

  @Test("Mistakes are told with the nearest name, the place and the way out")
  func mistakes() throws {
    let runner = try prepared()
    defer { runner.remove() }
    try runner.write("[{ \"op\": \"rotat\" }]", to: "q.json")
    try runner.write("[{ \"op\": \"rotate\", \"degreeRange\": [0, 1] }]", to: "r.json")
    try FileManager.default.createDirectory(
      at: runner.folder.appendingPathComponent("none"), withIntermediateDirectories: true)
    for (arguments, status, words) in [
      (["q.json", "in", "-o", "x.tar"], Int32(2), ["q.json", "rotat", "\"rotate\""]),
      (["r.json", "in", "-o", "x.tar"], 2, ["degreeRange", "degreesRange"]),
      (["p.json", "none", "-o", "x.tar"], 2, ["none", "no pictures"]),
      (["p.json", "nowhere", "-o", "x.tar"], 5, ["nowhere"]),
      (["p.json", "-", "--epochs", "2", "-o", "x.tar"], 64, ["-"]),
      (["p.json", "in", "--workers", "0", "-o", "x.tar"], 64, ["--workers"]),
      (["p.json", "in", "--shard", "2/2", "-o", "x.tar"], 64, ["shard"]),
      (["p.json", "in", "--part", "test", "-o", "x.tar"], 2, ["test part"]),
    ] {
      let outcome = try runner.run(["augment"] + arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.error)")
      for word in words { #expect(outcome.error.contains(word), "\(arguments): \(outcome.error)") }
      #expect(!runner.exists("x.tar"))
    }
  }

  @Test("Sounds pass as pictures do: the same bytes for any workers, features as arrays, mixing with shares")
  func sounds() throws {
    let runner = try CommandRunner()
    defer { runner.remove() }
    let writer = try MediaWriter(path: runner.folder.path + "/in")
    try writer.write(
      (0..<12).map { index in
        let samples = (0..<2000).map { Float(sin(Double($0 * (index + 2)) / 30)) / 2 }
        return MediaExample(
          key: String(index), media: .sound(Sound(sampleRate: 8000, samples: samples)), label: ["no", "yes"][index % 2])
      })
    _ = try writer.finish()
    try runner.write(
      "[{ \"op\": \"gain\" }, { \"op\": \"gaussianNoise\" }, { \"op\": \"reverse\", \"probability\": 0.5 }]",
      to: "p.json")
    let one = try augment(runner, "--seed 3 --workers 1 --epochs 2")
    #expect(try augment(runner, "--seed 3 --workers 3 --epochs 2") == one)
    let read = try examples(runner, one)
    #expect(read.count == 24 && read[1].label == "yes" && read[12].media != read[0].media)

    try runner.write("[{ \"op\": \"gain\" }, { \"op\": \"logMel\" }]", to: "p.json")
    let arrays = try augment(runner, "--format npy --batch-size 12 --profile --quiet")
    let header = String(decoding: arrays.prefix(128), as: UTF8.self)
    #expect(header.contains("'descr': '<f4'") && header.contains("'shape': (12, "))

    try runner.write("[{ \"op\": \"mixUp\" }]", to: "p.json")
    let mixed = try examples(runner, augment(runner, "--seed 3"))
    #expect(mixed.contains { $0.classShares.count == 2 })
    for example in mixed where !example.classShares.isEmpty {
      #expect(abs(example.classShares.values.reduce(0, +) - 1) < 1e-5)
      #expect(example.classShares.max { $0.value < $1.value }?.key == example.label || example.classShares["no"] == 0.5)
    }
    let piped = try runner.run(["augment", "p.json", "-", "-o", "x.tar"], input: "")
    #expect(piped.status == 2)
  }

  @Test("Steps that mix examples take partners of the whole set, for any workers and shards; a pipe has none")
  func mixing() throws {
    let runner = try prepared()
    defer { runner.remove() }
    try runner.write("[{ \"op\": \"horizontalFlip\" }, { \"op\": \"mixUp\", \"alpha\": 1 }]", to: "p.json")
    let one = try augment(runner, "--seed 5 --workers 1")
    #expect(try augment(runner, "--seed 5 --workers 3") == one)
    let mixed = try examples(runner, one)
    #expect(mixed.count == 25 && mixed.count { $0.classShares.count == 2 } > 8)
    for example in mixed where !example.classShares.isEmpty {
      #expect(abs(example.classShares.values.reduce(0, +) - 1) < 1e-5)
    }
    let folder = runner.folder.path + "/out"
    #expect(try runner.run(["augment", "p.json", "in", "--seed", "5", "-o", "out"]).status == 0)
    #expect(try MediaReader(path: folder).next(100) == mixed)
    // 25 pictures of 120 bytes, and the shares of three classes as floats.
    let arrays = try augment(runner, "--seed 5 --format npy --batch-size 25")
    #expect(arrays.count == 128 + 25 * 120 + 128 + 25 * 3 * 4)
    try one.write(to: runner.folder.appendingPathComponent("kept.tar"))
    #expect(try augment(runner, "--seed 5 --limit 3", input: "kept.tar").count > 0)
    let piped = try runner.run(["augment", "p.json", "/dev/stdin", "-o", "x.tar"], input: "")
    #expect(piped.status == 2)
  }

  @Test("An interruption leaves neither a folder nor a file")
  func interruption() throws {
    let runner = try prepared()
    defer { runner.remove() }
    for name in ["out", "out.tar"] {
      let process = try runner.start(
        ["augment", "p.json", "in", "--epochs", "100000", "-o", name], output: FileHandle.nullDevice,
        error: FileHandle.nullDevice)
      // It has begun once something lies aside.
      var isWriting = false
      for _ in 0..<500 where !isWriting {
        usleep(10_000)
        isWriting = try runner.names().contains { $0.hasSuffix(".part") }
      }
      #expect(isWriting)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(try runner.names() == ["in", "p.json"])
    }
  }

  /// Runs a script of `Tests/Interop` by the first Python that has what it needs.
  private func interop(_ script: String, _ arguments: [String]) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Interop")
    let pythons = [ProcessInfo.processInfo.environment["SUNDOG_PYTHON"], "/usr/bin/python3"]
    for python in pythons.compactMap({ $0 }) where FileManager.default.isExecutableFile(atPath: python) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python)
      process.arguments = ["-B", folder.path + "/" + script, CommandRunner.binary.path] + arguments
      let output = Pipe()
      (process.standardOutput, process.standardError) = (output, output)
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      if process.terminationStatus == 77 { continue }
      #expect(process.terminationStatus == 0, "\(text)")
      return
    }
    print("SKIPPED \(script): no Python with what it imports; install that, and name the Python in SUNDOG_PYTHON")
  }

  @Test("PyTorch sees the same batches for 0, 2 and 3 workers")
  func torchDataset() throws {
    let runner = try prepared()
    defer { runner.remove() }
    try interop("check_dataset.py", [runner.folder.path + "/p.json", runner.folder.path + "/in", "25"])
  }

  @Test("webdataset reads our archives, also as a pipe, and we read its")
  func webDataset() throws { try interop("check_webdataset.py", []) }
}
