import CSundogMedia

extension Sound {
  /// The formats in which sound is written.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// WAV with 16-bit integers: samples beyond ±1 are clipped, and rounded to steps of 2⁻¹⁵.
    case wav
    /// WAV with 32-bit floats: nothing is lost.
    case wavFloat
    /// FLAC of 16 bits: as `wav`, about half as large.
    case flac
    /// FLAC of 24 bits.
    case flac24

    /// The ending of file names.
    public var fileExtension: String {
      switch self {
      case .wav, .wavFloat: "wav"
      case .flac, .flac24: "flac"
      }
    }
  }

  /// The sound as a file. The same samples give the same bytes: no date is written.
  /// - Throws: `MediaError.Kind.output` for more channels (FLAC: 8) or a higher rate than the format has,
  ///   `.notFinite` for samples that are no numbers.
  public func encoded(_ format: Format = .wav) throws(MediaError) -> [UInt8] {
    try Self.checkFinite(samples, channels: channels, file: "the sound to write")
    let kind =
      switch format {
      case .wav: SUNDOG_SOUND_WAV_16
      case .wavFloat: SUNDOG_SOUND_WAV_FLOAT
      case .flac: SUNDOG_SOUND_FLAC_16
      case .flac24: SUNDOG_SOUND_FLAC_24
      }
    var (out, message) = (sundog_media_bytes(), sundog_media_message())
    let status = sundog_sound_encode(
      samples, Int64(frames), UInt32(channels), UInt32(sampleRate), kind, &out, &message)
    guard status == SUNDOG_MEDIA_OK else {
      throw MediaError(
        .output, file: format.fileExtension, found: "a sound of \(channels) channels at \(sampleRate) frames a second",
        expected: "what \(format.fileExtension.uppercased()) can hold", mend: "Mix it down or resample it first.")
    }
    return takeBytes(out)
  }
}
