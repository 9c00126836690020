import Foundation
import SundogNumerics
import Synchronization
import Testing

@Suite struct OrderedPipelineTests {
  struct Stop: Error, Equatable { let number: Int }

  /// Work that ends out of order.
  @Sendable private static func work(_ item: Int) -> Int {
    usleep(UInt32((item * 7919) % 13) * 40)
    return item * item
  }

  @Test("results come in order, and at most one item a thread is under way", arguments: [1, 2, 5])
  func order(threads: Int) throws {
    let inFlight = Mutex((now: 0, most: 0))
    var (next, results) = (0, [Int]())
    try OrderedPipeline.run(
      threads: threads,
      take: {
        guard next < 200 else { return nil }
        inFlight.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        defer { next += 1 }
        return next
      },
      work: { Self.work($0) },
      give: {
        results.append($0)
        inFlight.withLock { $0.now -= 1 }
      })
    #expect(results == (0..<200).map { $0 * $0 })
    #expect(inFlight.withLock { $0.most } <= threads)
  }

  @Test("the earliest error ends it: all before it is handed on, nothing after", arguments: [1, 2, 5])
  func errors(threads: Int) throws {
    for stage in 0..<3 {
      var (next, results) = (0, [Int]())
      #expect(throws: Stop(number: 50)) {
        try OrderedPipeline.run(
          threads: threads,
          take: {
            if stage == 0, next == 50 { throw Stop(number: 50) }
            defer { next += 1 }
            return next
          },
          work: { item in
            if stage == 1, item >= 50 { throw Stop(number: item) }
            return Self.work(item)
          },
          give: {
            if stage == 2, $0 == 2500 { throw Stop(number: 50) }
            results.append($0)
          })
      }
      #expect(results == (0..<50).map { $0 * $0 })
    }
  }
}
