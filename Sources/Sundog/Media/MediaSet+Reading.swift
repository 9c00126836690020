import SundogNumerics

extension MediaSet {
  /// Reads a whole labelled set; `MediaReader` says which layouts there are. Sounds are mixed down to one channel.
  /// - Throws: `MediaError` for examples without a label, labels outside the classes, classes without an example, mixed
  ///   sizes or rates, damaged files, a set without examples; `FileError`.
  public static func read(
    path: String, options: MediaReadingOptions = MediaReadingOptions(), threads: Int = Parallel.defaultThreadCount
  ) throws -> MediaSet {
    var options = options
    if options.mixedSizes == .keep { options.mixedSizes = .refuse }
    let reader = try MediaReader(path: path, options: options, mixesDown: true)
    if options.resize == nil, options.channels == nil, let array = reader.array {
      return .images(try images(array, options: options))
    }
    var builder = MediaSetBuilder(path: path, options: options, count: reader.count)
    try reader.readChunks(threads: threads) { try builder.add($0) }
    return try builder.finish(skipped: reader.decoder.skipped.first)
  }

  /// The pictures as they lie in the file, with their labels numbered.
  private static func images(_ array: PictureArray, options: MediaReadingOptions) throws(MediaError) -> ImageSet {
    var table = ClassTable(path: array.imagePath, classes: options.classes)
    var numbers: [Int32] = []
    numbers.reserveCapacity(array.count)
    let texts = (0...255).map { PictureArray.label(UInt8($0), classes: options.classes) }
    for (position, label) in array.labels.enumerated() {
      numbers.append(try table.number(of: texts[Int(label)], file: "\(array.imagePath), picture \(position)"))
    }
    guard !numbers.isEmpty else { throw MediaSetBuilder.empty(array.imagePath, skipped: nil) }
    let (classes, final) = try table.finish(allowsEmptyClasses: options.allowsEmptyClasses)
    return ImageSet(
      height: array.height, width: array.width, channels: array.channels, classes: classes,
      labels: numbers.map { final[Int($0)] }, pixels: array.pixels)
  }
}
