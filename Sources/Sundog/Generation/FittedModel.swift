import SundogPrivacy

/// What a fit leaves behind: released values only, safe to ship.
public protocol FittedModel: Codable, Sendable {
  /// The format's name in model files: the synthesizer's name.
  static var kind: String { get }
  var statement: PrivacyStatement { get }
  /// The estimate of the number of private rows: public, or released with noise.
  var rowEstimate: Int { get }
  /// What whoever uses the model should know, such as that noise outweighs the data. Public: what the plan said.
  var cautions: [String] { get }
}

extension FittedModel {
  public var cautions: [String] { [] }
}
