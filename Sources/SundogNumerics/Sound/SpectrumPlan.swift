import CSundogKernels
import Synchronization

/// Owner of the C tables of a transform's length.
final class SpectrumPlan: @unchecked Sendable {
  // Read only after init, hence shared by threads.
  private let plan: OpaquePointer
  private static let plans = Mutex<[Int: SpectrumPlan]>([:])

  /// The one plan for frames of `count` samples.
  ///
  /// - Precondition: `count` is a power of two and at least 16.
  static func shared(count: Int) -> SpectrumPlan {
    plans.withLock { plans in
      if let plan = plans[count] { return plan }
      let plan = SpectrumPlan(count: count)
      plans[count] = plan
      return plan
    }
  }

  private init(count: Int) {
    guard let plan = sundog_spectrum_plan_create(Int32(count)) else {
      preconditionFailure("a power of two of at least 16, and memory")
    }
    self.plan = plan
  }

  deinit { sundog_spectrum_plan_destroy(plan) }

  func withScratch(_ body: (OpaquePointer, UnsafeMutablePointer<Float>) -> Void) {
    withScratch(floats: sundog_spectrum_scratch, body)
  }

  /// - Parameter floats: how many numbers of scratch memory the kernel asks for.
  func withScratch(
    floats: (OpaquePointer) -> Int, _ body: (OpaquePointer, UnsafeMutablePointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: floats(plan)) { scratch in
      guard let base = scratch.baseAddress else { return }
      body(plan, base)
    }
  }
}
