import Foundation

/// Values that librosa, torchaudio and scipy computed of one signal; `Tests/Fixtures/Oracles/sound_features.py` made
/// the file.
struct SoundOracle {
  private let values: [String: Values]

  private enum Values: Decodable {
    case numbers([Float])
    case other

    init(from decoder: Decoder) throws {
      self = (try? .numbers([Float](from: decoder))) ?? .other
    }
  }

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Oracles/sound_features.json")
    values = try JSONDecoder().decode([String: Values].self, from: Data(contentsOf: file))
  }

  subscript(name: String) -> [Float] {
    if case .numbers(let numbers)? = values[name] { numbers } else { [] }
  }

  /// The signal that the file describes.
  static let signal: [Float] = (0..<700).map { j in
    let position = Double(j)
    let chirp = 0.4 * sin(0.0021 * position * position) + 0.2 * sin(0.9 * position)
    return Float(chirp + 0.05 * (Double(j * 37 % 11) - 5) / 5)
  }
}

/// The largest difference of two lists, or infinity where their lengths differ.
func largestDifference(_ found: [Float], _ expected: [Float]) -> Float {
  guard found.count == expected.count, !found.isEmpty else { return .infinity }
  return zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
}

/// cos(2πj / count), in single precision of a double-precision value.
func cosine(_ j: Int, _ count: Int) -> Float { Float(cos(2 * Double.pi * Double(j) / Double(count))) }
