import CSundogMedia

extension Sound {
  /// Whether the first bytes are those of a format that is read: WAV, FLAC or Ogg.
  static func isSound(_ bytes: [UInt8]) -> Bool {
    let wave = bytes.count >= 12 && bytes[8..<12].elementsEqual("WAVE".utf8) && bytes[0] == UInt8(ascii: "R")
    return wave || bytes.starts(with: "fLaC".utf8) || bytes.starts(with: "OggS".utf8)
  }

  /// Decodes a WAV, FLAC or Ogg (Vorbis, Opus) file; integer samples are divided by their full scale.
  /// - Parameters:
  ///   - file: its name, for errors.
  ///   - sampleLimit: longer sounds are refused before memory is taken for them. Samples of all channels together.
  /// - Throws: `MediaError`, also for a header that promises more samples than there are, a sound without samples, and
  ///   samples that are not finite.
  public init(decoding bytes: [UInt8], file: String, sampleLimit: Int = MediaReadingOptions().sampleLimit)
    throws(MediaError)
  {
    let result: Result<Sound, MediaError> = bytes.withUnsafeBufferPointer { buffer in
      var (sound, info, message) = (OpaquePointer?.none, sundog_sound_info(), sundog_media_message())
      let status = sundog_sound_open(buffer.baseAddress, buffer.count, &sound, &info, &message)
      guard status == SUNDOG_MEDIA_OK else {
        return .failure(MediaError(status, message, file: file, format: "sound"))
      }
      defer { sundog_sound_close(sound) }
      do throws(MediaError) {
        return .success(try Self.read(sound, info, file: file, limit: sampleLimit))
      } catch { return .failure(error) }
    }
    self = try result.get()
  }

  private static func read(
    _ sound: OpaquePointer?, _ info: sundog_sound_info, file: String, limit: Int
  ) throws(MediaError) -> Sound {
    let channels = Int(info.channels)
    func tooLong(_ frames: String) -> MediaError {
      MediaError(
        .tooLarge, file: file, found: "\(frames) frames of \(channels) channels",
        expected: "at most \(limit) samples", mend: "Cut the sound, or raise the limit.")
    }
    guard info.frames <= Int64(limit / channels) else { throw tooLong("\(info.frames)") }
    var samples: [Float]
    if info.frames >= 0 {
      samples = try block(sound, frames: Int(info.frames), channels: channels, file: file)
      guard samples.count == Int(info.frames) * channels else {
        throw MediaError(
          .damaged, file: file, found: "\(samples.count / channels) frames",
          expected: "\(info.frames), as its header says", mend: "The file is cut off or damaged; fetch it again.")
      }
    } else {
      samples = []
      while true {
        let next = try block(sound, frames: 65_536, channels: channels, file: file)
        if next.isEmpty { break }
        samples += next
        guard samples.count <= limit else { throw tooLong("more than \(samples.count / channels)") }
      }
    }
    guard !samples.isEmpty else {
      throw MediaError(
        .damaged, file: file, found: "a sound without samples", expected: "at least one frame",
        mend: "Record it again, or remove it from the set.")
    }
    try checkFinite(samples, channels: channels, file: file)
    return Sound(sampleRate: Int(info.sample_rate), channels: channels, samples: samples)
  }

  private static func block(
    _ sound: OpaquePointer?, frames: Int, channels: Int, file: String
  ) throws(MediaError) -> [Float] {
    var (read, status, message) = (Int64(0), SUNDOG_MEDIA_OK, sundog_media_message())
    let samples = [Float](unsafeUninitializedCapacity: frames * channels) { target, initialized in
      status = sundog_sound_read(sound, target.baseAddress, Int64(frames), &read, &message)
      initialized = max(0, Int(read)) * channels
    }
    guard status == SUNDOG_MEDIA_OK else { throw MediaError(status, message, file: file, format: "sound") }
    return samples
  }

  /// - Throws: `MediaError.Kind.notFinite` with the first frame that holds a NaN or an infinity.
  static func checkFinite(_ samples: [Float], channels: Int, file: String) throws(MediaError) {
    // One pass without a branch: the bits of a magnitude are largest where the exponent is that of NaN and infinity.
    let largest = samples.withUnsafeBufferPointer { samples in
      var largest: UInt32 = 0
      for sample in samples { largest = max(largest, sample.bitPattern & 0x7FFF_FFFF) }
      return largest
    }
    guard largest >= 0x7F80_0000, let bad = samples.firstIndex(where: { !$0.isFinite }) else { return }
    throw MediaError(
      .notFinite, file: file, found: "\(samples[bad]) in frame \(bad / channels)", expected: "finite samples",
      mend: "Make the sound again, or leave damaged files out with the policy to skip them.")
  }
}
