import Sundog

/// One thread's part in a stream: it changes examples in memory that it keeps.
protocol StreamWorker: AnyObject {
  /// An example from elsewhere, as number `index` of epoch `epoch`.
  func augment(_ example: MediaExample, index: Int, epoch: Int, profile: inout AugmentProfile?) throws
    -> AugmentedExample
  /// Example `index` of the set that the worker knows.
  func augment(index: Int, epoch: Int, profile: inout AugmentProfile?) throws -> AugmentedExample
  func explain(_ example: MediaExample, index: Int, epoch: Int) throws -> [DrawRecord]
  func explain(index: Int, epoch: Int) throws -> [DrawRecord]
}

extension StreamWorker {
  /// The shares of mixed classes by name, and the class with the largest; nothing where labels are not known.
  static func classes(_ labels: [ImageSample.LabelShare], _ names: [String]) -> (
    label: String?, shares: [String: Float]
  ) {
    var shares: [String: Float] = [:]
    for share in labels { shares[names[Int(share.label)], default: 0] += share.share }
    // The first of equal ones, in the order of the classes.
    let label = names.max { shares[$0, default: -1] < shares[$1, default: -1] }
    return (shares.isEmpty ? nil : label, shares.count > 1 ? shares : [:])
  }

  static func wrongKind(_ example: MediaExample, expected: String) -> MediaError {
    let found: String
    switch example.media {
    case .image: found = "a picture"
    case .sound: found = "a sound"
    }
    return MediaError(
      .mixed, file: example.key, found: found, expected: "\(expected), as the first example",
      mend: "Keep pictures and sounds in sets of their own.")
  }
}
