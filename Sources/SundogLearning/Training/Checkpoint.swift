import Sundog

/// A training on disk: what a later process goes on with, or uses.
///
/// It is written whole or not at all, carries what made it and a digest, and gives the same bits back.
/// Privacy: it is as private as the examples, unless the training was private; its state says so.
public struct Checkpoint: Sendable {
  public static let format = "sundog-checkpoint"
  private static let version = 1

  public let state: TrainingState
  public let lineage: Lineage
  /// The artefact's name in lineages.
  public let sha256: String

  /// - Returns: the artefact's SHA-256.
  /// - Throws: `FileError`.
  @discardableResult
  public static func write(_ state: TrainingState, lineage: Lineage, to path: String) throws -> String {
    try ArtifactFile.write(
      state, format: format, version: version, statement: state.statement, lineage: lineage, to: path)
  }

  /// - Throws: `FileError`; `ModelFileError` where the file is no checkpoint, damaged or newer; `LearningError.damagedModel`
  ///   where its parameters do not fit its network.
  public init(contentsOfFile path: String) throws {
    let file = try ArtifactFile.read(
      TrainingState.self, format: Self.format, version: Self.version, expected: "a checkpoint of Sundog", path: path)
    let network = try file.value.settings.architecture.module(for: file.value.shape)
    guard file.value.hasParameters(network.shape.parameters) else {
      throw LearningError.damagedModel("its parameters do not fit its network")
    }
    (state, lineage, sha256) = file
  }
}

extension TrainingState {
  /// Whether there are so many parameters, and nothing else than numbers.
  func hasParameters(_ count: Int) -> Bool {
    parameters.count == count && (current.isEmpty || current.count == count)
      && parameters.withUnsafeBufferPointer(VectorKernels.isFinite)
  }
}
