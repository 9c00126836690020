extension Pipeline where Sample == ImageSample {
  /// The constants with which pictures leave; `nil` where no step normalizes.
  public var normalization: Normalize? { transforms.last as? Normalize }

  /// The pipeline itself where its last step normalizes; else with such a step behind it.
  public func normalizing(by default: Normalize) -> Self {
    normalization == nil ? Pipeline(steps + [Step(`default`)]) : self
  }
}
