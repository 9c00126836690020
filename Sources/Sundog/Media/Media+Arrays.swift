extension Image {
  var size: MediaReadingOptions.Size { MediaReadingOptions.Size(height: height, width: width) }
  var shapeText: String { "a picture of \(height) × \(width) pixels and \(channels) channels" }
}

extension Media {
  /// Bytes in memory.
  var byteCount: Int {
    switch self {
    case .image(let image): image.pixels.count
    case .sound(let sound): 4 * sound.samples.count
    }
  }

  /// An array as a picture (bytes, rows × columns or × channels) or a sound (16-bit integers, divided by 2¹⁵, or
  /// floats; frames or frames × channels).
  /// - Throws: `MediaError` for other arrays, and for sounds whose sample rate nobody told.
  init(_ array: NPYArray, sampleRate: Int?, file: String, pixelLimit: Int) throws(MediaError) {
    let shape = array.shape
    let text = "an array of \(shape.map(String.init).joined(separator: " × "))"
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw MediaError(
        .damaged, file: file, found: text, expected: "no dimension of 0", mend: "Remove it from the set.")
    }
    let samples: [Float]
    switch array.elements {
    case .bytes(let pixels):
      guard shape.count == 2 || shape.count == 3 && shape[2] <= 4 else {
        throw MediaError(
          .unsupported, file: file, found: "\(text) bytes", expected: "rows × columns, or × 1 to 4 channels",
          mend: "Transpose it, channels last.")
      }
      guard shape[0] * shape[1] <= pixelLimit else {
        throw ImageLimit.tooLarge(height: shape[0], width: shape[1], limit: pixelLimit, file: file)
      }
      self = .image(
        Image(height: shape[0], width: shape[1], channels: shape.count == 3 ? shape[2] : 1, pixels: pixels))
      return
    case .shorts(let values): samples = values.map { Float($0) / 32_768 }
    case .floats(let values): samples = values
    case .integers:
      throw MediaError(
        .unsupported, file: file, found: "\(text) integers", expected: "bytes for a picture, floats for a sound",
        mend: "Convert the array by astype.")
    }
    guard shape.count == 1 || shape.count == 2 && shape[1] <= 64 else {
      throw MediaError(
        .unsupported, file: file, found: "\(text) samples", expected: "frames, or frames × channels",
        mend: "Transpose it, channels last.")
    }
    guard let sampleRate, sampleRate > 0 else {
      throw MediaError(
        .unsupported, file: file, found: "samples without a sample rate",
        expected: "\"sampleRate\" in the record's .json member, or a rate given by the caller",
        mend: "Add it there, or write WAV files.")
    }
    try Sound.checkFinite(samples, channels: shape.count == 2 ? shape[1] : 1, file: file)
    self = .sound(Sound(sampleRate: sampleRate, channels: shape.count == 2 ? shape[1] : 1, samples: samples))
  }
}
