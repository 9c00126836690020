import CSundogKernels
import SundogNumerics

/// A two-dimensional convolution (strictly, a cross-correlation) of images with square kernels.
///
/// y[i, j, f] = b[f] + Σ x[s i + u − p, s j + v − p, c] W[u, v, c, f], where x is zero outside the image.
/// Images are `height × width × channels` with the channel varying fastest. Parameters: W, `kernel × kernel × channels
/// × filters` row-major, then b.
///
/// The products run in AVX-512 or AVX2 where the processor has them, without copying patches of the image.
public struct Convolution: Module, Hashable {
  public let height: Int
  public let width: Int
  public let channels: Int
  public let filters: Int
  /// Side of the kernels.
  public let kernel: Int
  public let stride: Int
  /// Zeros around the image, on each side.
  public let padding: Int

  /// - Parameter padding: `nil` keeps the size of the image where the stride is 1 and the kernel odd.
  /// - Precondition: sizes are positive, and the kernel fits the padded image.
  public init(
    height: Int, width: Int, channels: Int, filters: Int, kernel: Int, stride: Int = 1, padding: Int? = nil
  ) {
    let padding = padding ?? (kernel - 1) / 2
    precondition(height > 0 && width > 0 && channels > 0 && filters > 0, "images and filters")
    precondition(kernel > 0 && stride > 0 && padding >= 0, "a kernel and its steps")
    precondition(kernel <= min(height, width) + 2 * padding, "the kernel fits the padded image")
    self.height = height
    self.width = width
    self.channels = channels
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  public var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
  public var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
  var weightCount: Int { kernel * kernel * channels * filters }

  /// The shape in C's terms.
  var kernelShape: sundog_convolution {
    sundog_convolution(
      height: Int32(height), width: Int32(width), channels: Int32(channels), kernel_height: Int32(kernel),
      kernel_width: Int32(kernel), filters: Int32(filters), stride: Int32(stride), padding: Int32(padding))
  }

  public var shape: ModuleShape {
    ModuleShape(
      inputs: height * width * channels, outputs: outputHeight * outputWidth * filters,
      parameters: weightCount + filters)
  }

  /// Draws weights and biases uniformly from ±1/√(kernel² channels).
  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    initializeUniformly(parameters.slice(0, shape.parameters), inputs: kernel * kernel * channels, using: &generator)
  }

  public func forward(_ pass: ForwardPass) {
    withKernels(
      batch: pass.batch, inputs: pass.input.count, outputs: pass.output.count, parameters: pass.parameters.count
    ) {
      sundog_convolution_forward(
        &$0, VectorKernels.instructions, pass.parameters.baseAddress, pass.parameters.baseAddress! + weightCount,
        pass.input.baseAddress, Int32(pass.batch), pass.output.baseAddress, $1)
    }
  }

  public func backward(_ pass: BackwardPass) {
    backwardWeights(pass, into: pass.parameterGradient, stride: 0, views: 1)
    backwardImages(pass)
  }

  private func backwardWeights(
    _ pass: BackwardPass, into gradient: UnsafeMutableBufferPointer<Float>, stride: Int, views: Int
  ) {
    withKernels(
      batch: pass.batch, inputs: pass.input.count, outputs: pass.outputGradient.count, parameters: gradient.count
    ) {
      sundog_convolution_backward_weights(
        &$0, VectorKernels.instructions, pass.input.baseAddress, pass.outputGradient.baseAddress, Int32(pass.batch),
        gradient.baseAddress, gradient.baseAddress! + weightCount, stride, Int32(views), $1)
    }
  }

  private func backwardImages(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    withKernels(
      batch: pass.batch, inputs: inputGradient.count, outputs: pass.outputGradient.count,
      parameters: pass.parameters.count
    ) {
      sundog_convolution_backward_images(
        &$0, VectorKernels.instructions, pass.parameters.baseAddress, pass.outputGradient.baseAddress,
        Int32(pass.batch), inputGradient.baseAddress, $1)
    }
  }

  /// Calls `body` with the shape in C's terms and scratch memory of the size that it asks for.
  private func withKernels(
    batch: Int, inputs: Int, outputs: Int, parameters: Int,
    _ body: (inout sundog_convolution, UnsafeMutablePointer<Float>) -> Void
  ) {
    let shape = shape
    precondition(
      inputs >= batch * shape.inputs && outputs >= batch * shape.outputs && parameters >= shape.parameters,
      "buffers of the module's shape")
    guard batch > 0 else { return }
    var convolution = kernelShape
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: sundog_convolution_scratch(&convolution))
    defer { scratch.deallocate() }
    body(&convolution, scratch)
  }
}

/// Each unit's gradient is written down while its image is in the cache.
extension Convolution: PerExampleModule {
  public var keptPerUnit: Int { shape.parameters }

  public func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    let count = shape.parameters
    precondition(units.kept.count >= pass.batch / units.views * count, "memory for each unit's gradient")
    backwardWeights(pass, into: units.kept, stride: count, views: units.views)
    backwardImages(pass)
    for unit in 0..<pass.batch / units.views {
      units.squaredNorms[unit] += VectorKernels.squaredNorm(
        UnsafeBufferPointer(units.kept.slice(unit * count, count)))
    }
  }

  public func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    VectorKernels.addScaledRows(
      UnsafeBufferPointer(units.kept), scales: scales, into: pass.parameterGradient, count: shape.parameters)
  }
}
