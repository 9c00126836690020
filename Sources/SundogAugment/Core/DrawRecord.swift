import Foundation
import Sundog

/// What a pipeline drew for one example: a tree in the shape of the pipeline, of which JSON is the text.
public struct DrawRecord: Codable, Hashable, Sendable {
  /// The name of the step.
  public let op: String
  /// Which of its container's steps it is, from 0.
  public let position: Int
  /// False where the step's probability left it out.
  public let isTaken: Bool
  /// What a transform drew.
  public internal(set) var draw: JSONValue?
  /// What a container's steps drew, in the order in which they ran.
  public internal(set) var steps: [DrawRecord]
}

extension JSONValue {
  /// The value that `JSONEncoder` makes of an encodable one.
  init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
  }

  func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }
}
