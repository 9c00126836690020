import Dispatch
import Sundog

/// What watches a pipeline's run: it keeps the draws of one example, or adds up times, or both.
final class RunObserver {
  private let keepsDraws: Bool
  private let measures: Bool
  private var stack: [(record: DrawRecord, start: UInt64, path: String)] = []
  private var position = 0
  private(set) var records: [DrawRecord] = []
  private(set) var profile = AugmentProfile()
  private(set) var failure: (any Error)?

  init(keepingDraws: Bool, measuring: Bool) {
    keepsDraws = keepingDraws
    measures = measuring
  }

  /// Says which of its container's steps the next one is.
  func choose(_ position: Int) { self.position = position }

  func enter(_ name: String, isTaken: Bool) {
    let path = (stack.last.map { $0.path + "/" } ?? "") + "\(position):\(name)"
    let record = DrawRecord(op: name, position: position, isTaken: isTaken, steps: [])
    stack.append((record, measures ? DispatchTime.now().uptimeNanoseconds : 0, path))
  }

  func record(_ draw: some Encodable) {
    guard keepsDraws else { return }
    do { stack[stack.count - 1].record.draw = try JSONValue(encoding: draw) } catch { failure = error }
  }

  func leave() {
    let (record, start, path) = stack.removeLast()
    if measures, record.isTaken {
      profile.add(path, nanoseconds: DispatchTime.now().uptimeNanoseconds - start)
    }
    guard keepsDraws else { return }
    if stack.isEmpty { records.append(record) } else { stack[stack.count - 1].record.steps.append(record) }
  }
}
