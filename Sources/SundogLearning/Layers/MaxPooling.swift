import SundogNumerics

/// The largest value of each channel in square windows that do not overlap.
///
/// Images are `height × width × channels` with the channel varying fastest; rows and columns that do not fill a window
/// are left out. Where a window has several largest values, the first one receives the gradient.
public struct MaxPooling: Module, Hashable {
  public let height: Int
  public let width: Int
  public let channels: Int
  /// Side of the windows.
  public let window: Int

  /// - Precondition: sizes are positive, and a window fits the image.
  public init(height: Int, width: Int, channels: Int, window: Int = 2) {
    precondition(channels > 0 && window > 0 && window <= min(height, width), "a window fits the image")
    self.height = height
    self.width = width
    self.channels = channels
    self.window = window
  }

  public var outputHeight: Int { height / window }
  public var outputWidth: Int { width / window }

  public var shape: ModuleShape {
    ModuleShape(inputs: height * width * channels, outputs: outputHeight * outputWidth * channels)
  }

  /// Nothing: it has no parameters.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {}

  public func forward(_ pass: ForwardPass) {
    let (input, output) = (pass.input, pass.output)
    forEachWindow(batch: pass.batch) { target, corner in
      let largest = output.slice(target, channels)
      _ = largest.update(from: input.slice(corner, channels))
      for place in 1..<max(1, window * window) {
        let values = input.slice(corner + offset(of: place), channels)
        for channel in 0..<channels { largest[channel] = max(largest[channel], values[channel]) }
      }
    }
  }

  public func backward(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    inputGradient.slice(0, pass.batch * shape.inputs).update(repeating: 0)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: channels) { left in
      forEachWindow(batch: pass.batch) { target, corner in
        let largest = pass.output.slice(target, channels)
        _ = left.update(from: pass.outputGradient.slice(target, channels))
        for place in 0..<window * window {
          let start = corner + offset(of: place)
          let (values, gradient) = (pass.input.slice(start, channels), inputGradient.slice(start, channels))
          // Selects instead of branches; what was handed out once is gone.
          for channel in 0..<channels {
            let isLargest = values[channel] == largest[channel]
            let share = left[channel]
            gradient[channel] = isLargest ? share : 0
            left[channel] = isLargest ? 0 : share
          }
        }
      }
    }
  }

  /// Distance of a window's place, counted row by row, from its corner.
  @inline(__always)
  private func offset(of place: Int) -> Int { (place / window * width + place % window) * channels }

  @inline(__always)
  private func forEachWindow(batch: Int, _ body: (_ output: Int, _ corner: Int) -> Void) {
    var output = 0
    for image in 0..<batch {
      for row in 0..<outputHeight {
        for column in 0..<outputWidth {
          body(output, ((image * height + row * window) * width + column * window) * channels)
          output += channels
        }
      }
    }
  }
}
