/// Where a pipeline's time went.
public struct AugmentProfile: Sendable, Hashable, Codable {
  /// One step of the pipeline.
  public struct Stage: Sendable, Hashable, Codable {
    /// The position and name of the step, below those of the containers around it, such as `0:oneOf/1:medianBlur`.
    public let path: String
    public internal(set) var runs: Int
    public internal(set) var seconds: Double
  }

  /// The steps that ran, in the order of their first run; a container's time includes that of its steps.
  public private(set) var stages: [Stage] = []

  public init() {}

  /// The transform, not a container, that took most of the time.
  public var slowest: Stage? {
    stages.filter { stage in !stages.contains { $0.path.hasPrefix(stage.path + "/") } }
      .max { $0.seconds < $1.seconds }
  }

  mutating func add(_ path: String, nanoseconds: UInt64) {
    add(Stage(path: path, runs: 1, seconds: Double(nanoseconds) * 1e-9))
  }

  private mutating func add(_ stage: Stage) {
    if let position = stages.firstIndex(where: { $0.path == stage.path }) {
      stages[position].runs += stage.runs
      stages[position].seconds += stage.seconds
    } else {
      stages.append(stage)
    }
  }

  /// Adds the times of another thread or batch.
  public mutating func merge(_ other: AugmentProfile) {
    for stage in other.stages { add(stage) }
  }
}
