import Foundation

/// A scale of pitch as it is heard.
public enum MelScale: String, Sendable, Hashable, Codable, CaseIterable {
  /// m = 2595 log₁₀(1 + f / 700). Source: O'Shaughnessy, "Speech communication" (1987); the HTK toolkit.
  case htk
  /// m = 3 f / 200 up to 1000 Hz, 15 + 27 ln(f / 1000) / ln 6.4 above. Source: Slaney, "Auditory toolbox" (1998).
  case slaney

  public func mel(hertz: Double) -> Double {
    switch self {
    case .htk: 2595 * log10(1 + hertz / 700)
    case .slaney: hertz < 1000 ? 3 * hertz / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }
  }

  public func hertz(mel: Double) -> Double {
    switch self {
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    case .slaney: mel < 15 ? 200 * mel / 3 : 1000 * exp(log(6.4) * (mel - 15) / 27)
    }
  }
}
