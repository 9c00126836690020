import ArgumentParser
import Foundation
import Sundog
import SundogPrivacy

/// How a private set of pictures or sounds is read where it is not all well.
struct MediaFitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What pictures of another size than the schema's do: refuse, or resample (all to the schema's size).",
      valueName: "policy"))
  var mixed: MediaReadingOptions.SizePolicy?

  @Option(help: "What a damaged picture or sound does: fail, or skip (left out and counted).")
  var onDamage: MediaReadingOptions.DamagePolicy?

  func validate() throws {
    if mixed == .keep { throw ValidationError("--mixed is keep; expected refuse or resample: a fit needs one size.") }
  }

  /// - Throws: a usage error where an option is given that tables have no use for.
  func requireTable() throws {
    if mixed != nil || onDamage != nil {
      throw ValidationError("--mixed and --on-damage are for sets of pictures and sounds; this is a table.")
    }
  }
}

/// A private set of pictures or sounds as a fit may use it: read by the schema, with the identity that the ledger knows.
struct PrivateMedia {
  let set: MediaSet
  let identity: DatasetIdentity

  /// Reads the training part of the set at a path.
  /// - Throws: `MediaError`, `MediaFitError`, `FileError`.
  init(path: String, schema: Schema, media: MediaResource, options: MediaFitOptions, threads: Int) throws {
    var reading = MediaSet.readingOptions(for: media)
    reading.damage = options.onDamage ?? .fail
    if options.mixed == .resample, case .image(let height, let width, let channels) = media.content {
      reading.mixedSizes = .resample
      reading.resize = MediaReadingOptions.Size(height: height, width: width)
      reading.channels = channels
    }
    let read = try MediaSet.read(path: path, options: reading, threads: threads)
    let name =
      path == "-" ? "\(schema.name)/\(media.name)" : URL(fileURLWithPath: path).standardizedFileURL.path
    identity = DatasetIdentity(name: name, fingerprint: read.sha256)
    set = try read.conformed(to: media)
  }
}
