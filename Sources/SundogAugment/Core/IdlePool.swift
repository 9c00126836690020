import Foundation

/// Objects for one thread at a time that no thread uses at the moment.
final class IdlePool<Element: AnyObject>: @unchecked Sendable {
  private let lock = NSLock()
  private var idle: [Element] = []

  func take() -> Element? { lock.withLock { idle.popLast() } }
  func put(_ element: Element) { lock.withLock { idle.append(element) } }
}
