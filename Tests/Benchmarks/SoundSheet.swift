import Foundation
import Sundog
import SundogAugment
import SundogNumerics

/// What every transform of sounds makes of a few spoken digits, as spectrograms: for looking at.
enum SoundSheet {
  private static let view = LogMelPicture.Settings(seconds: 1.3, bands: 72, columns: 104, range: 80)

  /// Writes raw pictures of `72 × 104` bytes, low frequencies at the bottom, three of each transform behind three of
  /// the sound itself, and prints their names in order; `sound_sheet.py` puts them onto one page.
  static func write(folder: String, to file: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }.sorted()
    // The same three speakers' digits one after the other, about 1.2 seconds.
    let sounds = try [[0, 1500, 2700], [300, 1800, 2100], [600, 1200, 2400]].map { picks in
      Sound(
        sampleRate: 8000,
        samples: try picks.flatMap { pick -> [Float] in
          let path = folder + "/" + names[pick % names.count]
          return try Sound(decoding: Array(Data(contentsOf: URL(filePath: path))), file: path).samples
        })
    }
    let set = SoundSet(
      sampleRate: 8000, classes: ["digits"], labels: [0, 0, 0], samples: sounds.flatMap(\.samples),
      offsets: sounds.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.frames) })
    let files = try noises()
    defer { try? FileManager.default.removeItem(at: files) }
    var output = Data()
    print("as recorded")
    for sound in sounds { output += picture(of: sound) }
    for kind in SoundCatalog.transforms {
      guard let steps = try pipeline(kind, files: files) else { continue }
      print(kind.name)
      for index in 0..<3 {
        let sample = try SoundAugmenter(steps, seed: 5, set: set).augment(index: index, epoch: 0)
        output += sample.sound.map(picture(of:)) ?? stretched(sample)
      }
    }
    try output.write(to: URL(filePath: file))
  }

  /// A folder with a decaying noise, for transforms that read files.
  private static func noises() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sundog-sheet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var generator = SeededRandom(seed: 1)
    let noise = (0..<4000).map { Float(0.3 * generator.normal() * exp(-Double($0) / 900)) }
    try Data(Sound(sampleRate: 8000, samples: noise).encoded(.wav)).write(to: folder.appending(path: "noise.wav"))
    return folder
  }

  private static func pipeline(_ kind: any Transform<SoundSample>.Type, files: URL) throws -> SoundPipeline? {
    let needsFile = kind is BackgroundNoise.Type || kind is ImpulseResponse.Type
    let path = needsFile ? ", \"path\": \"\(files.path())\"" : ""
    let takesWaves = (kind as? any SoundTransform.Type)?.takes.contains(.waveform) ?? true
    let before = takesWaves ? "" : "{ \"op\": \"logMel\", \"hopLength\": 64 }, "
    let first = kind is GriffinLimTransform.Type ? "{ \"op\": \"spectrogram\", \"hopLength\": 64 }, " : before
    return try SoundPipeline(text: "[\(first){ \"op\": \"\(kind.name)\"\(path) }]")
  }

  private static func picture(of sound: Sound) -> Data {
    let picture = LogMelPicture(view, sampleRate: sound.sampleRate)
    var values = [Float](repeating: 0, count: picture.count)
    sound.samples.withUnsafeBufferPointer { samples in
      values.withUnsafeMutableBufferPointer { picture.write(samples, into: $0) }
    }
    return bytes(rows: view.bands, columns: view.columns) { values[$0 * view.columns + $1] }
  }

  /// Features at the sheet's size, each by the nearest of its numbers, magnitudes in decibels.
  private static func stretched(_ sample: SoundSample) -> Data {
    let (shape, numbers) = (sample.shape, sample.numbers)
    return bytes(rows: view.bands, columns: view.columns) { row, column in
      let place = row * shape.rows / view.bands * shape.columns + column * shape.columns / view.columns
      return shape.domain == .magnitudes ? 20 * log10(max(1e-3, numbers[place])) : numbers[place]
    }
  }

  /// Values from the smallest to the largest, the last row first.
  private static func bytes(rows: Int, columns: Int, _ value: (Int, Int) -> Float) -> Data {
    let values = (0..<rows * columns).map { value(rows - 1 - $0 / columns, $0 % columns) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return Data(values.map { UInt8(255 * ($0 - low) / max(high - low, 1e-9)) })
  }
}
