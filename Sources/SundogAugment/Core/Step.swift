import Sundog

/// A step of a pipeline: a transform or a container of steps, and how probable it is.
public struct Step<Sample: AugmentSample>: Sendable {
  indirect enum Kind: Sendable {
    case transform(any Transform<Sample>)
    case sequence([Step])
    case oneOf([Step], weights: [Double])
    case someOf([Step], count: ClosedRange<Int>)
    case repetition([Step], count: ClosedRange<Int>)
  }

  let kind: Kind
  /// The probability that the step is taken, in [0, 1].
  public let probability: Double

  init(_ kind: Kind, probability: Double = 1) {
    precondition((0...1).contains(probability), "a probability lies in [0, 1]")
    self.kind = kind
    self.probability = probability
  }

  public init(_ transform: some Transform<Sample>, probability: Double = 1) {
    self.init(.transform(transform), probability: probability)
  }

  /// The name in pipeline files.
  public var name: String {
    switch kind {
    case .transform(let transform): type(of: transform).name
    case .sequence: ContainerName.sequence.rawValue
    case .oneOf: ContainerName.oneOf.rawValue
    case .someOf: ContainerName.someOf.rawValue
    case .repetition: ContainerName.repetition.rawValue
    }
  }

  /// The steps inside a container, in order.
  var children: [Step] {
    switch kind {
    case .transform: []
    case .sequence(let steps), .oneOf(let steps, _), .someOf(let steps, _), .repetition(let steps, _): steps
    }
  }

  /// All transforms inside, in order.
  public var transforms: [any Transform<Sample>] {
    if case .transform(let transform) = kind { return [transform] }
    return children.flatMap(\.transforms)
  }

  /// The sizes after the step; `nil` where they depend on the draw.
  func resultShape(of shape: Sample.Shape) -> Sample.Shape? {
    let after: Sample.Shape?
    switch kind {
    case .transform(let transform): after = transform.resultShape(of: shape)
    case .sequence(let steps): after = Self.resultShape(of: shape, steps)
    case .oneOf(let steps, _):
      let shapes = Set(steps.map { $0.resultShape(of: shape) })
      after = shapes.count == 1 ? shapes.first! : nil
    case .someOf(let steps, _), .repetition(let steps, _):
      after = steps.allSatisfy { $0.resultShape(of: shape) == shape } ? shape : nil
    }
    return probability == 1 || after == shape ? after : nil
  }

  static func resultShape(of shape: Sample.Shape, _ steps: [Step]) -> Sample.Shape? {
    var current = shape
    for step in steps {
      guard let next = step.resultShape(of: current) else { return nil }
      current = next
    }
    return current
  }
}

/// The names of containers in pipeline files.
enum ContainerName: String, CaseIterable, Sendable {
  case sequence, oneOf, someOf
  case repetition = "repeat"
}

extension Transform {
  /// The transform as a step that is taken with a probability.
  public func withProbability(_ probability: Double) -> Step<Sample> { Step(self, probability: probability) }
}

extension Step {
  public func withProbability(_ probability: Double) -> Step { Step(kind, probability: probability) }
}
