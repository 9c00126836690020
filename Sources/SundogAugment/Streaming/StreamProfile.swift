/// Where a stream's time went: seconds of all threads together.
public struct StreamProfile: Sendable, Hashable, Codable {
  public var examples = 0
  /// From the first example taken to the last one written.
  public var elapsedSeconds = 0.0
  public var readSeconds = 0.0
  public var decodeSeconds = 0.0
  public var transformSeconds = 0.0
  public var encodeSeconds = 0.0
  public var writeSeconds = 0.0
  /// The steps of the pipeline, within the time of the transforms.
  public var steps = AugmentProfile()

  public init() {}

}
