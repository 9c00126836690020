import SundogNumerics

/// Which rows of a table belong to which of its owners: the number of the first child of every 256th owner. All else is
/// computed again when it is asked for, so that memory hardly grows with the rows.
struct ChildIndex: Sendable {
  private static let stride = 256

  private let owner: Int
  private let ownerCount: Int
  private let count: CellMaker
  private let starts: [Int]
  /// Rows of all owners.
  let total: Int
  /// The most that one owner has.
  let most: Int

  /// Counts the children of all owners once, on several threads.
  /// - Throws: what `count` throws.
  init(model: CompiledSchema, owner: Int, ownerCount: Int, threads: Int, count: @escaping CellMaker) throws {
    let groups = (ownerCount + Self.stride - 1) / Self.stride
    let sums = Parallel.map(count: groups, threads: threads) { group in
      Result { () throws -> (sum: Int, most: Int) in
        let counts = try Self.counts(
          model, owner, group * Self.stride..<min(ownerCount, (group + 1) * Self.stride), count)
        return (sum: counts.reduce(0, +), most: counts.max() ?? 0)
      }
    }
    var starts: [Int] = []
    starts.reserveCapacity(groups)
    var (total, most) = (0, 0)
    for sum in sums {
      starts.append(total)
      let group = try sum.get()
      total += group.sum
      most = max(most, group.most)
    }
    self.owner = owner
    self.ownerCount = ownerCount
    self.count = count
    self.starts = starts
    self.total = total
    self.most = most
  }

  private static func counts(
    _ model: CompiledSchema, _ owner: Int, _ owners: Range<Int>, _ count: CellMaker
  ) throws -> [Int] {
    let cells = try count(model.frame(table: owner, rows: owners))
    let values = cells.integers
    return values.indices.map { cells.isMissing($0) ? 0 : max(0, values[$0]) }
  }

  /// The number of the first child of each of these owners, and how many it has.
  func children(of owners: [Int], model: CompiledSchema) throws -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(owners.count)
    var group = Group(number: -1, first: 0, starts: [])
    for owner in owners {
      if owner / Self.stride != group.number { group = try self.group(owner / Self.stride, model) }
      let place = owner - group.first
      ranges.append(group.starts[place]..<group.starts[place + 1])
    }
    return ranges
  }

  /// The owner of each of these children.
  func owners(of rows: [Int], model: CompiledSchema) throws -> Ownership {
    var owners: [Int] = []
    var places: [Int] = []
    var positions: [Int] = []
    places.reserveCapacity(rows.count)
    positions.reserveCapacity(rows.count)
    var group = Group(number: -1, first: 0, starts: [0, 0])
    var place = 0
    for row in rows {
      if group.number < 0 || row < group.starts[0] || row >= group.starts[group.starts.count - 1] {
        group = try self.group(Self.last(starts, atMost: row), model)
        place = 0
      }
      if row < group.starts[place] { place = 0 }
      while row >= group.starts[place + 1] { place += 1 }
      let owner = group.first + place
      if owners.last != owner { owners.append(owner) }
      places.append(owners.count - 1)
      positions.append(row - group.starts[place])
    }
    return Ownership(
      frame: Frame(model: model, table: owner, rows: owners), places: places, positions: positions)
  }

  /// The first children of the owners of one group, and behind them the first of the next group.
  private struct Group {
    var number: Int
    var first: Int
    var starts: [Int]
  }

  private func group(_ number: Int, _ model: CompiledSchema) throws -> Group {
    let first = number * Self.stride
    var starts = [self.starts[number]]
    for count in try Self.counts(model, owner, first..<min(ownerCount, first + Self.stride), count) {
      starts.append(starts[starts.count - 1] + count)
    }
    return Group(number: number, first: first, starts: starts)
  }

  /// The last group that begins at or before `row`; of several that begin there, the one with children.
  private static func last(_ starts: [Int], atMost row: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}
