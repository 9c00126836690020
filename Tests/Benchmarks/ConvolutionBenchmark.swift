import Foundation
import SundogLearning
import SundogNumerics

/// Forward and backward of a LeNet-like network on 28 × 28 images, one thread: the base of training on images.
enum ConvolutionBenchmark {
  static func run() {
    let network = Sequential([
      Convolution(height: 28, width: 28, channels: 1, filters: 16, kernel: 5), Activation(.relu, width: 12_544),
      MaxPooling(height: 28, width: 28, channels: 16),
      Convolution(height: 14, width: 14, channels: 16, filters: 32, kernel: 5), Activation(.relu, width: 6_272),
      MaxPooling(height: 14, width: 14, channels: 32),
      Linear(inputs: 1_568, outputs: 128), Activation(.relu, width: 128), Linear(inputs: 128, outputs: 10),
    ])
    var generator = SeededRandom(seed: 1)
    let images = (0..<256 * 784).map { _ in Float(generator.normal()) }
    for chunk in [16, 32, 64, 256] {
      let seconds = fastest(network, images: images, chunk: chunk)
      print(
        "LeNet-like, batch 256 in chunks of \(chunk): \(String(format: "%.1f", seconds * 1e3)) ms CPU, "
          + "\(Int(256 / seconds)) images/s")
    }
  }

  private static func fastest(_ network: Sequential, images: [Float], chunk: Int) -> Double {
    let shape = network.shape
    var generator = SeededRandom(seed: 2)
    var parameters = [Float](repeating: 0, count: shape.parameters)
    parameters.withUnsafeMutableBufferPointer { network.initialize($0, using: &generator) }
    var gradient = [Float](repeating: 0, count: shape.parameters)
    var output = [Float](repeating: 0, count: chunk * shape.outputs)
    let outputGradient = [Float](repeating: 0.1, count: chunk * shape.outputs)
    var saved = [Float](repeating: 0, count: chunk * shape.saved)
    var best = Double.infinity
    for _ in 0..<9 {
      let start = clock()
      images.withUnsafeBufferPointer { images in
        parameters.withUnsafeBufferPointer { parameters in
          gradient.withUnsafeMutableBufferPointer { gradient in
            output.withUnsafeMutableBufferPointer { output in
              saved.withUnsafeMutableBufferPointer { saved in
                outputGradient.withUnsafeBufferPointer { outputGradient in
                  for first in stride(from: 0, to: 256, by: chunk) {
                    let input = UnsafeBufferPointer(rebasing: images[first * 784..<(first + chunk) * 784])
                    network.forward(
                      ForwardPass(
                        input: input, parameters: parameters, output: output, saved: saved, batch: chunk))
                    network.backward(
                      BackwardPass(
                        input: input, output: UnsafeBufferPointer(output), outputGradient: outputGradient,
                        parameters: parameters, inputGradient: nil, parameterGradient: gradient, saved: saved,
                        batch: chunk))
                  }
                }
              }
            }
          }
        }
      }
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    return best
  }
}
