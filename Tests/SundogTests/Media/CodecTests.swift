import Foundation
import Sundog
import SundogNumerics
import Testing

@Suite struct CodecTests {
  let oracle: MediaOracle

  init() throws { oracle = try MediaOracle.shared.get() }

  static func randomImage(_ height: Int, _ width: Int, _ channels: Int, seed: UInt64 = 1) -> Image {
    var random = SeededRandom(seed: seed)
    return Image(
      height: height, width: width, channels: channels,
      pixels: (0..<height * width * channels).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }

  static func sine(_ frequency: Double, rate: Int, frames: Int, channels: Int = 1, amplitude: Double = 0.8) -> Sound {
    Sound(
      sampleRate: rate, channels: channels,
      samples: (0..<frames * channels).map { index in
        Float(amplitude * sin(2 * Double.pi * frequency * Double(index / channels) / Double(rate)))
      })
  }

  private func kind(_ body: () throws -> Void) -> MediaError.Kind? {
    do { try body() } catch { return (error as? MediaError)?.kind }
    return nil
  }

  // MARK: Pictures

  @Test("every form of PNG and JPEG reads as Pillow reads it")
  func pictures() throws {
    #expect(oracle.pictures.count > 35)
    for picture in oracle.pictures {
      let image = try Image(decoding: Array(picture.file), file: picture.name)
      #expect(image.height == picture.height && image.width == picture.width, "\(picture.name)")
      #expect(image.channels == picture.channels, "\(picture.name)")
      #expect(image.pixels == Array(picture.pixels), "\(picture.name)")
    }
  }

  @Test("grey, other sizes and JPEG artefacts are Pillow's")
  func conversions() throws {
    let source = try Image(decoding: Array(oracle.conversions.source.file), file: "source")
    #expect(source.converted(toChannels: 1).pixels == Array(oracle.conversions.grey.pixels))
    for picture in oracle.conversions.resized {
      let resized = source.resized(height: picture.height, width: picture.width)
      #expect(resized.pixels == Array(picture.pixels), "\(picture.name)")
    }
    for picture in oracle.conversions.recoded {
      let file = try source.encodedJPEG(
        quality: try #require(picture.quality), halvesColor: picture.halves == true)
      #expect(try Image(decoding: file, file: "recoded").pixels == Array(picture.pixels), "\(picture.name)")
    }
  }

  @Test("PNG keeps every byte, whatever the settings", arguments: 1...4)
  func pngRoundTrip(channels: Int) throws {
    for (height, width) in [(1, 1), (28, 28), (3, 70), (65, 2)] {
      let image = Self.randomImage(height, width, channels)
      for filter in Image.PNGSettings.Filter.allCases {
        for level in [-3, 0, 1, 6, 12] {
          let file = try image.encodedPNG(Image.PNGSettings(level: level, filter: filter))
          #expect(try Image(decoding: file, file: "x") == image)
        }
      }
    }
  }

  @Test("JPEG refuses opacity, and clamps its quality")
  func jpegLimits() throws {
    #expect(kind { _ = try Self.randomImage(4, 4, 4).encodedJPEG(quality: 50) } == .output)
    #expect(kind { _ = try Image(height: 1, width: 70_000, channels: 1).encodedJPEG(quality: 50) } == .output)
    let image = Self.randomImage(9, 9, 1)
    #expect(try image.encodedJPEG(quality: 900) == image.encodedJPEG(quality: 100))
  }

  @Test("a picture cut off anywhere is damaged, in every form")
  func truncatedPictures() throws {
    for picture in oracle.pictures {
      let file = Array(picture.file)
      for length in [0, 1, 7, 20, 40, file.count / 2, file.count - 13, file.count - 1] where length < file.count {
        let error = kind { _ = try Image(decoding: Array(file.prefix(length)), file: "x") }
        #expect(
          error == .damaged || error == .unsupported && length < 4, "\(picture.name) at \(length): \(error as Any)")
      }
    }
  }

  @Test("changed bytes are an error or another picture, never a crash; PNG finds them by its checksums")
  func damagedPictures() throws {
    var random = SeededRandom(seed: 4)
    for picture in oracle.pictures {
      for _ in 0..<40 {
        var file = Array(picture.file)
        let position = Int(random.next() % UInt64(file.count))
        file[position] ^= UInt8(1 << (random.next() % 8))
        do {
          let image = try Image(decoding: file, file: "x")
          // Only a bit in a chunk that is not needed, or in a palette's transparency, can pass unseen.
          if !picture.name.hasPrefix("jpeg"), !picture.name.contains("transparency") {
            #expect(image.pixels == Array(picture.pixels), "\(picture.name) at \(position)")
          }
        } catch { #expect(error.isDamage) }
      }
    }
  }

  /// A PNG file of nothing but a header.
  private func header(height: UInt32, width: UInt32) -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    let content = Array("IHDR".utf8) + big(width) + big(height) + [8, 0, 0, 0, 0]
    var checksum: UInt32 = ~0
    for byte in content {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10] + big(13) + content + big(~checksum) + big(0)
      + Array("IDAT".utf8) + big(0x35AF_061E)
  }

  @Test("30,000 × 30,000 pixels are refused by their header, 0 × 0 by the format")
  func hugePictures() throws {
    do {
      _ = try Image(decoding: header(height: 30_000, width: 30_000), file: "bomb.png")
      Issue.record("not refused")
    } catch {
      #expect(error.kind == .tooLarge)
      #expect(error.description.hasPrefix("bomb.png: found a picture of 30000 × 30000 pixels"))
    }
    #expect(kind { _ = try Image(decoding: self.header(height: 0, width: 0), file: "x") } == .damaged)
    #expect(kind { _ = try Image(decoding: self.header(height: 0, width: 5), file: "x") } == .damaged)
    let small = try Self.randomImage(11, 10, 3).encodedJPEG(quality: 80)
    #expect(kind { _ = try Image(decoding: small, file: "x", pixelLimit: 109) } == .tooLarge)
    #expect(kind { _ = try Image(decoding: small, file: "x", pixelLimit: 110) } == nil)
  }

  // MARK: Sound

  @Test("every form of WAV, FLAC and Ogg reads as soundfile reads it")
  func sounds() throws {
    #expect(oracle.sounds.count == 8)
    for clip in oracle.sounds {
      let sound = try Sound(decoding: Array(clip.file), file: clip.name)
      let expected = clip.floats
      #expect(sound.channels == clip.channels && sound.samples.count == expected.count, "\(clip.name)")
      // Lossy decoders of other versions may differ in the last bits.
      let tolerance: Float = clip.name.hasPrefix("ogg") ? 2e-3 : 0
      let difference = zip(sound.samples, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(difference <= tolerance, "\(clip.name)")
    }
  }

  @Test("integers keep 16 or 24 bits, floats everything, and bytes are the same every time")
  func soundRoundTrip() throws {
    var random = SeededRandom(seed: 2)
    for channels in [1, 2, 5] {
      let sound = Sound(
        sampleRate: 8000, channels: channels,
        samples: (0..<1000 * channels).map { _ in Float(random.uniform() * 2 - 1) })
      for (format, tolerance) in [
        (Sound.Format.wav, 0x1p-15), (.flac, 0x1p-15), (.flac24, 0x1p-23), (.wavFloat, 0),
      ] {
        let file = try sound.encoded(format)
        let read = try Sound(decoding: file, file: "x")
        #expect(read.sampleRate == 8000 && read.channels == channels && read.frames == 1000)
        #expect(zip(read.samples, sound.samples).allSatisfy { abs(Double($0 - $1)) <= tolerance })
        #expect(try sound.encoded(format) == file)
      }
    }
  }

  @Test("what lies beyond full scale is clipped, and NaN is refused both ways")
  func extremes() throws {
    let loud = Sound(sampleRate: 8000, samples: [1.5, -7, 0.25, 1])
    let read = try Sound(decoding: loud.encoded(.wav), file: "x")
    #expect(read.samples == [Float(32767) / 32768, -1, 0.25, Float(32767) / 32768])
    #expect(try Sound(decoding: loud.encoded(.wavFloat), file: "x").samples == loud.samples)
    #expect(kind { _ = try Sound(sampleRate: 8000, samples: [0, .nan]).encoded() } == .notFinite)
    var file = try Sound(sampleRate: 8000, samples: [0.5, 0.25, 0.75, 0]).encoded(.wavFloat)
    for (bits, text) in [(Float.nan.bitPattern, "nan in frame 2"), (Float.infinity.bitPattern, "inf in frame 2")] {
      let position = file.count - 8
      file.replaceSubrange(position..<position + 4, with: (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
      do {
        _ = try Sound(decoding: file, file: "x.wav")
        Issue.record("not refused")
      } catch {
        #expect(error.kind == .notFinite)
        #expect(error.found == text)
      }
    }
  }

  @Test("a WAV file that promises more than follows is damaged; one of unknown length is read to its end")
  func lyingLength() throws {
    let sound = Self.sine(440, rate: 8000, frames: 500)
    let file = try sound.encoded()
    let position = try #require(file.firstRange(of: Array("data".utf8))).upperBound
    for promised in [UInt32(1001), 5000, 0x7FFF_FFFF, 0xFFFF_FFFE] {
      var lying = file
      lying.replaceSubrange(
        position..<position + 4, with: (0..<4).map { UInt8(truncatingIfNeeded: promised >> (8 * $0)) })
      do {
        _ = try Sound(decoding: lying, file: "x.wav")
        Issue.record("not refused")
      } catch {
        #expect(error.kind == .damaged)
        #expect(error.found.contains("promises \(promised) bytes of samples where 1000 follow"))
      }
    }
    var streamed = file
    streamed.replaceSubrange(position..<position + 4, with: [255, 255, 255, 255])
    #expect(try Sound(decoding: streamed, file: "x").frames == 500)
    #expect(kind { _ = try Sound(decoding: Array(file.prefix(30)), file: "x") } == .damaged)
    #expect(kind { _ = try Sound(decoding: Array(file.prefix(position + 4)), file: "x") } == .damaged)
    #expect(kind { _ = try Sound(decoding: file, file: "x", sampleLimit: 499) } == .tooLarge)
  }

  @Test("sounds cut off anywhere are damaged, and changed bytes never crash")
  func damagedSounds() throws {
    var random = SeededRandom(seed: 8)
    for clip in oracle.sounds {
      let file = Array(clip.file)
      for length in [0, 3, 11, 44, file.count / 2] where length < file.count {
        // Ogg tells its length by its last page: what precedes it reads as a shorter sound.
        let error = kind { _ = try Sound(decoding: Array(file.prefix(length)), file: "x") }
        if !clip.name.hasPrefix("ogg") || length < 44 {
          #expect(error == .damaged || error == .unsupported && length < 12, "\(clip.name) at \(length)")
        }
      }
      for _ in 0..<60 {
        var damaged = file
        damaged[Int(random.next() % UInt64(file.count))] ^= UInt8(1 << (random.next() % 8))
        _ = kind { _ = try Sound(decoding: damaged, file: "x", sampleLimit: 1 << 20) }
      }
    }
  }

  @Test("resampling keeps a tone: frequency, level and phase", arguments: Sound.ResamplingQuality.allCases)
  func resampling(quality: Sound.ResamplingQuality) throws {
    for (from, to) in [(8000, 16_000), (44_100, 8000), (16_000, 11_025)] {
      let sound = Self.sine(500, rate: from, frames: from / 2, channels: 2)
      let resampled = sound.resampled(to: to, quality: quality)
      #expect(
        resampled.sampleRate == to && resampled.channels == 2
          && resampled.frames == Int((Double(from / 2 * to) / Double(from)).rounded()))
      let expected = Self.sine(500, rate: to, frames: resampled.frames, channels: 2)
      // The ends see silence outside the clip.
      let middle = resampled.samples.count / 4..<3 * resampled.samples.count / 4
      let difference = middle.map { abs(resampled.samples[$0] - expected.samples[$0]) }.max() ?? 1
      #expect(difference < 2e-3, "\(from) to \(to)")
    }
  }

  @Test("channels mix to their mean, and lengths are filled with silence or cut")
  func conversionOfSounds() {
    let stereo = Sound(sampleRate: 8000, channels: 2, samples: [1, 0, 0.5, -0.5, 0.25, 0.75])
    #expect(stereo.mixedDown() == Sound(sampleRate: 8000, samples: [0.5, 0, 0.5]))
    #expect(stereo.fitted(toFrames: 2).samples == [1, 0, 0.5, -0.5])
    #expect(stereo.fitted(toFrames: 4).samples == [1, 0, 0.5, -0.5, 0.25, 0.75, 0, 0])
  }

  @Test("conversion between numbers of channels")
  func channels() {
    let color = Image(height: 1, width: 1, channels: 3, pixels: [10, 200, 30])
    #expect(color.converted(toChannels: 4).pixels == [10, 200, 30, 255])
    #expect(color.converted(toChannels: 1).pixels == [124])
    #expect(color.converted(toChannels: 2).pixels == [124, 255])
    let grey = Image(height: 1, width: 2, channels: 2, pixels: [7, 8, 9, 10])
    #expect(grey.converted(toChannels: 1).pixels == [7, 9])
    #expect(grey.converted(toChannels: 3).pixels == [7, 7, 7, 9, 9, 9])
    #expect(grey.converted(toChannels: 4).pixels == [7, 7, 7, 8, 9, 9, 9, 10])
  }

  @Test("an npy array reads as it was written, in every type")
  func npy() throws {
    for array in [
      NPYArray(shape: [2, 3], elements: .bytes([1, 2, 3, 4, 5, 250])),
      NPYArray(shape: [4], elements: .shorts([-5, 0, 7, .max])),
      NPYArray(shape: [2, 1, 1], elements: .integers([-1, .max])),
      NPYArray(shape: [1, 2], elements: .floats([0.1, -3e20])), NPYArray(shape: [0, 3], elements: .floats([])),
    ] {
      let file = array.encoded()
      #expect(file.count % 64 == array.count * [1, 2, 8, 4][index(of: array)] % 64)
      #expect(try NPYArray(decoding: file, file: "x") == array)
      if array.count > 0 {
        #expect(kind { _ = try NPYArray(decoding: Array(file.dropLast()), file: "x") } == .damaged)
      }
      #expect(kind { _ = try NPYArray(decoding: Array(file.prefix(30)), file: "x") } == .damaged)
    }
  }

  private func index(of array: NPYArray) -> Int {
    switch array.elements {
    case .bytes: 0
    case .shorts: 1
    case .integers: 2
    case .floats: 3
    }
  }
}
