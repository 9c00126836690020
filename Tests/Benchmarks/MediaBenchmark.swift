import Dispatch
import Foundation
import Sundog
import SundogNumerics

/// Reading and writing of pictures and sounds, per CPU-second of one thread, beside what the libraries alone reached in
/// a probe (`design/MEASURED.md`): other machines and moments give other rates, the ratios should stay.
enum MediaBenchmark {
  static func run() throws {
    let folder = NSTemporaryDirectory() + "sundog-media-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try codecs()
    try sets(folder)
  }

  /// The fastest of several runs, in CPU-seconds.
  private static func seconds(_ runs: Int = 3, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
      let start = cpuSeconds()
      try body()
      best = min(best, cpuSeconds() - start)
    }
    return best
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func report(_ name: String, _ rate: Double, _ unit: String, probe: ClosedRange<Double>? = nil) {
    let ratio = probe.map {
      String(format: "  %.2f of the probe's middle", rate / (($0.lowerBound + $0.upperBound) / 2))
    }
    print("\(name.padding(toLength: 44, withPad: " ", startingAt: 0))\(Int(rate)) \(unit)\(ratio ?? "")")
  }

  /// A picture with shapes and a little noise, like a photograph's statistics more than noise's.
  private static func picture(_ size: Int, _ channels: Int) -> Image {
    var random = SeededRandom(seed: 1)
    var image = Image(height: size, width: size, channels: channels)
    for row in 0..<size {
      for column in 0..<size {
        for channel in 0..<channels {
          let wave = 90 * sin(Double(row * (channel + 1)) / 17) + 30 * cos(Double(column) / 11)
          image[row, column, channel] = UInt8(min(max(128 + wave + 4 * random.normal(), 0), 255))
        }
      }
    }
    return image
  }

  private static func codecs() throws {
    for (size, channels, count, probe) in [(28, 1, 20_000, 85_000.0...164_000), (224, 3, 200, 650...870)] {
      let image = picture(size, channels)
      let (png, jpeg) = (try image.encodedPNG(), try image.encodedJPEG(quality: 90))
      func rate(_ body: () throws -> Void) throws -> Double {
        Double(count) / (try seconds { for _ in 0..<count { try body() } })
      }
      let name = "\(size)×\(size)×\(channels)"
      report("PNG decode \(name)", try rate { _ = try Image(decoding: png, file: "x") }, "pictures/s", probe: probe)
      report(
        "PNG encode \(name), fast", try rate { _ = try image.encodedPNG(.fast) }, "pictures/s",
        probe: size == 224 ? 320...320 : nil)
      if size == 224 {
        report("PNG encode \(name), small", try rate { _ = try image.encodedPNG(.small) }, "pictures/s", probe: 80...80)
      }
      report("JPEG decode \(name)", try rate { _ = try Image(decoding: jpeg, file: "x") }, "pictures/s")
      report("JPEG encode \(name)", try rate { _ = try image.encodedJPEG(quality: 90) }, "pictures/s")
    }
    var random = SeededRandom(seed: 2)
    let sound = Sound(sampleRate: 16_000, samples: (0..<160_000).map { _ in Float(0.1 * random.normal()) })
    for (format, probe) in [(Sound.Format.wav, 18_900.0...18_900), (.flac, 2900...6400)] {
      let file = try sound.encoded(format)
      let decoding = try seconds { for _ in 0..<50 { _ = try Sound(decoding: file, file: "x") } }
      report("\(format.rawValue) decode, 16 kHz", 500 / decoding, "× real time", probe: probe)
      let encoding = try seconds { for _ in 0..<50 { _ = try sound.encoded(format) } }
      report("\(format.rawValue) encode, 16 kHz", 500 / encoding, "× real time")
    }
    for quality in Sound.ResamplingQuality.allCases {
      let time = seconds { for _ in 0..<3 { _ = sound.resampled(to: 8000, quality: quality) } }
      report("resample 16 to 8 kHz, \(quality)", 30 / time, "× real time")
    }
  }

  private static func sets(_ folder: String) throws {
    let idx = "/usr/share/datasets/fashion-mnist"
    guard FileManager.default.fileExists(atPath: idx) else {
      print("sets skipped: \(idx) is missing; install Debian's dataset-fashion-mnist")
      return
    }
    let time = try seconds { _ = try MediaSet.read(path: idx, threads: 1) }
    report("Fashion-MNIST, 60,000 pictures of IDX", 60_000 / time, "pictures/s")
    guard case .images(let set) = try MediaSet.read(path: idx) else { return }
    for name in ["x.tar", "folder"] {
      let path = folder + "/" + name
      let writer = try MediaWriter(path: path)
      let start = cpuSeconds()
      for first in stride(from: 0, to: 20_000, by: 500) {
        try writer.write(
          (first..<first + 500).map {
            MediaExample(key: "\($0)", media: .image(set[$0]), label: set.classes[Int(set.labels[$0])])
          }, threads: 1)
      }
      _ = try writer.finish()
      report("write 28×28 to \(name)", 20_000 / (cpuSeconds() - start), "pictures/s")
      let reading = try seconds { _ = try MediaSet.read(path: path, threads: 1) }
      report("read 28×28 from \(name)", 20_000 / reading, "pictures/s")
    }
    let clip = Sound(sampleRate: 8000, samples: (0..<8000).map { Float(sin(Double($0) / 9)) * 0.5 })
    let writer = try MediaWriter(path: folder + "/sounds.tar")
    let start = cpuSeconds()
    for first in stride(from: 0, to: 5000, by: 500) {
      try writer.write(
        (first..<first + 500).map { MediaExample(key: "\($0)", media: .sound(clip), label: "1") }, threads: 1)
    }
    _ = try writer.finish()
    report("write one second at 8 kHz to sounds.tar", 5000 / (cpuSeconds() - start), "sounds/s")
    let reading = try seconds { _ = try MediaSet.read(path: folder + "/sounds.tar", threads: 1) }
    report("read one second at 8 kHz from sounds.tar", 5000 / reading, "sounds/s")
  }
}
