import CSundogKernels

/// The numbers that a model takes: (x / 255 − mean) / standard deviation for each channel. The last step.
///
/// The constants are public knowledge, such as those of a published data set; they are never measured on the pictures.
public struct Normalize: Transform {
  public static let name = "normalize"
  public static let parameters: [Parameter<Self>] = [
    .numbers("means", \.means, in: -10...10, counts: 1...4),
    .numbers("standardDeviations", \.standardDeviations, in: 1e-6...10, counts: 1...4),
  ]

  /// One for all channels, or one each; the last one stands for further channels.
  public var means: [Double] = [0.5]
  public var standardDeviations: [Double] = [0.5]

  public init() {}

  public func apply(_ draw: NoDraw, to sample: ImageSample) {
    sample.normalize { write(sample, $0, $1) }
  }

  /// x / 255, for pictures that no step normalizes.
  static func toUnit(_ sample: ImageSample) {
    var transform = Normalize()
    (transform.means, transform.standardDeviations) = ([0], [1])
    transform.apply(NoDraw(), to: sample)
  }

  private func write(_ sample: ImageSample, _ pixels: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<Float>) {
    let channels = sample.shape.channels
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { constants in
      for channel in 0..<channels {
        let deviation = standardDeviations[min(channel, standardDeviations.count - 1)]
        constants[channel] = Float(1 / (255 * deviation))
        constants[channels + channel] = Float(-means[min(channel, means.count - 1)] / deviation)
      }
      sundog_normalize(
        pictureInstructions, constants.baseAddress!, constants.baseAddress! + channels, Int32(channels), pixels, output,
        sample.pixelCount)
    }
  }
}
