import Foundation
import SundogNumerics

/// Gamma: x ← round(255 (x / 255)^γ).
public struct Gamma: Transform {
  public static let name = "gamma"
  public static let parameters: [Parameter<Self>] = [.range("gammaRange", \.gammaRange, in: 0.01...100)]

  /// γ.
  public var gammaRange: ClosedRange<Double> = 0.8...1.2

  public init() {}

  public struct Draw: Codable, Sendable {
    public var gamma: Double
  }

  public func draw(for shape: ImageShape, using generator: inout SeededRandom) -> Draw {
    Draw(gamma: generator.uniform(in: gammaRange))
  }

  public func apply(_ draw: Draw, to sample: ImageSample) {
    sample.applyTable { byte(255 * pow(Double($0) / 255, draw.gamma)) }
  }
}
