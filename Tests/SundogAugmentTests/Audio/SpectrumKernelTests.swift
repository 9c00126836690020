import CSundogKernels
import SundogNumerics
import Testing

@Suite("A spectrum kernel")
struct SpectrumKernelTests {
  static let instructions = [SUNDOG_PORTABLE, SUNDOG_AVX2, SUNDOG_AVX512]

  /// Frames of every count around sixteen, at uneven starts.
  private struct Example {
    let count: Int
    let frames: Int
    let stride: Int
    let window, signal: [Float]
    let starts: [Int32]
    let plan: OpaquePointer

    init?(count: Int, frames: Int) {
      guard let plan = sundog_spectrum_plan_create(Int32(count)) else { return nil }
      self.plan = plan
      self.count = count
      self.frames = frames
      stride = (frames + 15) / 16 * 16
      var generator = SeededRandom(seed: 5)
      window = (0..<count).map { _ in Float(generator.uniform()) }
      starts = (0..<frames).map { Int32($0 * 7 + $0 % 3) }
      signal = (0..<count + 7 * frames + 3).map { _ in Float(generator.normal()) }
    }

    var zeros: [Float] { [Float](repeating: 0, count: (count / 2 + 1) * stride) }
    var scratch: [Float] { [Float](repeating: .nan, count: sundog_spectrum_scratch(plan)) }

    /// The numbers of `rows` that stand for frames.
    func used(_ rows: [Float]) -> [Float] { (0...count / 2).flatMap { rows[$0 * stride..<$0 * stride + frames] } }
  }

  private func largestDifference(_ found: [Float], _ expected: [Float]) -> Float {
    zip(found, expected).map { $0.isFinite ? abs($0 - $1) : .infinity }.max() ?? .infinity
  }

  @Test("transforms frames as defined, and back", arguments: [16, 32, 64, 128, 512], instructions)
  func transform(count: Int, instructions: sundog_instructions) throws {
    for frames in [1, 15, 16, 33] {
      let example = try #require(Example(count: count, frames: frames))
      defer { sundog_spectrum_plan_destroy(example.plan) }
      var (real, imaginary, scratch) = (example.zeros, example.zeros, example.scratch)
      var (expectedReal, expectedImaginary) = (example.zeros, example.zeros)
      sundog_stft(
        example.plan, instructions, example.window, example.signal, example.starts, Int32(frames), &real, &imaginary,
        example.stride, &scratch)
      sundog_reference_stft(
        Int32(count), example.window, example.signal, example.starts, Int32(frames), &expectedReal,
        &expectedImaginary, example.stride)
      let tolerance = 2e-6 * Float(count)
      #expect(largestDifference(example.used(real), example.used(expectedReal)) < tolerance)
      #expect(largestDifference(example.used(imaginary), example.used(expectedImaginary)) < tolerance)

      var sum = [Float](repeating: 1, count: example.signal.count)
      var expectedSum = sum
      sundog_overlap_add(
        example.plan, instructions, example.window, expectedReal, expectedImaginary, example.stride, example.starts,
        Int32(frames), &sum, &scratch)
      sundog_reference_overlap_add(
        Int32(count), example.window, expectedReal, expectedImaginary, example.stride, example.starts, Int32(frames),
        &expectedSum)
      #expect(largestDifference(sum, expectedSum) < 1e-4)
    }
  }

  @Test("sums power in bands as defined", arguments: instructions)
  func power(instructions: sundog_instructions) throws {
    let example = try #require(Example(count: 64, frames: 21))
    defer { sundog_spectrum_plan_destroy(example.plan) }
    var (real, imaginary, scratch) = (example.zeros, example.zeros, example.scratch)
    sundog_reference_stft(
      64, example.window, example.signal, example.starts, 21, &real, &imaginary, example.stride)
    let expected = zip(example.used(real), example.used(imaginary)).map { $0 * $0 + $1 * $1 }
    var power = [Float](repeating: .nan, count: 33 * 21)
    sundog_power_spectrogram(
      example.plan, instructions, example.window, example.signal, example.starts, 21, nil, &power, &scratch)
    #expect(zip(power, expected).allSatisfy { abs($0 - $1) < 1e-4 * (1 + $1) })

    let (first, offsets): ([Int32], [Int32]) = ([0, 5, 9, 30], [0, 2, 5, 5, 8])
    let weights: [Float] = [1, 0.5, 2, 3, 4, 0.25, 1, 2]
    var bands = [Float](repeating: .nan, count: 4 * 21)
    first.withUnsafeBufferPointer { first in
      offsets.withUnsafeBufferPointer { offsets in
        weights.withUnsafeBufferPointer { weights in
          var bank = sundog_filter_bank(
            bands: 4, first: first.baseAddress, offsets: offsets.baseAddress, weights: weights.baseAddress)
          sundog_power_spectrogram(
            example.plan, instructions, example.window, example.signal, example.starts, 21, &bank, &bands, &scratch)
        }
      }
    }
    for band in 0..<4 {
      for t in 0..<21 {
        var sum: Float = 0
        for i in offsets[band]..<offsets[band + 1] {
          let row = Int(first[band] + i - offsets[band])
          sum += weights[Int(i)] * expected[row * 21 + t]
        }
        #expect(abs(bands[band * 21 + t] - sum) < 1e-4 * (1 + sum))
      }
    }
  }

  @Test("takes decibels as defined", arguments: instructions)
  func decibels(instructions: sundog_instructions) {
    for count in [1, 15, 16, 47] {
      var values = (0..<count).map { Float(sign: .plus, exponent: $0 * 4 - 95, significand: 1 + Float($0) / 50) }
      values[0] = -3
      var expected = values
      sundog_decibels(instructions, &values, count, 1e-20)
      sundog_reference_decibels(&expected, count, 1e-20)
      #expect(largestDifference(values, expected) < 6e-5)
    }
  }

  @Test func aPlanNeedsAPowerOfTwo() {
    for count: Int32 in [-16, 0, 8, 24, 100] { #expect(sundog_spectrum_plan_create(count) == nil) }
  }
}
