import CSundogKernels

/// Log-mel spectrograms: the power of a signal in bands of equal width to the ear, in decibels.
///
///     L[b, t] = 10 log₁₀ max(Σ_k W[b, k] |X[k, t]|², least) − reference
///
/// then clipped from below at `dynamicRange` under the clip's largest value, where one is set.
public struct LogMel: Sendable {
  public let settings: Settings
  private let transform: ShortTimeFourier
  private let bank: MelFilterBank

  /// What a log-mel spectrogram depends on.
  public struct Settings: Sendable, Hashable, Codable {
    /// Samples a second.
    public var sampleRate: Int
    public var frames: FrameSettings
    public var bands: Int
    /// The lower corner of the first band and the upper one of the last, in hertz.
    public var lowestHertz: Double
    public var highestHertz: Double
    public var scale: MelScale
    /// Whether bands have the same area (librosa's default) or the same height (torchaudio's).
    public var normalizesArea: Bool
    public var reference: Reference
    /// The smallest power that is told apart from silence.
    public var leastPower: Float
    /// Decibels under the clip's largest value below which all is one; `nil` for no such limit.
    public var dynamicRange: Float?

    /// What counts as 0 decibels.
    public enum Reference: String, Sendable, Hashable, Codable, CaseIterable {
      /// A power of 1.
      case one
      /// The clip's largest value.
      case peak
    }

    public init(
      sampleRate: Int, frames: FrameSettings, bands: Int, lowestHertz: Double = 0, highestHertz: Double? = nil,
      scale: MelScale = .htk, normalizesArea: Bool = false, reference: Reference = .one, leastPower: Float = 1e-10,
      dynamicRange: Float? = nil
    ) {
      self.sampleRate = sampleRate
      self.frames = frames
      self.bands = bands
      self.lowestHertz = lowestHertz
      self.highestHertz = highestHertz ?? Double(sampleRate) / 2
      self.scale = scale
      self.normalizesArea = normalizesArea
      self.reference = reference
      self.leastPower = leastPower
      self.dynamicRange = dynamicRange
    }

    /// What is wrong with these numbers and how to mend it; `nil` if they can be used.
    public var problem: String? {
      if let problem = frames.problem { return problem }
      if sampleRate < 1 { return "sampleRate is \(sampleRate); samples a second are expected" }
      if bands < 1 || bands > frames.transformLength {
        return "bands is \(bands); 1 to transformLength (\(frames.transformLength)) is expected"
      }
      if !(lowestHertz >= 0 && lowestHertz < highestHertz && highestHertz <= Double(sampleRate) / 2) {
        return "lowestHertz is \(lowestHertz) and highestHertz \(highestHertz); 0 ≤ lowestHertz < highestHertz "
          + "≤ half the sample rate (\(sampleRate) Hz) is expected"
      }
      if !(leastPower >= .leastNormalMagnitude && leastPower < .infinity) {
        return "leastPower is \(leastPower); a small positive power is expected, such as 1e-10"
      }
      if let dynamicRange, !(dynamicRange > 0) {
        return "dynamicRange is \(dynamicRange); positive decibels are expected"
      }
      return nil
    }
  }

  /// - Precondition: `settings.problem` is `nil`.
  public init(_ settings: Settings) {
    precondition(settings.problem == nil, settings.problem ?? "")
    self.settings = settings
    transform = ShortTimeFourier(settings.frames)
    bank = MelFilterBank(
      sampleRate: settings.sampleRate, transformLength: settings.frames.transformLength, bands: settings.bands,
      lowest: settings.lowestHertz, highest: settings.highestHertz, scale: settings.scale,
      normalizesArea: settings.normalizesArea)
  }

  /// Columns of the spectrogram of so many samples.
  public func frameCount(samples: Int) -> Int { transform.frameCount(samples: samples) }

  /// `bands × frames` decibels.
  public func callAsFunction(_ signal: [Float]) -> [Float] {
    let count = settings.bands * frameCount(samples: signal.count)
    return [Float](unsafeUninitializedCapacity: count) { output, initialized in
      signal.withUnsafeBufferPointer { write($0, into: UnsafeMutableBufferPointer(rebasing: output[..<count])) }
      initialized = count
    }
  }

  /// Writes Σ_k W[b, k] |X[k, t]|², `bands × frames` powers.
  ///
  /// - Precondition: as for `write(_:into:)`.
  public func writePower(_ signal: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>) {
    transform.power(signal, bank: bank, into: output)
  }

  /// Writes `bands × frames` decibels.
  ///
  /// - Precondition: `output` has a row of `frameCount` numbers for each band.
  public func write(_ signal: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>) {
    transform.power(signal, bank: bank, into: output)
    sundog_decibels(sundog_best_instructions(), output.baseAddress, output.count, settings.leastPower)
    guard settings.reference == .peak || settings.dynamicRange != nil else { return }
    var peak = -Float.infinity
    for value in output { peak = max(peak, value) }
    let least = settings.dynamicRange.map { peak - $0 } ?? -.infinity
    let zero: Float = settings.reference == .peak ? peak : 0
    for i in output.indices { output[i] = max(output[i], least) - zero }
  }
}
