/// Collects the steps that stand between the braces of a `Pipeline` or a container.
@resultBuilder
public enum PipelineBuilder<Sample: AugmentSample> {
  public static func buildExpression(_ transform: some Transform<Sample>) -> [Step<Sample>] { [Step(transform)] }
  public static func buildExpression(_ step: Step<Sample>) -> [Step<Sample>] { [step] }
  public static func buildBlock(_ parts: [Step<Sample>]...) -> [Step<Sample>] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Step<Sample>]?) -> [Step<Sample>] { part ?? [] }
  public static func buildEither(first part: [Step<Sample>]) -> [Step<Sample>] { part }
  public static func buildEither(second part: [Step<Sample>]) -> [Step<Sample>] { part }
  public static func buildArray(_ parts: [[Step<Sample>]]) -> [Step<Sample>] { parts.flatMap { $0 } }
}

extension Pipeline {
  /// A pipeline of the steps between the braces.
  public init(@PipelineBuilder<Sample> _ steps: () -> [Step<Sample>]) { self.init(steps()) }
}

extension Step {
  /// Steps that are taken together or not at all.
  public static func sequence(@PipelineBuilder<Sample> _ steps: () -> [Step]) -> Step { Step(.sequence(steps())) }

  /// One of the steps.
  /// - Parameter weights: how probable each is, in proportion; all the same if empty.
  /// - Precondition: there is a step, and a non-negative weight for each, one of them positive.
  public static func oneOf(weights: [Double] = [], @PipelineBuilder<Sample> _ steps: () -> [Step]) -> Step {
    let steps = steps()
    let weights = weights.isEmpty ? steps.map { _ in 1 } : weights
    precondition(weights.count == steps.count && weights.allSatisfy { $0 >= 0 }, "a weight for each step")
    precondition(weights.contains { $0 > 0 }, "a step that can be taken")
    return Step(.oneOf(steps, weights: weights))
  }

  /// Some of the steps, distinct, in their order.
  /// - Parameter count: how many, uniformly drawn.
  /// - Precondition: there are as many steps.
  public static func someOf(_ count: ClosedRange<Int>, @PipelineBuilder<Sample> _ steps: () -> [Step]) -> Step {
    let steps = steps()
    precondition(count.lowerBound >= 0 && count.upperBound <= steps.count, "as many steps")
    return Step(.someOf(steps, count: count))
  }

  /// The steps several times over.
  /// - Parameter count: how many times, uniformly drawn.
  public static func repeated(_ count: ClosedRange<Int>, @PipelineBuilder<Sample> _ steps: () -> [Step]) -> Step {
    precondition(count.lowerBound >= 0, "how often")
    return Step(.repetition(steps(), count: count))
  }
}
