extension UnsafeBufferPointer {
  /// The `count` elements from `start` on, as a buffer of their own.
  @inline(__always)
  func slice(_ start: Int, _ count: Int) -> UnsafeBufferPointer {
    UnsafeBufferPointer(rebasing: self[start..<start + count])
  }

  @inline(__always)
  func slice(_ range: Range<Int>) -> UnsafeBufferPointer { slice(range.lowerBound, range.count) }
}

extension UnsafeMutableBufferPointer {
  /// The `count` elements from `start` on, as a buffer of their own.
  @inline(__always)
  func slice(_ start: Int, _ count: Int) -> UnsafeMutableBufferPointer {
    UnsafeMutableBufferPointer(rebasing: self[start..<start + count])
  }

  @inline(__always)
  func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer { slice(range.lowerBound, range.count) }
}
