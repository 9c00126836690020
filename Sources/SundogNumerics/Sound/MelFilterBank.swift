import CSundogKernels

/// Triangles over the frequencies of a transform, evenly spaced on a mel scale.
///
/// With corners f₀ … f of `bands + 2` evenly spaced mels, band b weighs frequency f by
/// max(0, min((f − f_b) / (f_b₊₁ − f_b), (f_b₊₂ − f) / (f_b₊₂ − f_b₊₁))), times 2 / (f_b₊₂ − f_b) where areas are
/// normalized.
public struct MelFilterBank: Sendable, Hashable {
  public let bands: Int
  /// Frequencies of the transform that the bank is for.
  public let frequencies: Int
  /// Band b weighs the frequencies from `first[b]` on with `weights[offsets[b]..<offsets[b + 1]]`.
  public let first: [Int32]
  public let offsets: [Int32]
  public let weights: [Float]

  /// - Parameters:
  ///   - lowest: the lower corner of the first band, in hertz.
  ///   - highest: the upper corner of the last band, in hertz.
  ///   - normalizesArea: whether triangles have the same area (librosa's default) or the same height (torchaudio's).
  /// - Precondition: there is a band, and 0 ≤ lowest < highest.
  public init(
    sampleRate: Int, transformLength: Int, bands: Int, lowest: Double, highest: Double, scale: MelScale,
    normalizesArea: Bool
  ) {
    precondition(bands > 0 && lowest >= 0 && lowest < highest, "bands between two frequencies")
    self.bands = bands
    frequencies = transformLength / 2 + 1
    let (low, high) = (scale.mel(hertz: lowest), scale.mel(hertz: highest))
    let corners = (0...bands + 1).map { scale.hertz(mel: low + (high - low) * Double($0) / Double(bands + 1)) }
    var first: [Int32] = []
    var offsets: [Int32] = [0]
    var weights: [Float] = []
    for band in 0..<bands {
      let (left, middle, right) = (corners[band], corners[band + 1], corners[band + 2])
      var start: Int32?
      for k in 0..<frequencies {
        let hertz = Double(k) * Double(sampleRate) / Double(transformLength)
        let height = min((hertz - left) / (middle - left), (right - hertz) / (right - middle))
        guard height > 0 else { continue }
        start = start ?? Int32(k)
        weights.append(Float(normalizesArea ? height * 2 / (right - left) : height))
      }
      // Narrow bands at low frequencies may lie between two frequencies of the transform: they stay empty.
      first.append(start ?? 0)
      offsets.append(Int32(weights.count))
    }
    self.first = first
    self.offsets = offsets
    self.weights = weights
  }

  /// `bands × frequencies` weights.
  public var matrix: [Float] {
    var matrix = [Float](repeating: 0, count: bands * frequencies)
    for band in 0..<bands {
      for (i, weight) in weights[Int(offsets[band])..<Int(offsets[band + 1])].enumerated() {
        matrix[band * frequencies + Int(first[band]) + i] = weight
      }
    }
    return matrix
  }

  func withUnsafeBank(_ body: (UnsafePointer<sundog_filter_bank>) -> Void) {
    first.withUnsafeBufferPointer { first in
      offsets.withUnsafeBufferPointer { offsets in
        weights.withUnsafeBufferPointer { weights in
          var bank = sundog_filter_bank(
            bands: Int32(bands), first: first.baseAddress, offsets: offsets.baseAddress, weights: weights.baseAddress)
          body(&bank)
        }
      }
    }
  }
}
