/// The Free Spoken Digit Dataset: recordings named `digit_speaker_take.wav`, of which takes 0 to 4 are for testing.
///
/// Source: Jackson, "Free Spoken Digit Dataset" (2016), github.com/Jakobovski/free-spoken-digit-dataset.
struct SpokenDigits {
  let folder: String
  private let names: [String]

  /// `nil` where neither the folder nor `recordings` in it holds such names, or others too.
  init?(_ listing: Listing) throws {
    let place = listing.folders.contains("recordings") && listing.media.isEmpty
    let found = place ? try Listing(listing.path + "/recordings") : listing
    guard !found.media.isEmpty, found.media.allSatisfy({ Self.parts($0) != nil }) else { return nil }
    folder = found.path
    names = found.media
  }

  private static func parts(_ name: String) -> (digit: String, take: Int)? {
    let parts = MediaList.withoutEnding(name).split(separator: "_", omittingEmptySubsequences: false)
    guard name.hasSuffix(".wav"), parts.count == 3, parts[0].count == 1, Int(parts[0]) != nil, !parts[1].isEmpty,
      let take = Int(parts[2]), take >= 0
    else { return nil }
    return (String(parts[0]), take)
  }

  func entries(_ part: MediaReadingOptions.Part) -> [MediaList.Entry] {
    names.compactMap { name in
      guard let (digit, take) = Self.parts(name), (take < 5) == (part == .test) else { return nil }
      return MediaList.Entry(path: name, label: digit)
    }
  }
}
