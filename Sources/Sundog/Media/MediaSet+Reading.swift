extension MediaSet {
  /// Reads a whole labelled set.
  /// - Parameter path: a folder in MNIST's layout (IDX).
  /// - Throws: `MediaError`, `FileError`.
  public static func read(path: String, options: MediaReadingOptions = MediaReadingOptions()) throws -> MediaSet {
    .images(try images(IDXImages(folder: path, part: options.part, pixelLimit: options.pixelLimit), options: options))
  }

  /// The pictures as they lie in the file, with their labels numbered.
  static func images(_ set: IDXImages, options: MediaReadingOptions) throws(MediaError) -> ImageSet {
    var table = ClassTable(path: set.imagePath, classes: options.classes)
    var numbers: [Int32] = []
    numbers.reserveCapacity(set.count)
    let texts = (0...255).map { IDXImages.label(UInt8($0), classes: options.classes) }
    for (position, label) in set.labels.enumerated() {
      numbers.append(try table.number(of: texts[Int(label)], file: "\(set.imagePath), picture \(position)"))
    }
    guard !numbers.isEmpty else {
      throw MediaError(
        .empty, file: set.imagePath, found: "no picture", expected: "at least one",
        mend: "Check that the right file was given.")
    }
    let (classes, final) = try table.finish(allowsEmptyClasses: options.allowsEmptyClasses)
    return ImageSet(
      height: set.height, width: set.width, channels: set.channels, classes: classes,
      labels: numbers.map { final[Int($0)] }, pixels: set.pixels)
  }
}
