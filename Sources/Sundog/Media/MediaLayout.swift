import Foundation

/// What lies at a path: how a set of pictures or sounds is laid out.
enum MediaLayout {
  case array(PictureArray)
  case list(MediaList)
  /// WebDataset archives; `-` is standard input.
  case archives([String])

  static let fileEndings: Set<String> = ["png", "jpg", "jpeg", "wav", "flac", "ogg"]

  /// What is recognized, for errors.
  private static let known =
    "metadata.csv with pictures or sounds, a folder for each class, IDX files (train-images-idx3-ubyte, …), "
    + "recordings named digit_speaker_take.wav, .tar archives, or plain pictures or sounds"

  /// - Throws: `MediaError` for anything that is not recognized, empty, or without the part; `FileError`.
  static func find(at path: String, part: MediaReadingOptions.Part, pixelLimit: Int) throws -> MediaLayout {
    if path == "-" { return .archives(["-"]) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError.notFound(path: path)
    }
    guard isFolder.boolValue else { return .archives([path]) }
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    return try inFolder(folder, part: part, pixelLimit: pixelLimit)
  }

  /// Whether the set keeps a test part of its own.
  static func hasTestPart(at path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return false
    }
    if PictureArray.exists(in: path, part: .test) { return true }
    let listing = try Listing(path)
    if listing.files.contains(MetadataFile.name) { return false }
    if listing.hasParts { return listing.folders.contains("test") }
    return try SpokenDigits(listing)?.entries(.test).isEmpty == false
  }

  private static func inFolder(
    _ folder: String, part: MediaReadingOptions.Part, pixelLimit: Int
  ) throws -> MediaLayout {
    let listing = try Listing(folder)
    if listing.files.contains(MetadataFile.name) {
      return .list(try whole(folder, MetadataFile(folder: folder).entries(), part: part))
    }
    if PictureArray.exists(in: folder, part: .train) || PictureArray.exists(in: folder, part: .test) {
      return .array(try PictureArray(folder: folder, part: part, pixelLimit: pixelLimit))
    }
    if listing.hasParts {
      let name = part.rawValue
      guard listing.folders.contains(name) else { throw noTestPart(folder) }
      return try inFolder("\(folder)/\(name)", part: .train, pixelLimit: pixelLimit)
    }
    if let digits = try SpokenDigits(listing) {
      return .list(try checked(MediaList(folder: digits.folder, entries: digits.entries(part))))
    }
    if listing.files.contains("metadata.jsonl") {
      throw MediaError(
        .layout, file: folder, found: "metadata.jsonl", expected: MetadataFile.name,
        mend: "Write the file names and labels as CSV: file_name,label.")
    }
    let archives = listing.files.filter { $0.hasSuffix(".tar") }
    if !archives.isEmpty {
      guard part == .train else { throw noTestPart(folder) }
      return .archives(archives.map { "\(folder)/\($0)" })
    }
    return .list(try whole(folder, classFolders(listing), part: part))
  }

  /// Files that lie in the folder itself have no label; those below it the name of the first folder on their way.
  private static func classFolders(_ listing: Listing) throws -> [MediaList.Entry] {
    var entries = listing.media.map { MediaList.Entry(path: $0, label: nil) }
    for name in listing.folders {
      let paths = try Listing.mediaBelow("\(listing.path)/\(name)")
      if paths.isEmpty, entries.isEmpty == false || listing.folders.count > 1 {
        throw ClassTable.empty(name, path: "\(listing.path)/\(name)")
      }
      entries += paths.map { MediaList.Entry(path: "\(name)/\($0)", label: name) }
    }
    return entries
  }

  private static func whole(
    _ folder: String, _ entries: [MediaList.Entry], part: MediaReadingOptions.Part
  ) throws(MediaError) -> MediaList {
    guard part == .train else { throw noTestPart(folder) }
    return try checked(MediaList(folder: folder, entries: entries))
  }

  private static func checked(_ list: MediaList) throws(MediaError) -> MediaList {
    guard list.entries.isEmpty else { return list }
    throw MediaError(
      .empty, file: list.folder, found: "no pictures or sounds", expected: known,
      mend: "Check that the right folder was given.")
  }

  static func noTestPart(_ folder: String) -> MediaError {
    MediaError(
      .layout, file: folder, found: "no test part",
      expected: "a set that keeps one (IDX, FSDD, or folders train and test)",
      mend: "Give the test set as a folder or archive of its own.")
  }
}
