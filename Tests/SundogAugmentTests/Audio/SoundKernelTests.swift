import CSundogKernels
import SundogNumerics
import Testing

@Suite("A sound kernel")
struct SoundKernelTests {
  static let instructions = [SUNDOG_PORTABLE, SUNDOG_AVX2, SUNDOG_AVX512]

  private func draw(_ count: Int, seed: UInt64 = 3) -> [Float] {
    var generator = SeededRandom(seed: seed)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  private func largestDifference(_ found: [Float], _ expected: [Float]) -> Float {
    zip(found, expected).map { $0.isFinite ? abs($0 - $1) : .infinity }.max() ?? .infinity
  }

  @Test("stretches as defined", arguments: [64, 256], instructions)
  func stretch(count: Int, instructions: sundog_instructions) throws {
    let plan = try #require(sundog_spectrum_plan_create(Int32(count)))
    defer { sundog_spectrum_plan_destroy(plan) }
    let hop = count / 4
    let window = (0..<count).map { Float($0 * (count - $0)) * 4 / Float(count * count) }
    // Noise, tones, and silence in the middle.
    var signal = (0..<40 * count).map { j -> Float in
      let step: Int = (j * j / 7 + 11 * j) % 101
      return Float(step) / 101 - 0.5
    }
    for j in 15 * count..<20 * count { signal[j] = 0 }
    for frames in [1, 16, 35] {
      let starts = (0..<frames).map { Int32(hop + $0 * hop * 9 / 10 + $0 % 2) }
      for frequencies in [count / 2 + 1, count / 2 - 9] {
        var scratch = [Float](repeating: .nan, count: sundog_stretch_scratch(plan))
        var output = [Float](repeating: 0, count: (frames - 1) * hop + count)
        var expected = output
        sundog_stretch(
          plan, instructions, window, signal, starts, Int32(frames), Int32(hop), Int32(frequencies), &output, &scratch)
        sundog_reference_stretch(
          Int32(count), window, signal, starts, Int32(frames), Int32(hop), Int32(frequencies), &expected)
        // A peak that rounding moves or a phase near silence may turn a weak region: all but few samples agree.
        let wrong = zip(output, expected).count { !(abs($0 - $1) < 1e-3) }
        #expect(wrong <= output.count / 100)
      }
    }
  }

  @Test("interpolates as defined", arguments: instructions)
  func interpolate(instructions: sundog_instructions) {
    // A smooth function of the distance, so that it does not matter to which sample rounding assigns a place.
    let table = (0...Int(SUNDOG_PHASES)).flatMap { phase in
      (0..<Int(SUNDOG_TAPS)).map { tap -> Float in
        let distance = Float(tap) - 15 - Float(phase) / Float(SUNDOG_PHASES)
        return max(0, 1 - distance * distance / 256)
      }
    }
    let signal = draw(100, seed: 4)
    for (first, step) in [(-20.0, 0.37), (0, 1), (5.25, 3), (90, -0.9), (1000, 1)] {
      for count in [1, 16, 103] {
        var output = [Float](repeating: .nan, count: count)
        var expected = output
        sundog_interpolate(instructions, table, signal, signal.count, first, step, &output, count)
        sundog_reference_interpolate(table, signal, signal.count, first, step, &expected, count)
        #expect(largestDifference(output, expected) < 1e-4)
      }
    }
  }

  @Test("multiplies spectra as defined", arguments: instructions)
  func multiply(instructions: sundog_instructions) {
    for (frames, shift) in [(1, 0), (20, 3), (48, 0), (5, 5)] {
      let (real, imaginary) = (draw(9 * 48), draw(9 * 48, seed: 5))
      let (responseReal, responseImaginary) = (draw(9, seed: 6), draw(9, seed: 7))
      var (productReal, productImaginary) = (draw(9 * 48, seed: 8), draw(9 * 48, seed: 9))
      var (expectedReal, expectedImaginary) = (productReal, productImaginary)
      sundog_multiply_spectra(
        instructions, 9, 48, Int32(frames), Int32(shift), real, imaginary, responseReal, responseImaginary,
        &productReal, &productImaginary)
      sundog_reference_multiply_spectra(
        9, 48, Int32(frames), Int32(shift), real, imaginary, responseReal, responseImaginary, &expectedReal,
        &expectedImaginary)
      #expect(largestDifference(productReal, expectedReal) < 1e-5)
      #expect(largestDifference(productImaginary, expectedImaginary) < 1e-5)
    }
  }
}
