import SundogLearning
import SundogNumerics

/// Compares a module's backward pass with central differences.
///
/// The loss is Σ cᵢ yᵢ with random c, so that every output matters. A step of 0.01 balances the rounding of single
/// precision (about 10⁻⁷ / 0.01) against the third derivative's part (about 0.01² / 6).
struct GradientCheck {
  private static let step: Float = 0.01

  /// The largest |analytic − numeric| / (1 + |numeric|) over all inputs and over all parameters.
  static func largestErrors(_ module: any Module, batch: Int, seed: UInt64) -> (inputs: Double, parameters: Double) {
    let shape = module.shape
    var generator = SeededRandom(seed: seed)
    // Away from zero, where a rectifier has no derivative.
    var input = (0..<batch * shape.inputs).map { _ in
      Float((generator.uniform() + 0.1) * (generator.uniform() < 0.5 ? -1 : 1))
    }
    var parameters = [Float](repeating: 0, count: shape.parameters)
    parameters.withUnsafeMutableBufferPointer { module.initialize($0, using: &generator) }
    let weights = (0..<batch * shape.outputs).map { _ in Float(generator.uniform() * 2 - 1) }
    let (inputGradient, parameterGradient) = gradients(module, input, parameters, weights, batch)

    func largest(_ values: inout [Float], _ analytic: [Float], _ loss: ([Float]) -> Double) -> Double {
      var error = 0.0
      for index in values.indices {
        let value = values[index]
        values[index] = value + step
        let above = loss(values)
        values[index] = value - step
        let below = loss(values)
        values[index] = value
        let numeric = (above - below) / Double((value + step) - (value - step))
        error = max(error, abs(Double(analytic[index]) - numeric) / (1 + abs(numeric)))
      }
      return error
    }
    let fixedParameters = parameters
    let inputs = largest(&input, inputGradient) { loss(module, $0, fixedParameters, weights, batch) }
    let fixedInput = input
    let byParameters = largest(&parameters, parameterGradient) { loss(module, fixedInput, $0, weights, batch) }
    return (inputs, byParameters)
  }

  private static func loss(
    _ module: any Module, _ input: [Float], _ parameters: [Float], _ weights: [Float], _ batch: Int
  ) -> Double {
    let output = forward(module, input, parameters, batch).output
    return zip(output, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  static func forward(
    _ module: any Module, _ input: [Float], _ parameters: [Float], _ batch: Int,
    randomness: TrainingRandomness? = nil
  ) -> (output: [Float], saved: [Float]) {
    var output = [Float](repeating: 0, count: batch * module.shape.outputs)
    var saved = [Float](repeating: 0, count: batch * module.shape.saved)
    input.withUnsafeBufferPointer { input in
      parameters.withUnsafeBufferPointer { parameters in
        output.withUnsafeMutableBufferPointer { output in
          saved.withUnsafeMutableBufferPointer { saved in
            module.forward(
              ForwardPass(
                input: input, parameters: parameters, output: output, saved: saved, batch: batch,
                randomness: randomness))
          }
        }
      }
    }
    return (output, saved)
  }

  static func gradients(
    _ module: any Module, _ input: [Float], _ parameters: [Float], _ outputGradient: [Float], _ batch: Int
  ) -> (input: [Float], parameters: [Float]) {
    var (output, saved) = forward(module, input, parameters, batch)
    // Not zero: a backward pass overwrites the input's gradient and adds to the parameters'.
    var inputGradient = [Float](repeating: 7, count: input.count)
    var parameterGradient = [Float](repeating: 0, count: parameters.count)
    input.withUnsafeBufferPointer { input in
      parameters.withUnsafeBufferPointer { parameters in
        outputGradient.withUnsafeBufferPointer { outputGradient in
          output.withUnsafeMutableBufferPointer { output in
            saved.withUnsafeMutableBufferPointer { saved in
              inputGradient.withUnsafeMutableBufferPointer { inputGradient in
                parameterGradient.withUnsafeMutableBufferPointer { parameterGradient in
                  module.backward(
                    BackwardPass(
                      input: input, output: UnsafeBufferPointer(output), outputGradient: outputGradient,
                      parameters: parameters, inputGradient: inputGradient, parameterGradient: parameterGradient,
                      saved: saved, batch: batch))
                }
              }
            }
          }
        }
      }
    }
    return (inputGradient, parameterGradient)
  }

  /// The two phases of a backward pass per unit, with given factors.
  static func perExample(
    _ module: any Module, _ input: [Float], _ parameters: [Float], _ outputGradient: [Float], views: Int,
    scales: [Float]
  ) -> (input: [Float], parameters: [Float], squaredNorms: [Double]) {
    let module = module.perExample
    let batch = scales.count * views
    var (output, saved) = forward(module, input, parameters, batch)
    var inputGradient = [Float](repeating: 7, count: input.count)
    var parameterGradient = [Float](repeating: 0, count: parameters.count)
    var kept = [Float](repeating: .nan, count: scales.count * module.keptPerUnit)
    var norms = [Double](repeating: 0, count: scales.count)
    input.withUnsafeBufferPointer { input in
      parameters.withUnsafeBufferPointer { parameters in
        outputGradient.withUnsafeBufferPointer { outputGradient in
          output.withUnsafeMutableBufferPointer { output in
            saved.withUnsafeMutableBufferPointer { saved in
              inputGradient.withUnsafeMutableBufferPointer { inputGradient in
                parameterGradient.withUnsafeMutableBufferPointer { parameterGradient in
                  kept.withUnsafeMutableBufferPointer { kept in
                    norms.withUnsafeMutableBufferPointer { norms in
                      let pass = BackwardPass(
                        input: input, output: UnsafeBufferPointer(output), outputGradient: outputGradient,
                        parameters: parameters, inputGradient: inputGradient, parameterGradient: parameterGradient,
                        saved: saved, batch: batch)
                      let units = UnitGradients(views: views, kept: kept, squaredNorms: norms)
                      module.backwardPerExample(pass, units)
                      scales.withUnsafeBufferPointer { module.addScaledGradients(pass, units, scales: $0) }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (inputGradient, parameterGradient, norms)
  }
}
