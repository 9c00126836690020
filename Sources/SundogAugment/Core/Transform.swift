import SundogNumerics

/// One kind of change to an example, with its random numbers drawn apart from their use.
///
/// `draw` is the only place where chance enters; `apply` is a function of the transform, the draw and the sample. What
/// needs many random numbers, such as noise, draws one seed and makes them from it. Drawing may look at the sizes of
/// the sample, never at its content.
public protocol Transform<Sample>: Parameterized {
  associatedtype Sample: AugmentSample
  /// What was drawn: enough, with the transform, to repeat the change.
  associatedtype Draw: Codable & Sendable

  func draw(for shape: Sample.Shape, using generator: inout SeededRandom) -> Draw
  func apply(_ draw: Draw, to sample: Sample)
  /// The sizes after the change of a sample of the given sizes; `nil` where they depend on the draw.
  func resultShape(of shape: Sample.Shape) -> Sample.Shape?
}

extension Transform {
  public func resultShape(of shape: Sample.Shape) -> Sample.Shape? { shape }
}

/// The draw of transforms in which nothing is left to chance.
public struct NoDraw: Codable, Hashable, Sendable {
  public init() {}
}

extension Transform where Draw == NoDraw {
  public func draw(for shape: Sample.Shape, using generator: inout SeededRandom) -> NoDraw { NoDraw() }
}

/// An example under augmentation: content that transforms change in place, in buffers that are used again for the next
/// example. One thread uses it at a time.
public protocol AugmentSample: AnyObject {
  /// The sizes that draws may depend on.
  associatedtype Shape: Codable, Hashable, Sendable
  var shape: Shape { get }
  /// Every transform of such samples that pipeline files may name.
  static var catalog: [any Transform<Self>.Type] { get }
  /// The first step that cannot stand where it stands; `nil` where all can.
  static func orderProblem(of steps: [Step<Self>]) -> OrderProblem?
}

extension AugmentSample {
  public static func orderProblem(of steps: [Step<Self>]) -> OrderProblem? { nil }
}

/// A step that cannot stand where it stands in a pipeline.
public struct OrderProblem: Sendable, Hashable {
  /// Which of the pipeline's steps.
  public let position: Int
  public let expected: String
  public let mend: String

  public init(position: Int, expected: String, mend: String) {
    self.position = position
    self.expected = expected
    self.mend = mend
  }
}

extension SeededRandom {
  /// A uniform number of a range.
  @inlinable
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A uniform integer of a range, by multiplication of 64 random bits: biased by less than 2⁻⁴⁰ for ranges of images.
  @inlinable
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: span).high)
  }

  /// A seed for a counter-based generator, which JSON can write: non-negative.
  @inlinable
  public mutating func noiseSeed() -> Int { Int(next() >> 1) }
}
