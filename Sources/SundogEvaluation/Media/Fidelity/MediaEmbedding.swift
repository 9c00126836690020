import Sundog
import SundogNumerics

/// Pictures and sounds as points between which distances mean something, without anyone's trained weights.
///
/// Pictures: scattering features of their brightness, order 1 times 4 and order 2 times 16, so that all orders count.
/// Sounds: log-mel spectrograms of 32 bands by 32 columns. Both are then projected to 64 numbers by a fixed random matrix,
/// which keeps distances within some tenths (Johnson and Lindenstrauss 1984).
///
/// Figures of two sets can be compared where `version` is the same.
package enum MediaEmbedding {
  /// Changes with anything that changes a point.
  package static let version = "scattering-logmel-64-v1"
  /// Numbers of a point.
  package static let dimension = 64
  private static let seed: UInt64 = 0x53_554E_444F_47
  private static let orderWeights: [Float] = [1, 4, 16]

  /// The points of the examples at these positions, one a row.
  package static func points(of set: MediaSet, at positions: [Int], threads: Int) -> Matrix {
    switch set {
    case .images(let images): pictures(images, positions, threads)
    case .sounds(let sounds): clips(sounds, positions, threads)
    }
  }

  private static func pictures(_ set: ImageSet, _ positions: [Int], _ threads: Int) -> Matrix {
    let scattering = Scattering(height: set.height, width: set.width)
    let cells = scattering.gridHeight * scattering.gridWidth
    let projection = projection(scattering.featureCount) { feature in
      let channel = feature / cells
      return orderWeights[channel == 0 ? 0 : channel <= 16 ? 1 : 2]
    }
    return points(count: positions.count, features: scattering.featureCount, projection, threads) { range, features in
      let workspace = scattering.makeWorkspace()
      var plane = [Float](repeating: 0, count: set.height * set.width)
      for (row, place) in range.enumerated() {
        brightness(set, positions[place], into: &plane)
        plane.withUnsafeBufferPointer { plane in
          scattering.transform(
            plane,
            into: UnsafeMutableBufferPointer(
              rebasing: features[row * scattering.featureCount..<(row + 1) * scattering.featureCount]), workspace)
        }
      }
    }
  }

  /// The mean of a pixel's colours, in [0, 1]; opacity does not count.
  private static func brightness(_ set: ImageSet, _ position: Int, into plane: inout [Float]) {
    let colors = set.channels < 3 ? 1 : 3
    for pixel in plane.indices {
      let start = position * set.size + pixel * set.channels
      var sum = 0
      for color in 0..<colors { sum += Int(set.pixels[start + color]) }
      plane[pixel] = Float(sum) / Float(255 * colors)
    }
  }

  private static func clips(_ set: SoundSet, _ positions: [Int], _ threads: Int) -> Matrix {
    let picture = LogMelPicture(sampleRate: set.sampleRate)
    // A picture's numbers lie within 4 of each other.
    let projection = projection(picture.count) { _ in 0.25 }
    return points(count: positions.count, features: picture.count, projection, threads) { range, features in
      for (row, place) in range.enumerated() {
        let clip = set.offsets[positions[place]]..<set.offsets[positions[place] + 1]
        set.samples.withUnsafeBufferPointer { samples in
          picture.write(
            UnsafeBufferPointer(rebasing: samples[clip]),
            into: UnsafeMutableBufferPointer(rebasing: features[row * picture.count..<(row + 1) * picture.count]))
        }
      }
    }
  }

  /// `features × dimension` normal numbers of variance 1/dimension, times each feature's weight.
  private static func projection(_ features: Int, weight: (Int) -> Float) -> [Float] {
    var matrix = [Float](repeating: 0, count: features * dimension)
    for feature in 0..<features {
      var random = SeededRandom(seed: seed, stream: 1, index: UInt64(feature))
      let scale = weight(feature) / Float(dimension).squareRoot()
      for column in 0..<dimension { matrix[feature * dimension + column] = scale * Float(random.normal()) }
    }
    return matrix
  }

  /// Features block by block, projected at once: they never lie in memory all together.
  private static func points(
    count: Int, features: Int, _ projection: [Float], _ threads: Int,
    write: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> Matrix {
    let block = 64
    let parts = Parallel.map(count: (count + block - 1) / block, threads: threads) { index -> [Float] in
      let range = index * block..<min(count, (index + 1) * block)
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count * features) { values in
        write(range, values)
        return [Float](unsafeUninitializedCapacity: range.count * dimension) { output, filled in
          projection.withUnsafeBufferPointer { projection in
            LinearAlgebra.multiply(
              UnsafeBufferPointer(values), projection, rows: range.count, columns: dimension, inner: features,
              into: output)
          }
          filled = range.count * dimension
        }
      }
    }
    return Matrix(rows: count, columns: dimension, elements: parts.flatMap { $0 })
  }
}
