import Foundation

/// What is read of a record's `.json` member; other members of it are left out.
///
/// `label` (a text or an integer), `classShares` (of mixed examples, by class), `sampleRate` (frames a second), `boxes` and `keyPoints` in the form of
/// `Annotations`: `{"left": 1, "top": 2, "right": 5, "bottom": 9, "label": "dog"}` and
/// `{"x": 3, "y": 4, "label": "nose", "isVisible": true}`, `label` and `isVisible` as one likes.
struct RecordJSON {
  var label: String?
  var classShares: [String: Float]?
  var sampleRate: Int?
  var boxes: [Annotations.Box]?
  var keyPoints: [Annotations.KeyPoint]?

  private struct Content: Decodable {
    var label: JSONValue?
    var classShares: [String: Float]?
    var sampleRate: Int?
    var boxes: [Box]?
    var keyPoints: [KeyPoint]?
  }

  private struct Box: Decodable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
    var label: String?
  }

  private struct KeyPoint: Decodable {
    var x: Double
    var y: Double
    var label: String?
    var isVisible: Bool?
  }

  /// - Throws: `MediaError.Kind.annotations`.
  init(decoding bytes: [UInt8], file: String) throws(MediaError) {
    func problem(_ found: String) -> MediaError {
      MediaError(
        .annotations, file: file, found: found,
        expected: "an object with label, boxes [{left, top, right, bottom, label}] and keyPoints [{x, y, label}]",
        mend: "Mend the record's JSON.")
    }
    let content: Content
    do { content = try JSONDecoder().decode(Content.self, from: Data(bytes)) } catch DecodingError.keyNotFound(
      let key, _)
    {
      throw problem("JSON without \"\(key.stringValue)\"")
    } catch DecodingError.typeMismatch(_, let context) {
      throw problem("JSON with another type at \(context.codingPath.map(\.stringValue).joined(separator: "."))")
    } catch {
      throw problem("JSON that cannot be read")
    }
    switch content.label {
    case .string(let text): label = text
    case .integer(let value): label = String(value)
    case nil, .null: label = nil
    default: throw problem("a label that is neither a text nor an integer")
    }
    (sampleRate, classShares) = (content.sampleRate, content.classShares)
    boxes = content.boxes?.map {
      Annotations.Box(left: $0.left, top: $0.top, right: $0.right, bottom: $0.bottom, label: $0.label ?? "")
    }
    keyPoints = content.keyPoints?.map {
      Annotations.KeyPoint(x: $0.x, y: $0.y, label: $0.label ?? "", isVisible: $0.isVisible ?? true)
    }
    let isFinite =
      (boxes ?? []).allSatisfy { [$0.left, $0.top, $0.right, $0.bottom].allSatisfy(\.isFinite) }
      && (keyPoints ?? []).allSatisfy { $0.x.isFinite && $0.y.isFinite }
    guard isFinite else { throw problem("a coordinate that is not finite") }
  }
}

extension Annotations {
  /// Moves everything along with a picture that changes its size; masks take the nearest value.
  mutating func resize(from: MediaReadingOptions.Size, to: MediaReadingOptions.Size) {
    guard from != to, !isEmpty else { return }
    let (x, y) = (Double(to.width) / Double(from.width), Double(to.height) / Double(from.height))
    for index in boxes.indices {
      boxes[index].left *= x
      boxes[index].right *= x
      boxes[index].top *= y
      boxes[index].bottom *= y
    }
    for index in keyPoints.indices {
      keyPoints[index].x *= x
      keyPoints[index].y *= y
    }
    masks = masks.map { mask in
      (0..<to.height * to.width).map { target in
        let row = Int((Double(target / to.width) + 0.5) / y)
        let column = Int((Double(target % to.width) + 0.5) / x)
        return mask[min(row, from.height - 1) * from.width + min(column, from.width - 1)]
      }
    }
  }
}
