import CSundogKernels

/// Scattering features of pictures: how much of each orientation and scale lies where, and how that varies. They need no
/// training and no data, and a linear classifier on them is hard to beat under privacy.
///
/// Two scales, eight orientations, orders 0 to 2: 81 channels, averaged to ⌈height/4⌉ × ⌈width/4⌉ places (7 × 7 for
/// pictures of 28 × 28). Order 0 is the average φ ⋆ x, order 1 φ ⋆ |ψ ⋆ x|, order 2 φ ⋆ |ψ₁ ⋆ |ψ₀ ⋆ x||; `ScatteringFilters`
/// has the filters. Pictures go on beyond their edges as in a mirror.
///
/// Every map is without expansion but for constants, so that a small change of a picture is a small change of its
/// features.
///
/// Source: Bruna, Mallat, "Invariant scattering convolution networks" (2013); Tramèr, Boneh, "Differentially private
/// learning needs better features (or much more data)" (2021).
public struct Scattering: Sendable {
  /// Channels for each channel of a picture.
  public static let channelCount = Int(SUNDOG_SCATTERING_CHANNELS)

  public let height: Int
  public let width: Int
  /// ⌈height / 4⌉ and ⌈width / 4⌉: the places of a channel.
  public var gridHeight: Int { Int(sundog_scattering_grid(Int32(height))) }
  public var gridWidth: Int { Int(sundog_scattering_grid(Int32(width))) }
  /// Numbers for one picture of one channel, channel by channel, each in rows.
  public var featureCount: Int { Self.channelCount * gridHeight * gridWidth }
  private let filters = ScatteringFilters()
  private let instructions: sundog_instructions

  /// - Precondition: sizes are positive.
  public init(height: Int, width: Int) {
    self.init(height: height, width: width, instructions: sundog_best_instructions())
  }

  /// For tests of each kind of instructions.
  package init(height: Int, width: Int, instructions: sundog_instructions) {
    precondition(height > 0 && width > 0, "a picture has pixels")
    self.height = height
    self.width = width
    self.instructions = instructions
  }

  /// Memory that is written over by every call: one for each thread.
  public final class Workspace {
    fileprivate let memory: UnsafeMutableBufferPointer<Float>

    fileprivate init(_ count: Int) { memory = .allocate(capacity: count) }

    deinit { memory.deallocate() }
  }

  public func makeWorkspace() -> Workspace { Workspace(withPlan { sundog_scattering_scratch(&$0) }) }

  /// The features of one picture of one channel.
  ///
  /// Complexity: about 20,000 multiplications a pixel.
  /// - Precondition: `picture` holds `height × width` numbers, `output` `featureCount`.
  public func transform(
    _ picture: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>, _ workspace: Workspace
  ) {
    precondition(picture.count == height * width && output.count == featureCount, "a picture and its features")
    withPlan {
      sundog_scattering(
        &$0, instructions, picture.baseAddress, output.baseAddress, workspace.memory.baseAddress)
    }
  }

  /// The features of one picture of one channel.
  /// - Precondition: `picture` holds `height × width` numbers.
  public func features(of picture: [Float]) -> [Float] {
    let workspace = makeWorkspace()
    return [Float](unsafeUninitializedCapacity: featureCount) { buffer, count in
      picture.withUnsafeBufferPointer { source in
        transform(source, into: UnsafeMutableBufferPointer(rebasing: buffer[..<featureCount]), workspace)
      }
      count = featureCount
    }
  }

  private func withPlan<Result>(_ body: (inout sundog_scattering_plan) -> Result) -> Result {
    filters.fine.withUnsafeBufferPointer { fine in
      filters.coarse.withUnsafeBufferPointer { coarse in
        filters.average.withUnsafeBufferPointer { average in
          filters.halfAverage.withUnsafeBufferPointer { halfAverage in
            var plan = sundog_scattering_plan(
              height: Int32(height), width: Int32(width), fine: fine.baseAddress,
              fine_radius: Int32(ScatteringFilters.fineRadius), coarse: coarse.baseAddress,
              coarse_radius: Int32(ScatteringFilters.coarseRadius), average: average.baseAddress,
              average_radius: Int32(ScatteringFilters.averageRadius), half_average: halfAverage.baseAddress,
              half_average_radius: Int32(ScatteringFilters.halfAverageRadius))
            return body(&plan)
          }
        }
      }
    }
  }
}
