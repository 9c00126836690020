import CSundogKernels
import SundogNumerics
import Testing

@Suite("A convolution kernel")
struct ConvolutionKernelTests {
  /// Odd sizes, strides that leave a rest, kernels without and with more padding than they need, and numbers of
  /// channels and filters around the sixteen of a tile.
  static let shapes: [sundog_convolution] = [
    shape(7, 9, 3, kernel: (3, 3), filters: 5, padding: 1), shape(28, 28, 1, kernel: (5, 5), filters: 16, padding: 2),
    shape(8, 8, 4, kernel: (3, 3), filters: 20, stride: 2, padding: 1),
    shape(9, 6, 1, kernel: (5, 3), filters: 16, padding: 2), shape(5, 5, 17, kernel: (1, 1), filters: 33),
    shape(11, 10, 2, kernel: (3, 3), filters: 4, stride: 3), shape(6, 6, 2, kernel: (3, 3), filters: 4, padding: 4),
    shape(6, 6, 2, kernel: (4, 4), filters: 4, stride: 2), shape(1, 1, 1, kernel: (1, 1), filters: 1),
  ]
  static let instructions = [SUNDOG_PORTABLE, SUNDOG_AVX2, SUNDOG_AVX512]

  private static func shape(
    _ height: Int32, _ width: Int32, _ channels: Int32, kernel: (Int32, Int32), filters: Int32, stride: Int32 = 1,
    padding: Int32 = 0
  ) -> sundog_convolution {
    sundog_convolution(
      height: height, width: width, channels: channels, kernel_height: kernel.0, kernel_width: kernel.1,
      filters: filters, stride: stride, padding: padding)
  }

  /// A batch of three images with everything that the kernels read and write.
  private struct Example {
    var shape: sundog_convolution
    let batch: Int32 = 3
    let images, weights, bias, outputGradient: [Float]
    var scratch: [Float]

    init(_ shape: sundog_convolution) {
      var shape = shape
      self.shape = shape
      var generator = SeededRandom(seed: 21)
      func draw(_ count: Int32) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
      images = draw(3 * shape.height * shape.width * shape.channels)
      weights = draw(shape.kernel_height * shape.kernel_width * shape.channels * shape.filters)
      bias = draw(shape.filters)
      outputGradient = draw(3 * sundog_output_height(&shape) * sundog_output_width(&shape) * shape.filters)
      scratch = [Float](repeating: .nan, count: sundog_convolution_scratch(&shape))
    }
  }

  private func expectClose(_ found: [Float], _ expected: [Float]) {
    // Sums of up to about 800 products of standard normal numbers in another order.
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("computes the output of the definition", arguments: shapes.indices, instructions)
  func forward(index: Int, instructions: sundog_instructions) {
    var example = Example(Self.shapes[index])
    var output = [Float](repeating: .nan, count: example.outputGradient.count)
    var expected = output
    sundog_convolution_forward(
      &example.shape, instructions, example.weights, example.bias, example.images, example.batch, &output,
      &example.scratch)
    sundog_reference_forward(
      &example.shape, example.weights, example.bias, example.images, example.batch, &expected)
    expectClose(output, expected)
  }

  @Test("computes the gradient by the images of the definition", arguments: shapes.indices, instructions)
  func backwardImages(index: Int, instructions: sundog_instructions) {
    var example = Example(Self.shapes[index])
    var gradient = [Float](repeating: .nan, count: example.images.count)
    var expected = gradient
    sundog_convolution_backward_images(
      &example.shape, instructions, example.weights, example.outputGradient, example.batch, &gradient,
      &example.scratch)
    sundog_reference_backward_images(
      &example.shape, example.weights, example.outputGradient, example.batch, &expected)
    expectClose(gradient, expected)
  }

  @Test("adds the gradients by weights and bias of the definition", arguments: shapes.indices, instructions)
  func backwardWeights(index: Int, instructions: sundog_instructions) {
    var example = Example(Self.shapes[index])
    var weights = [Float](repeating: 1, count: example.weights.count)
    var bias = [Float](repeating: 2, count: example.bias.count)
    var (expectedWeights, expectedBias) = (weights, bias)
    sundog_convolution_backward_weights(
      &example.shape, instructions, example.images, example.outputGradient, example.batch, &weights, &bias, 0, 1,
      &example.scratch)
    sundog_reference_backward_weights(
      &example.shape, example.images, example.outputGradient, example.batch, &expectedWeights, &expectedBias)
    expectClose(weights, expectedWeights)
    expectClose(bias, expectedBias)
  }

  @Test("writes each unit's gradient apart where asked to", arguments: shapes.indices, instructions)
  func gradientsApart(index: Int, instructions: sundog_instructions) {
    var example = Example(Self.shapes[index])
    // Three images as units of one view, and as one unit of three.
    for views in [1, 3] {
      let count = example.weights.count + example.bias.count
      var apart = [Float](repeating: .nan, count: count * 3 / views)
      apart.withUnsafeMutableBufferPointer { apart in
        let bias = apart.baseAddress! + example.weights.count
        sundog_convolution_backward_weights(
          &example.shape, instructions, example.images, example.outputGradient, example.batch, apart.baseAddress, bias,
          count, Int32(views), &example.scratch)
      }
      for unit in 0..<3 / views {
        var weights = [Float](repeating: 0, count: example.weights.count)
        var bias = [Float](repeating: 0, count: example.bias.count)
        let (images, gradient) = (example.images.count / 3, example.outputGradient.count / 3)
        let first = unit * views
        sundog_reference_backward_weights(
          &example.shape, Array(example.images[first * images..<(first + views) * images]),
          Array(example.outputGradient[first * gradient..<(first + views) * gradient]), Int32(views), &weights, &bias)
        expectClose(Array(apart[unit * count..<(unit + 1) * count]), weights + bias)
      }
    }
  }

  /// Shapes that the pooled passes are made for: rows that do not fill a window, padding up to what the kernel needs.
  static let pooledShapes: [(shape: sundog_convolution, window: Int)] = [
    (shape(28, 28, 1, kernel: (5, 5), filters: 16, padding: 2), 2),
    (shape(7, 9, 3, kernel: (3, 3), filters: 32, padding: 1), 2),
    (shape(8, 10, 17, kernel: (3, 3), filters: 48), 3), (shape(5, 5, 2, kernel: (1, 1), filters: 16), 4),
    (shape(6, 7, 2, kernel: (3, 3), filters: 16, padding: 2), 2),
  ]

  @Test(
    "pools as convolution, rectifier and maximum do one after the other", arguments: pooledShapes.indices,
    instructions)
  func pooled(index: Int, instructions: sundog_instructions) {
    let window = Self.pooledShapes[index].window
    var example = Example(Self.pooledShapes[index].shape)
    let (height, width) = (
      Int(sundog_output_height(&example.shape)), Int(sundog_output_width(&example.shape))
    )
    let filters = Int(example.shape.filters)
    var convolved = [Float](repeating: 0, count: example.outputGradient.count)
    sundog_reference_forward(
      &example.shape, example.weights, example.bias, example.images, example.batch, &convolved)
    let (rows, columns) = (height / window, width / window)
    let count = 3 * rows * columns * filters
    var output = [Float](repeating: .nan, count: count)
    var choice = [UInt8](repeating: 77, count: count)
    #expect(sundog_convolution_can_pool(&example.shape, Int32(window)) == 1)
    sundog_convolution_pooled_forward(
      &example.shape, Int32(window), instructions, example.weights, example.bias, example.images, example.batch,
      &output, &choice, &example.scratch)
    // The reference: the largest of each window, and its gradient at that place.
    var expected = [Float](repeating: 0, count: count)
    var gradient = [Float](repeating: 0, count: convolved.count)
    for index in 0..<count {
      let (filter, place) = (index % filters, index / filters)
      let (image, row, column) = (place / columns / rows, place / columns % rows, place % columns)
      let candidates = (0..<window * window).map { offset in
        ((image * height + row * window + offset / window) * width + column * window + offset % window) * filters
          + filter
      }
      let best = candidates.max { (convolved[$0], $1) < (convolved[$1], $0) } ?? 0
      expected[index] = max(0, convolved[best])
      if convolved[best] > 0 { gradient[best] = example.outputGradient[index] }
    }
    expectClose(output, expected)
    var images = [Float](repeating: .nan, count: example.images.count)
    var weights = [Float](repeating: 1, count: example.weights.count)
    var bias = [Float](repeating: 2, count: example.bias.count)
    var (expectedImages, expectedWeights, expectedBias) = (images, weights, bias)
    sundog_convolution_pooled_backward(
      &example.shape, Int32(window), instructions, example.weights, example.images, choice, example.outputGradient,
      example.batch, &images, &weights, &bias, 0, 1, &example.scratch)
    sundog_reference_backward_images(&example.shape, example.weights, gradient, example.batch, &expectedImages)
    sundog_reference_backward_weights(
      &example.shape, example.images, gradient, example.batch, &expectedWeights, &expectedBias)
    expectClose(images, expectedImages)
    expectClose(weights, expectedWeights)
    expectClose(bias, expectedBias)
  }

  @Test("convolves channels by themselves as the definition does", arguments: [0, 2, 4, 5, 7, 8], instructions)
  func depthwise(index: Int, instructions: sundog_instructions) {
    var shape = Self.shapes[index]
    shape.filters = shape.channels
    let example = Example(shape)
    let weights = Array(example.weights[..<Int(shape.kernel_height * shape.kernel_width * shape.channels)])
    var scratch = [Float](repeating: .nan, count: sundog_depthwise_scratch(&shape))
    var output = [Float](repeating: .nan, count: example.outputGradient.count)
    var expected = output
    sundog_depthwise_forward(&shape, instructions, weights, example.bias, example.images, 3, &output, &scratch)
    sundog_reference_depthwise_forward(&shape, weights, example.bias, example.images, 3, &expected)
    expectClose(output, expected)
    var images = [Float](repeating: .nan, count: example.images.count)
    var weightGradient = [Float](repeating: 1, count: weights.count)
    var bias = [Float](repeating: 2, count: example.bias.count)
    var (expectedImages, expectedWeights, expectedBias) = (images, weightGradient, bias)
    sundog_depthwise_backward(
      &shape, instructions, weights, example.images, example.outputGradient, 3, &images, &weightGradient, &bias,
      &scratch)
    sundog_reference_depthwise_backward(
      &shape, weights, example.images, example.outputGradient, 3, &expectedImages, &expectedWeights, &expectedBias)
    expectClose(images, expectedImages)
    expectClose(weightGradient, expectedWeights)
    expectClose(bias, expectedBias)
  }
}
