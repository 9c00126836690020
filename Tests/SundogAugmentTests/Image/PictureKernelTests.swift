import CSundogKernels
import SundogNumerics
import Testing

@Suite("A kernel for pictures")
struct PictureKernelTests {
  /// Widths around the vectors of all instructions, and more than their largest groups.
  static let shapes: [(Int, Int)] = [(1, 1), (3, 2), (5, 7), (8, 16), (9, 17), (6, 33), (4, 65), (7, 150), (3, 300)]
  static let instructions = [SUNDOG_AVX2, SUNDOG_AVX512]

  private struct Example {
    let height: Int
    let width: Int
    let channels: Int
    let pixels: [UInt8]

    init(_ shape: (Int, Int), channels: Int) {
      (height, width) = shape
      self.channels = channels
      var generator = SeededRandom(seed: 5, stream: UInt32(channels), index: UInt64(height * width))
      pixels = (0..<height * width * channels).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    var picture: sundog_picture {
      sundog_picture(height: Int32(height), width: Int32(width), channels: Int32(channels))
    }

    func pixel(_ row: Int, _ column: Int, _ channel: Int) -> Int {
      func mirrored(_ place: Int, _ size: Int) -> Int {
        if size == 1 { return 0 }
        let period = 2 * (size - 1)
        let folded = (place % period + period) % period
        return folded < size ? folded : period - folded
      }
      return Int(pixels[(mirrored(row, height) * width + mirrored(column, width)) * channels + channel])
    }

    /// What a kernel writes, with bytes after the end that it must leave alone.
    func written(
      _ count: Int? = nil,
      _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>, UnsafeMutableRawPointer) -> Void
    ) -> [UInt8] {
      let count = count ?? pixels.count
      var result = [UInt8](repeating: 77, count: count + 64)
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 64)
      defer { scratch.deallocate() }
      body(pixels, &result, scratch)
      #expect(result[count...].allSatisfy { $0 == 77 }, "a kernel writes beyond its end")
      return Array(result[..<count])
    }
  }

  /// Everything that the kernels compute from one picture.
  private func all(_ example: Example, _ instructions: sundog_instructions) -> [String: [UInt8]] {
    let (picture, count, channels) = (example.picture, example.pixels.count, Int32(example.channels))
    let pixels = example.height * example.width
    let tables = (0..<1024).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 5) }
    let others = example.pixels.map { $0 ^ 0x5A }
    let color: [UInt8] = [200, 100, 50, 25]
    var results: [String: [UInt8]] = [:]
    results["table"] = example.written { source, to, _ in
      sundog_apply_table(instructions, tables, source, to, count)
    }
    results["tables"] = example.written { source, to, _ in
      sundog_apply_channel_tables(instructions, tables, channels, source, to, pixels)
    }
    results["combine"] = example.written { source, to, _ in
      sundog_combine(instructions, source, 300, others, -120, 1_000, to, count)
    }
    results["blend"] = example.written { source, to, _ in
      sundog_blend_color(instructions, color, others, channels, source, to, pixels)
    }
    results["noise"] = example.written { source, to, _ in
      sundog_add_noise(instructions, 9, 20, 0.1, source, to, count)
    }
    results["plain noise"] = example.written { source, to, _ in
      sundog_add_noise(instructions, 9, 20, 0, source, to, count)
    }
    results["photons"] = example.written { source, to, _ in
      sundog_count_photons(instructions, 9, 40, source, to, count)
    }
    results["scatter"] = example.written { source, to, _ in
      sundog_scatter(instructions, 9, 1 << 28, 1 << 29, color, tables, channels, source, to, pixels)
    }
    results["flip"] = example.written { source, to, _ in
      sundog_flip_horizontally(instructions, picture, source, to)
    }
    results["transpose"] = example.written { source, to, _ in sundog_transpose(instructions, picture, source, to) }
    let matrix = [0.9, -0.2, 1.3, 0.25, 1.1, -2.1, 0.001, -0.002, 1]
    for border in [SUNDOG_BORDER_CONSTANT, SUNDOG_BORDER_EDGE, SUNDOG_BORDER_REFLECT] {
      results["warp \(border.rawValue)"] = example.written { source, to, scratch in
        sundog_warp(
          instructions, picture, source, matrix, border, color, picture.height, picture.width, to, scratch)
      }
    }
    results["resize"] = example.written(13 * 11 * example.channels) { source, to, scratch in
      sundog_resize(
        instructions, picture, source, 0, 0, Double(example.height), Double(example.width), 13, 11, to, scratch)
    }
    results["interpolate"] = example.written(13 * 41 * example.channels) { source, to, scratch in
      sundog_resize_linearly(
        instructions, picture, source, 0, 0, Double(example.height), Double(example.width), 13, 41, to, scratch)
    }
    results["blur"] = example.written { source, to, scratch in
      sundog_blur(instructions, picture, source, [16, 60, 104, 60, 16], 2, to, scratch)
    }
    results["filter"] = example.written { source, to, scratch in
      sundog_filter(
        instructions, picture, source, [5_000, -1_500, 700], [0, -1, 2], [0, 1, -2], 3, 2, 300, to, scratch)
    }
    for radius in 1...2 as ClosedRange<Int32> {
      results["median \(radius)"] = example.written { source, to, scratch in
        sundog_median(instructions, picture, source, radius, to, scratch)
      }
    }
    results["jpeg"] = example.written { source, to, scratch in
      sundog_jpeg_artifacts(instructions, picture, source, 40, to, scratch)
    }
    results["grey"] = example.written(pixels) { source, to, _ in
      sundog_write_grey(instructions, source, channels, pixels, to)
    }
    if example.channels >= 3 {
      results["difference"] = example.written { source, to, _ in
        to.update(from: source, count: count)
        sundog_add_difference(instructions, others, source, channels, to, pixels)
      }
    }
    if example.channels == 3 {
      let mix: [Int32] = [9_000, 5_000, 2_384, 100, -3_000, 20_000, 1_000, 0, 1_000, 1_000, 14_384, -90_000]
      results["mix"] = example.written { source, to, _ in sundog_mix_channels(instructions, mix, source, to, pixels) }
      results["hsv"] = example.written { source, to, _ in
        sundog_shift_hsv(instructions, 0.2, 1.1, 0.05, 0.9, 0.02, source, to, pixels)
      }
    }
    results["numbers"] = numbers(example, instructions)
    return results
  }

  /// The kernels whose results are not bytes, as bytes.
  private func numbers(_ example: Example, _ instructions: sundog_instructions) -> [UInt8] {
    let (count, pixels) = (example.pixels.count, example.height * example.width)
    var floats = [Float](repeating: 0, count: count)
    sundog_normalize(
      instructions, [0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4], Int32(example.channels), example.pixels, &floats, pixels)
    var normals = [Float](repeating: 0, count: count)
    sundog_random_normals(instructions, 3, &normals, count)
    var bits = [UInt32](repeating: 0, count: count)
    sundog_random_bits(instructions, 3, 7, &bits, count)
    var sums = [UInt64](repeating: 0, count: 4)
    sundog_sum_channels(instructions, example.pixels, Int32(example.channels), pixels, &sums)
    var (least, greatest) = ([UInt8](repeating: 0, count: 4), [UInt8](repeating: 0, count: 4))
    sundog_find_extremes(instructions, example.pixels, Int32(example.channels), pixels, &least, &greatest)
    var field = (0..<pixels).map { Float(example.pixels[$0]) }
    var scratch = [Float](repeating: 0, count: pixels + example.width + 6)
    sundog_smooth_field(
      instructions, [0.1, 0.2, 0.25, 0.1, 0.2, 0.1, 0.05], 3, Int32(example.height), Int32(example.width), &field,
      &scratch)
    for channel in 0..<example.channels {
      let own = stride(from: channel, to: count, by: example.channels).map { example.pixels[$0] }
      #expect(sums[channel] == own.reduce(0) { $0 + UInt64($1) })
      #expect(least[channel] == own.min() && greatest[channel] == own.max())
    }
    func bytes(_ values: [some BitwiseCopyable]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }
    return bytes(floats) + bytes(normals) + bytes(bits) + bytes(sums) + bytes(field)
  }

  @Test("computes the same bytes whatever its instructions", arguments: shapes.indices, 1...4)
  func agreement(index: Int, channels: Int) {
    let example = Example(Self.shapes[index], channels: channels)
    let expected = all(example, SUNDOG_PORTABLE)
    for instructions in Self.instructions {
      for (name, bytes) in all(example, instructions) {
        #expect(bytes == expected[name], "\(name), instructions \(instructions.rawValue)")
      }
    }
  }

  @Test("follows its definition", arguments: shapes.indices, [1, 3, 4])
  func definitions(index: Int, channels: Int) {
    let example = Example(Self.shapes[index], channels: channels)
    let found = all(example, sundog_picture_instructions())
    func expect(_ name: String, _ definition: (Int, Int, Int) -> Int) {
      var expected: [UInt8] = []
      for row in 0..<example.height {
        for column in 0..<example.width {
          for channel in 0..<channels {
            expected.append(UInt8(min(max(definition(row, column, channel), 0), 255)))
          }
        }
      }
      #expect(found[name] == expected, "\(name)")
    }
    func table(_ place: Int) -> Int { Int(UInt8(truncatingIfNeeded: place * 37 + place / 5)) }
    expect("table") { table(example.pixel($0, $1, $2)) }
    expect("tables") { table(256 * $2 + example.pixel($0, $1, $2)) }
    expect("flip") { example.pixel($0, example.width - 1 - $1, $2) }
    expect("combine") {
      let value = example.pixel($0, $1, $2)
      return (300 * value - 120 * (value ^ 0x5A) + 1_000 + 128) >> 8
    }
    expect("filter") { row, column, channel in
      let sum =
        5_000 * example.pixel(row, column, channel) - 1_500 * example.pixel(row - 1, column + 1, channel)
        + 700 * example.pixel(row + 2, column - 2, channel)
      return (sum + 300 + 2_048) >> 12
    }
    expect("blur") { row, column, channel in
      let weights = [16, 60, 104, 60, 16]
      func vertical(_ column: Int) -> Int {
        (0..<5).reduce(128) { $0 + weights[$1] * example.pixel(row + $1 - 2, column, channel) } >> 8
      }
      return (0..<5).reduce(128) { $0 + weights[$1] * vertical(column + $1 - 2) } >> 8
    }
    for radius in 1...2 {
      expect("median \(radius)") { row, column, channel in
        let reach = -radius...radius
        let near = reach.flatMap { r in reach.map { c in example.pixel(row + r, column + c, channel) } }
        return near.sorted()[near.count / 2]
      }
    }
    expectWarp(example, found["warp 0"]!)
  }

  /// Bilinear interpolation in double precision: fractions of 1/128 and roundings differ by less than 4.
  private func expectWarp(_ example: Example, _ found: [UInt8]) {
    let m = [0.9, -0.2, 1.3, 0.25, 1.1, -2.1, 0.001, -0.002, 1]
    let fill = [200.0, 100.0, 50.0, 25.0]
    func value(_ row: Int, _ column: Int, _ channel: Int) -> Double {
      let isInside = row >= 0 && column >= 0 && row < example.height && column < example.width
      return isInside ? Double(example.pixel(row, column, channel)) : fill[channel]
    }
    var worst = 0.0
    for place in found.indices {
      let (pixel, channel) = (place / example.channels, place % example.channels)
      let (r, c) = (Double(pixel / example.width), Double(pixel % example.width))
      let divisor: Double = m[6] * c + m[7] * r + m[8]
      let x: Double = (m[0] * c + m[1] * r + m[2]) / divisor
      let y: Double = (m[3] * c + m[4] * r + m[5]) / divisor
      let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
      let (fx, fy) = (x - Double(column), y - Double(row))
      let upper = value(row, column, channel) * (1 - fx) + value(row, column + 1, channel) * fx
      let lower = value(row + 1, column, channel) * (1 - fx) + value(row + 1, column + 1, channel) * fx
      worst = max(worst, abs(upper * (1 - fy) + lower * fy - Double(found[place])))
    }
    #expect(worst < 4)
  }
}
