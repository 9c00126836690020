extension MediaSet {
  /// How a private set of this form is read: classes from the schema, none of them needing an example, and the schema's
  /// sample rate.
  public static func readingOptions(for media: MediaResource) -> MediaReadingOptions {
    var options = MediaReadingOptions()
    options.classes = media.classes
    options.allowsEmptyClasses = true
    if case .audio(let sampleRate, let channels, _, _) = media.content {
      options.sampleRate = sampleRate
      if channels == 1 { options.channels = 1 }
    }
    return options
  }

  /// The same examples in the form that the schema declares: clips of one length where it says `pad-or-crop`.
  /// - Throws: `MediaFitError.otherContent` where pictures have another size, sounds another rate or, where the schema
  ///   refuses that, another length.
  public func conformed(to media: MediaResource) throws(MediaFitError) -> MediaSet {
    guard classes == media.classes else {
      throw .otherContent(
        found: "classes \(classes.joined(separator: ", "))", expected: media.classes.joined(separator: ", "),
        mend: "Read the set with the schema's classes.")
    }
    switch (self, media.content) {
    case (.images(let set), .image(let height, let width, let channels)):
      guard (set.height, set.width, set.channels) == (height, width, channels) else {
        throw .otherContent(
          found: "pictures of \(Self.text(set.height, set.width, set.channels))",
          expected: "\(Self.text(height, width, channels)), as the schema says",
          mend: "Let the schema name their size, or bring them to it with --mixed resample.")
      }
      return self
    case (.sounds(let set), .audio(let sampleRate, _, let seconds, let fit)):
      guard set.sampleRate == sampleRate else {
        throw .otherContent(
          found: "sounds of \(set.sampleRate) Hz", expected: "\(sampleRate) Hz, as the schema says",
          mend: "Let the schema name their rate.")
      }
      let frames = max(1, Int((seconds * Double(sampleRate)).rounded()))
      return .sounds(try Self.cut(set, frames: frames, refuses: fit == "refuse", seconds: seconds))
    case (.images, .audio):
      throw .otherContent(found: "pictures", expected: "sounds, as the schema says", mend: "Check the folder.")
    case (.sounds, .image):
      throw .otherContent(found: "sounds", expected: "pictures, as the schema says", mend: "Check the folder.")
    }
  }

  private static func text(_ height: Int, _ width: Int, _ channels: Int) -> String {
    "\(height) × \(width) pixels and \(channels) channel\(channels == 1 ? "" : "s")"
  }

  /// Clips of this many frames at most; shorter ones keep their length, which says where speech ends.
  private static func cut(
    _ set: SoundSet, frames: Int, refuses: Bool, seconds: Double
  ) throws(MediaFitError) -> SoundSet {
    let lengths = zip(set.offsets.dropFirst(), set.offsets).map { $0 - $1 }
    if lengths.allSatisfy({ $0 <= frames }) { return set }
    guard !refuses else {
      throw .otherContent(
        found: "a clip longer than \(seconds) s", expected: "clips of at most that, as the schema says",
        mend: "Set \"fit\": \"pad-or-crop\" in the schema's media block, or cut the clips.")
    }
    var samples: [Float] = []
    var offsets = [0]
    for (position, length) in lengths.enumerated() {
      let start = set.offsets[position]
      samples += set.samples[start..<start + min(length, frames)]
      offsets.append(samples.count)
    }
    return SoundSet(
      sampleRate: set.sampleRate, classes: set.classes, labels: set.labels, samples: samples, offsets: offsets)
  }
}
