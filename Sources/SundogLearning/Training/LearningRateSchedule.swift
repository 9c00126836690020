import Foundation

/// How the learning rate moves over a training.
public enum LearningRateSchedule: String, Sendable, Hashable, Codable, CaseIterable {
  /// The same throughout.
  case constant
  /// A climb over the first twentieth, then half a cosine down to zero (`CosineSchedule`).
  case cosine
  /// Up along half a cosine for three tenths, from 1/25 of the peak, then down along another to 1/10⁴ of where it began.
  ///
  /// Source: Smith, Topin, "Super-convergence: very fast training of neural networks using large learning rates" (2019),
  /// with the defaults of PyTorch's `OneCycleLR`.
  case oneCycle = "one-cycle"

  /// The rate of step `step` of `totalSteps`, counted from 0.
  public func learningRate(at step: Int, of totalSteps: Int, peak: Float) -> Float {
    switch self {
    case .constant: return peak
    case .cosine:
      return CosineSchedule(peak: peak, warmUpSteps: totalSteps / 20, totalSteps: max(1, totalSteps))
        .learningRate(at: step)
    case .oneCycle:
      let (start, end) = (peak / 25, peak / 25 / 10_000)
      let top = 0.3 * Float(totalSteps) - 1
      if Float(step) <= top { return Self.between(start, peak, share: top > 0 ? Float(step) / top : 1) }
      let rest = Float(totalSteps - 1) - top
      return Self.between(peak, end, share: rest > 0 ? min(1, (Float(step) - top) / rest) : 1)
    }
  }

  /// Along half a cosine from `start` at share 0 to `end` at share 1.
  private static func between(_ start: Float, _ end: Float, share: Float) -> Float {
    end + (start - end) / 2 * (1 + cosf(.pi * share))
  }
}
