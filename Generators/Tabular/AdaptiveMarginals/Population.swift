import Foundation
import Sundog
import SundogNumerics

/// Makes the rows of a model, one column after another, from released values alone.
///
/// Each column's conditional given the columns before it is fitted to the noisy tables on the very rows that were made
/// so far, so that what earlier columns got wrong is made up for in later tables; then the column is drawn. The target
/// comes last and may depend on every column.
struct Population {
  /// A released view of the target.
  struct Target {
    let column: Int
    /// Groups of each column's leaves for its table with the target.
    let groupOfLeaf: [[Int]]
    /// One a column but the target's, the target second.
    let tables: [ReleasedTable]
  }

  let columns: [LearnedColumn]
  /// Estimated rows of each leaf, summing to `total`.
  let histograms: [LeafHistogram]
  let total: Double
  /// Released tables of pairs and what each promised, strongest first.
  let pairs: [(table: ReleasedTable, strength: Double)]
  let target: Target?
  let masks: [Int: RuleMasks.Mask]
  let blockRows: Int
  let blocks: Int
  let threads: Int

  /// Groups of every row, by column; empty until the column is made.
  private var groups: [[Int32]]
  private(set) var leaves: [[Int32]]

  /// The seed of all that is drawn here. Any would do: the rows depend on released values, not on who asks.
  private static let seed: UInt64 = 0x41_6461_7074_6976
  /// Most tables that a draw keeps balanced.
  private static let balancedTables = 32

  private var fitRows: Int { min(blocks, (AdaptiveSettings.fitRows + blockRows - 1) / blockRows) * blockRows }
  private var scale: Double { Double(fitRows) / total }

  init(
    columns: [LearnedColumn], histograms: [LeafHistogram], total: Double,
    pairs: [(table: ReleasedTable, strength: Double)], target: Target?, masks: [Int: RuleMasks.Mask], threads: Int
  ) {
    self.columns = columns
    self.histograms = histograms
    self.total = total
    self.pairs = pairs
    self.target = target
    self.masks = masks
    self.threads = threads
    blockRows = min(AdaptiveSettings.blockLimit, max(256, Int(total.rounded())))
    blocks = max(AdaptiveSettings.blocks, (AdaptiveSettings.fitRows + blockRows - 1) / blockRows)
    groups = columns.map { _ in [] }
    leaves = groups
  }

  var pool: RowPool {
    RowPool(leaves: leaves, leafCounts: columns.map(\.leaves.count), blockRows: blockRows, blocks: blocks)
  }

  /// Makes all columns in this order.
  mutating func make(order: [Int], progress: (Double) -> Void) {
    for (position, column) in order.enumerated() {
      let made = Array(order[..<position])
      groups[column] = [Int32](repeating: 0, count: blockRows * blocks)
      if column == target?.column {
        makeTarget(after: made)
      } else {
        makeColumn(column, after: made)
      }
      fillLeaves(column)
      progress(Double(position + 1) / Double(order.count))
    }
  }

  // MARK: Columns

  private mutating func makeColumn(_ column: Int, after made: [Int]) {
    if columns[column].groupCount < 2 { return }
    let tables = pairs.filter { pair in
      pair.table.first == column && made.contains(pair.table.second)
        || pair.table.second == column && made.contains(pair.table.first)
    }.map(\.table)
    let parents = tables.map { $0.first == column ? $0.second : $0.first }
    var factors = [bias(column)]
    for (table, parent) in zip(tables, parents) {
      factors.append(
        factor(
          keys: Array(groups[parent][..<fitRows]), counts: table.second == column ? table.counts : table.transposed,
          deviation: table.deviation, stateMasses: columns[parent].grouped(histograms[parent].counts),
          column: column, isOrdered: columns[parent].domain.isNumeric))
    }
    draw(
      column, from: fitted(column, factors: factors, smoothness: 0, iterations: AdaptiveSettings.fitIterations),
      keys: [nil] + parents.map { groups[$0] }, balanced: parents + made.filter { !parents.contains($0) })
  }

  private mutating func makeTarget(after made: [Int]) {
    guard let target, columns[target.column].groupCount > 1 else { return }
    let tables = target.tables.filter { made.contains($0.first) }
    var factors = [bias(target.column)]
    var keys: [[Int32]?] = [nil]
    for table in tables {
      let groupOfLeaf = target.groupOfLeaf[table.first]
      let states = leaves[table.first].map { Int32(groupOfLeaf[Int($0)]) }
      var masses = [Double](repeating: 0, count: table.firstGroups)
      for (leaf, group) in groupOfLeaf.enumerated() { masses[group] += histograms[table.first].counts[leaf] }
      factors.append(
        factor(
          keys: Array(states[..<fitRows]), counts: table.counts,
          deviation: table.deviation * AdaptiveSettings.knownMargins, stateMasses: masses, column: target.column,
          isOrdered: columns[table.first].domain.isNumeric))
      keys.append(states)
    }
    let classes = columns[target.column].groupCount
    let rows = PosteriorFit.rows(factors: factors.count, classes: classes, available: fitRows)
    let posterior = PosteriorFit(
      classes: classes, rows: rows, factors: factors.map { $0.scaled(by: Double(rows) / Double(fitRows), rows: rows) },
      mask: fitMask(target.column, rows: rows))
    let conditional =
      posterior.isFeasible
      ? posterior.fitted()
      : fitted(
        target.column, factors: factors, smoothness: AdaptiveSettings.smoothness,
        iterations: AdaptiveSettings.targetIterations)
    draw(
      target.column, from: conditional, keys: keys, balanced: made, strength: AdaptiveSettings.targetBalance)
  }

  /// The column's own distribution as a table of one state.
  private func bias(_ column: Int) -> ConditionalFactor {
    let counts = columns[column].grouped(histograms[column].counts).map { $0 * scale }
    let variance = histograms[column].variances.reduce(0, +) / Double(histograms[column].variances.count)
    return ConditionalFactor(
      keys: [Int32](repeating: 0, count: fitRows), states: 1, counts: counts,
      deviation: variance.squareRoot() * scale, expected: counts, ridge: 0, isOrdered: false)
  }

  private func factor(
    keys: [Int32], counts: [Double], deviation: Double, stateMasses: [Double], column: Int, isOrdered: Bool
  ) -> ConditionalFactor {
    let masses = columns[column].grouped(histograms[column].counts)
    return ConditionalFactor(
      keys: keys, states: stateMasses.count, counts: counts.map { $0 * scale }, deviation: deviation * scale,
      expected: stateMasses.flatMap { state in masses.map { state * $0 / total * scale } },
      ridge: AdaptiveSettings.ridge, isOrdered: isOrdered)
  }

  /// Fits a conditional to the factors.
  private func fitted(
    _ column: Int, factors: [ConditionalFactor], smoothness: Double, iterations: Int
  ) -> Conditional {
    ConditionalFit(
      classes: columns[column].groupCount, rows: fitRows, factors: factors, mask: fitMask(column, rows: fitRows),
      smoothness: smoothness, iterations: iterations
    ).fitted()
  }

  private func fitMask(_ column: Int, rows: Int) -> ConditionalMask? {
    masks[column].map { mask in
      ConditionalMask(
        keys: Array(maskStates(mask)[..<rows]), states: mask.allowed.count / columns[column].groupCount,
        allowed: mask.allowed)
    }
  }

  /// Draws the column in every block.
  /// - Parameter keys: the states of each of the conditional's tables, one a row; `nil` where there is one state.
  private mutating func draw(
    _ column: Int, from conditional: Conditional, keys: [[Int32]?], balanced: [Int],
    strength: Float = AdaptiveSettings.balance
  ) {
    let maskKeys = masks[column].map { maskStates($0) }
    let balanced = Array(balanced.prefix(Self.balancedTables))
    let (groups, columns, blockRows) = (groups, columns, blockRows)
    let drawn = Parallel.map(count: blocks, threads: threads) { block in
      let rows = block * blockRows..<(block + 1) * blockRows
      var random = SeededRandom(seed: Self.seed, stream: UInt32(2 * column), index: UInt64(block))
      let draw = BalancedDraw(
        conditional: conditional,
        places: conditional.places(
          keys: keys.map { $0.map { Array($0[rows]) } } + [maskKeys.map { Array($0[rows]) }], rows: blockRows),
        keys: [[Int32](repeating: 0, count: blockRows)] + balanced.map { Array(groups[$0][rows]) },
        states: [1] + balanced.map { columns[$0].groupCount }, strength: strength)
      return draw.classes(rows: blockRows, random: &random)
    }
    self.groups[column] = drawn.flatMap { $0 }
  }

  /// The state of a mask's parents in every row.
  private func maskStates(_ mask: RuleMasks.Mask) -> [Int32] {
    var states = [Int32](repeating: 0, count: blockRows * blocks)
    for parent in mask.parents {
      let size = Int32(columns[parent].groupCount)
      for row in states.indices { states[row] = states[row] * size + groups[parent][row] }
    }
    return states
  }

  // MARK: Leaves

  /// Gives the rows of each group their leaves: every leaf gets its expected number, rounded up or down at random.
  private mutating func fillLeaves(_ column: Int) {
    let facts = columns[column]
    var members = [[Int]](repeating: [], count: facts.groupCount)
    for (leaf, group) in facts.groupOfLeaf.enumerated() { members[group].append(leaf) }
    var result = [Int32](repeating: 0, count: blockRows * blocks)
    for block in 0..<blocks {
      var random = SeededRandom(seed: Self.seed, stream: UInt32(2 * column + 1), index: UInt64(block))
      let start = block * blockRows
      var counts = [Int](repeating: 0, count: members.count)
      for row in start..<start + blockRows { counts[Int(groups[column][row])] += 1 }
      var points = counts.map { random.uniform() / Double(max(1, $0)) }
      var places = [Int](repeating: 0, count: members.count)
      var reached = members.map { facts.shares[$0[0]] }
      for row in RowOrder.shuffled(blockRows, random: &random) {
        let row = start + Int(row)
        let group = Int(groups[column][row])
        while points[group] >= reached[group], places[group] + 1 < members[group].count {
          places[group] += 1
          reached[group] += facts.shares[members[group][places[group]]]
        }
        result[row] = Int32(members[group][places[group]])
        points[group] += 1 / Double(counts[group])
      }
    }
    leaves[column] = result
  }
}
