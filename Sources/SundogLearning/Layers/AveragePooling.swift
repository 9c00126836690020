import SundogNumerics

/// The mean of each channel in windows that do not overlap; a window of the image's size is global average pooling.
///
/// Images are `height × width × channels` with the channel varying fastest; rows and columns that do not fill a window
/// are left out.
public struct AveragePooling: Module, Hashable {
  public let height: Int
  public let width: Int
  public let channels: Int
  public let windowHeight: Int
  public let windowWidth: Int

  /// - Precondition: sizes are positive, and a window fits the image.
  public init(height: Int, width: Int, channels: Int, windowHeight: Int, windowWidth: Int) {
    precondition(
      channels > 0 && windowHeight > 0 && windowWidth > 0 && windowHeight <= height && windowWidth <= width,
      "a window fits the image")
    self.height = height
    self.width = width
    self.channels = channels
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
  }

  /// The mean of each channel over the whole image.
  public static func global(height: Int, width: Int, channels: Int) -> AveragePooling {
    AveragePooling(height: height, width: width, channels: channels, windowHeight: height, windowWidth: width)
  }

  public var outputHeight: Int { height / windowHeight }
  public var outputWidth: Int { width / windowWidth }

  public var shape: ModuleShape {
    ModuleShape(inputs: height * width * channels, outputs: outputHeight * outputWidth * channels)
  }

  /// Nothing: it has no parameters.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {}

  public func forward(_ pass: ForwardPass) {
    pass.output.slice(0, pass.batch * shape.outputs).update(repeating: 0)
    forEachPixel(batch: pass.batch) { pixel, window in
      let sum = pass.output.slice(window, channels)
      let values = pass.input.slice(pixel, channels)
      for channel in 0..<channels { sum[channel] += values[channel] }
    }
    let scale = 1 / Float(windowHeight * windowWidth)
    for index in 0..<pass.batch * shape.outputs { pass.output[index] *= scale }
  }

  public func backward(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    inputGradient.slice(0, pass.batch * shape.inputs).update(repeating: 0)
    let scale = 1 / Float(windowHeight * windowWidth)
    forEachPixel(batch: pass.batch) { pixel, window in
      let gradient = inputGradient.slice(pixel, channels)
      let values = pass.outputGradient.slice(window, channels)
      for channel in 0..<channels { gradient[channel] = values[channel] * scale }
    }
  }

  /// Calls `body` with the offset of each pixel and of its window in the output.
  @inline(__always)
  private func forEachPixel(batch: Int, _ body: (_ pixel: Int, _ window: Int) -> Void) {
    for image in 0..<batch {
      for row in 0..<outputHeight * windowHeight {
        for column in 0..<outputWidth * windowWidth {
          body(
            ((image * height + row) * width + column) * channels,
            ((image * outputHeight + row / windowHeight) * outputWidth + column / windowWidth) * channels)
        }
      }
    }
  }
}
