import Foundation
import SundogNumerics

/// The echoes of a rectangular room, by mirror images of the source: x ← (h ∗ x) / ‖h‖.
///
///     h(t) = Σ_images β^(number of reflections) / (4π d) δ(t − (d − d₀) / c)
///
/// with d the image's distance from the microphone, d₀ that of the source itself, c = 343 m/s, and walls that reflect
/// β = √(1 − absorption) of the pressure. Delays between samples are spread by a Hann-windowed sinc of 16 samples.
/// Images are counted up to `reflections` reflections. Source: Allen, Berkley, "Image method for efficiently simulating
/// small-room acoustics" (1979).
public struct Room: SoundTransform {
  public static let name = "room"
  public static let parameters: [Parameter<Self>] = [
    .range("lengthMetersRange", \.lengthMetersRange, in: 1...100),
    .range("widthMetersRange", \.widthMetersRange, in: 1...100),
    .range("heightMetersRange", \.heightMetersRange, in: 1...100),
    .range("absorptionRange", \.absorptionRange, in: 0.01...1), .integer("reflections", \.reflections, in: 0...30),
  ]

  public var lengthMetersRange: ClosedRange<Double> = 3...10
  public var widthMetersRange: ClosedRange<Double> = 3...8
  public var heightMetersRange: ClosedRange<Double> = 2.4...4
  /// The share of energy that a wall keeps.
  public var absorptionRange: ClosedRange<Double> = 0.1...0.6
  public var reflections = 10

  public init() {}

  public struct Draw: Codable, Sendable {
    /// Length, width and height in meters, and where the source and the microphone are within them.
    public var size: [Double]
    public var source: [Double]
    public var microphone: [Double]
    public var absorption: Double
  }

  public func draw(for shape: SoundShape, using generator: inout SeededRandom) -> Draw {
    let size = [lengthMetersRange, widthMetersRange, heightMetersRange].map { generator.uniform(in: $0) }
    // Nothing stands within a tenth of a wall.
    func place(_ generator: inout SeededRandom) -> [Double] { size.map { $0 * generator.uniform(in: 0.1...0.9) } }
    return Draw(
      size: size, source: place(&generator), microphone: place(&generator),
      absorption: generator.uniform(in: absorptionRange))
  }

  public func apply(_ draw: Draw, to sample: SoundSample) {
    guard draw.size.count == 3, draw.source.count == 3, draw.microphone.count == 3,
      let convolver = UnitConvolver(response(draw, sampleRate: Double(sample.shape.sampleRate)))
    else { return }
    sample.reverberate(with: convolver, wetShare: 1)
  }

  /// One mirror image along one axis: its distance from the microphone and the reflections on its way.
  private struct Axis {
    let distance: Double
    let reflections: Int
  }

  private func images(_ axis: Int, of draw: Draw) -> [Axis] {
    let (size, source, microphone) = (draw.size[axis], draw.source[axis], draw.microphone[axis])
    let reach = reflections / 2 + 1
    return (-reach...reach).flatMap { period -> [Axis] in
      let shift = 2 * Double(period) * size
      return [
        Axis(distance: shift + source - microphone, reflections: abs(2 * period)),
        Axis(distance: shift - source - microphone, reflections: abs(2 * period - 1)),
      ]
    }.filter { $0.reflections <= reflections }
  }

  /// h, from the arrival of the direct sound on.
  func response(_ draw: Draw, sampleRate: Double) -> [Float] {
    let axes = (0..<3).map { images($0, of: draw) }
    let reflection = (1 - draw.absorption).squareRoot()
    let direct = (0..<3).map { draw.source[$0] - draw.microphone[$0] }
    let nearest = max(0.1, direct.reduce(0) { $0 + $1 * $1 }.squareRoot())
    var response: [Double] = []
    for x in axes[0] {
      for y in axes[1] where x.reflections + y.reflections <= reflections {
        for z in axes[2] where x.reflections + y.reflections + z.reflections <= reflections {
          let count = x.reflections + y.reflections + z.reflections
          let square = x.distance * x.distance + y.distance * y.distance + z.distance * z.distance
          let distance = max(nearest, square.squareRoot())
          let strength = pow(reflection, Double(count)) / (4 * Double.pi * distance)
          Self.add(strength, at: (distance - nearest) / 343 * sampleRate, to: &response)
        }
      }
    }
    return response.map(Float.init)
  }

  /// Adds an impulse at a time between samples.
  private static func add(_ strength: Double, at time: Double, to response: inout [Double]) {
    let first = Int(time.rounded(.down)) - 7
    if response.count < first + 16 {
      response.append(contentsOf: repeatElement(0, count: first + 16 - response.count))
    }
    for j in max(0, first)..<first + 16 {
      let distance = Double(j) - time
      let window = 0.5 + 0.5 * cos(Double.pi * distance / 8)
      let angle = Double.pi * distance
      response[j] += strength * (abs(angle) < 1e-9 ? 1 : window * sin(angle) / angle)
    }
  }
}
