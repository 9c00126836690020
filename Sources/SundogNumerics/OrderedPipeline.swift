import Dispatch
import Foundation

/// Work on a stream of items: taken one after the other, worked on by several threads, and handed on in order.
///
/// At most one item a thread is under way, so that memory stays bounded and a slow receiver slows the source down.
public enum OrderedPipeline {
  /// Calls `take` until it returns `nil`, `work` for each item on one of `threads` threads, and `give` for each result
  /// in the order of the items. `take` and `give` are never called by two threads at once, nor `take` after an error.
  ///
  /// - Throws: the error of the earliest item that failed; what precedes it was handed on, nothing after it is.
  public static func run<Item, Output>(
    threads: Int, take: () throws -> Item?, work: @Sendable (Item) throws -> Output, give: (Output) throws -> Void
  ) throws {
    if threads <= 1 {
      while let item = try take() { try give(work(item)) }
      return
    }
    try withoutActuallyEscaping(take) { take in
      try withoutActuallyEscaping(give) { give in
        let state = PipelineState(take: take, give: give)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
          while let (number, item) = state.next() {
            state.hand(Result { try work(item) }, number)
          }
        }
        if let failure = state.failure { throw failure }
      }
    }
  }
}

/// What the threads of a pipeline share, under its own locks.
private final class PipelineState<Item, Output>: @unchecked Sendable {
  private let take: () throws -> Item?
  private let give: (Output) throws -> Void
  private let source = NSLock()
  private let turns = NSCondition()
  /// Items taken; under `source`.
  private var taken = 0
  private var isAtEnd = false
  /// Items handed on, and the first error in order; under `turns`.
  private var handed = 0
  private(set) var failure: (any Error)?

  init(take: @escaping () throws -> Item?, give: @escaping (Output) throws -> Void) {
    self.take = take
    self.give = give
  }

  func next() -> (number: Int, item: Item)? {
    source.lock()
    defer { source.unlock() }
    if isAtEnd || hasFailed { return nil }
    let number = taken
    taken += 1
    do {
      if let item = try take() { return (number, item) }
      isAtEnd = true
    } catch {
      isAtEnd = true
      hand(.failure(error), number)
    }
    return nil
  }

  private var hasFailed: Bool {
    turns.lock()
    defer { turns.unlock() }
    return failure != nil
  }

  /// Waits for the results before this one, and hands it on. Whoever waits is waited for by nobody before it, since
  /// numbers are given out to running threads only.
  func hand(_ result: Result<Output, any Error>, _ number: Int) {
    turns.lock()
    while handed < number { turns.wait() }
    let isWanted = failure == nil
    turns.unlock()
    // Only the thread whose turn it is comes here: `give` needs no lock, and others may take their turn to wait.
    var problem: (any Error)?
    if isWanted {
      do { try give(result.get()) } catch { problem = error }
    }
    turns.lock()
    if let problem { failure = problem }
    handed = number + 1
    turns.broadcast()
    turns.unlock()
  }
}
