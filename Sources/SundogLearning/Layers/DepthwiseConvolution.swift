import CSundogKernels
import SundogNumerics

/// A convolution of each channel with a kernel of its own.
///
/// y[i, j, c] = b[c] + Σ x[s i + u − p, s j + v − p, c] W[u, v, c], where x is zero outside the image. Followed by a
/// convolution of 1 × 1 it costs a fraction of a full one.
/// Parameters: W, `kernel × kernel × channels` row-major, then b.
///
/// Source: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications" (2017).
public struct DepthwiseConvolution: Module, Hashable {
  public let height: Int
  public let width: Int
  public let channels: Int
  /// Side of the kernels.
  public let kernel: Int
  public let stride: Int
  /// Zeros around the image, on each side.
  public let padding: Int

  /// - Parameter padding: `nil` keeps the size of the image where the stride is 1 and the kernel odd.
  /// - Precondition: sizes are positive, and the kernel fits the padded image.
  public init(height: Int, width: Int, channels: Int, kernel: Int, stride: Int = 1, padding: Int? = nil) {
    let padding = padding ?? (kernel - 1) / 2
    precondition(height > 0 && width > 0 && channels > 0, "images")
    precondition(kernel > 0 && stride > 0 && padding >= 0, "a kernel and its steps")
    precondition(kernel <= min(height, width) + 2 * padding, "the kernel fits the padded image")
    self.height = height
    self.width = width
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  public var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
  public var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
  private var weightCount: Int { kernel * kernel * channels }

  public var shape: ModuleShape {
    ModuleShape(
      inputs: height * width * channels, outputs: outputHeight * outputWidth * channels,
      parameters: weightCount + channels)
  }

  /// Draws weights and biases uniformly from ±1/kernel.
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    initializeUniformly(parameters.slice(0, shape.parameters), inputs: kernel * kernel, using: &generator)
  }

  public func forward(_ pass: ForwardPass) {
    let shape = shape
    precondition(
      pass.input.count >= pass.batch * shape.inputs && pass.output.count >= pass.batch * shape.outputs
        && pass.parameters.count >= shape.parameters, "buffers of the module's shape")
    withKernels {
      sundog_depthwise_forward(
        &$0, VectorKernels.instructions, pass.parameters.baseAddress, pass.parameters.baseAddress! + weightCount,
        pass.input.baseAddress, Int32(pass.batch), pass.output.baseAddress, $1)
    }
  }

  public func backward(_ pass: BackwardPass) {
    let shape = shape
    precondition(
      pass.input.count >= pass.batch * shape.inputs && pass.outputGradient.count >= pass.batch * shape.outputs
        && (pass.inputGradient?.count ?? .max) >= pass.batch * shape.inputs
        && pass.parameterGradient.count >= shape.parameters, "buffers of the module's shape")
    let gradient = pass.parameterGradient.baseAddress!
    withKernels {
      sundog_depthwise_backward(
        &$0, VectorKernels.instructions, pass.parameters.baseAddress, pass.input.baseAddress,
        pass.outputGradient.baseAddress, Int32(pass.batch), pass.inputGradient?.baseAddress, gradient,
        gradient + weightCount, $1)
    }
  }

  private func withKernels(_ body: (inout sundog_convolution, UnsafeMutablePointer<Float>) -> Void) {
    var convolution = sundog_convolution(
      height: Int32(height), width: Int32(width), channels: Int32(channels), kernel_height: Int32(kernel),
      kernel_width: Int32(kernel), filters: Int32(channels), stride: Int32(stride), padding: Int32(padding))
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: sundog_depthwise_scratch(&convolution))
    defer { scratch.deallocate() }
    body(&convolution, scratch)
  }
}
