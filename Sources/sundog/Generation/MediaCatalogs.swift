import ArgumentParser
import AudioGenerators
import ImageGenerators
import Sundog

/// All synthesizers of pictures and sounds.
enum MediaCatalogs {
  static let all = [ImageCatalog.catalog, AudioCatalog.catalog]

  static var entries: [AnyMediaSynthesizer] { all.flatMap(\.entries) }

  /// Whether a model file of this kind is of pictures or sounds.
  static func holds(kind: String) -> Bool { entries.contains { $0.name == kind } }

  /// The model in a file, whichever synthesizer made it.
  /// - Throws: `ModelFileError` where the file's kind is in no catalogue or the file is damaged.
  static func model(in file: ModelFile) throws -> any MediaModel {
    guard let entry = entries.first(where: { $0.name == file.kind }) else {
      throw ModelFileError.otherKind(
        path: file.path, found: file.kind, expected: entries.map(\.name).joined(separator: "\" or \""))
    }
    return try entry.model(in: file)
  }
}

extension MechanismOptions {
  /// The mechanism for a set of pictures or sounds, and why where the choice was left open.
  func mediaSynthesizer(for task: MediaTask) throws -> (synthesizer: AnyMediaSynthesizer, reason: String?) {
    let fitting = MediaCatalogs.entries.filter { $0.canFit(task.media.content) }.map(\.name)
    if mechanism == Self.automatic {
      for catalog in MediaCatalogs.all { if let choice = catalog.automatic(for: task) { return choice } }
      throw MediaFitError.otherContent(
        found: "a set that no mechanism learns", expected: "pictures of 1, 3 or 4 channels, or sounds of one channel",
        mend: "Change the schema's media block.")
    }
    guard let entry = MediaCatalogs.entries.first(where: { $0.name == mechanism }), fitting.contains(mechanism) else {
      throw ValidationError(
        "there is no mechanism \"\(mechanism)\" for such files; there are \(fitting.joined(separator: ", ")), and "
          + "\(Self.automatic) chooses.")
    }
    return (entry, nil)
  }

  /// - Throws: a usage error where an option is given that tables have no use for.
  func requireTable() throws {
    if time != nil { throw ValidationError("--time is for sets of pictures and sounds; this is a table.") }
  }
}
