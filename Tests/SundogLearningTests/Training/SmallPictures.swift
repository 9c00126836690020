import Foundation
import Sundog
import SundogNumerics

/// Sources of examples for the trainer's tests.
struct FormulaPictures: BatchSource {
  let shape: BatchShape
  let inputs: [Float]

  /// Pictures whose numbers follow the formula of the oracle file; labels count up.
  init(count: Int, side: Int, channels: Int, classes: Int) {
    shape = BatchShape(
      count: count, height: side, width: side, channels: channels, classes: (0..<classes).map { "c\($0)" })
    inputs = FormulaPictures.numbers(count * side * side * channels, phase: 0.9)
  }

  /// sin(1.7 i + phase), in double precision.
  static func numbers(_ count: Int, phase: Double) -> [Float] {
    (0..<count).map { Float(sin(1.7 * Double($0) + phase)) }
  }

  func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    for (row, position) in positions.enumerated() {
      for index in 0..<shape.inputs {
        batch.inputs[row * shape.inputs + index] = inputs[Int(position) * shape.inputs + index]
      }
      for label in shape.classes.indices {
        batch.targets[row * shape.classes.count + label] = Int(position) % shape.classes.count == label ? 1 : 0
      }
    }
  }
}

/// Three classes of noisy stripes, which a small network learns in a few epochs.
struct Stripes: BatchSource {
  let shape: BatchShape
  let seed: UInt64
  /// An example that is not a number, where there is one.
  var broken: Int32?

  init(count: Int, side: Int = 8, seed: UInt64 = 1) {
    shape = BatchShape(count: count, height: side, width: side, channels: 1, classes: ["rows", "columns", "both"])
    self.seed = seed
  }

  func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    for (row, position) in positions.enumerated() {
      var generator = SeededRandom(seed: seed, index: UInt64(position))
      let label = Int(position) % 3
      for index in 0..<shape.inputs {
        let (y, x) = (index / shape.width, index % shape.width)
        let pattern = label == 0 ? y & 1 : label == 1 ? x & 1 : (x + y) & 1
        batch.inputs[row * shape.inputs + index] = Float(pattern) - 0.5 + 0.6 * Float(generator.normal())
      }
      for index in 0..<3 { batch.targets[row * 3 + index] = index == label ? 1 : 0 }
      if position == broken { batch.inputs[row * shape.inputs + 5] = .nan }
    }
  }
}
