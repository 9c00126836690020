import Sundog

/// What a model knows of one learned column: its groups, and how values spread within a group.
public struct LearnedColumn: Codable, Sendable, Hashable {
  public let name: String
  public let domain: Domain
  /// Cells of consecutive codes, uniform inside.
  public let leaves: Binning
  /// The group of each leaf, `0 ..< groupCount`.
  public let groupOfLeaf: [Int]
  /// The share of each leaf in its group; sums to 1 in every group.
  public let shares: [Double]

  /// Number of groups.
  public var groupCount: Int { (groupOfLeaf.max() ?? -1) + 1 }

  /// - Parameters:
  ///   - masses: released mass of each leaf, at least 0; a group without mass is uniform in its codes.
  /// - Precondition: one group and one mass a leaf; every group has a leaf.
  public init(name: String, domain: Domain, leaves: Binning, groupOfLeaf: [Int], masses: [Double]) {
    precondition(groupOfLeaf.count == leaves.count && masses.count == leaves.count, "one entry a leaf")
    self.name = name
    self.domain = domain
    self.leaves = leaves
    self.groupOfLeaf = groupOfLeaf
    var totals = [Double](repeating: 0, count: (groupOfLeaf.max() ?? -1) + 1)
    var widths = totals
    for (leaf, group) in groupOfLeaf.enumerated() {
      totals[group] += masses[leaf]
      widths[group] += Double(leaves.codes(of: leaf).count)
    }
    shares = groupOfLeaf.enumerated().map { leaf, group in
      totals[group] > 0 ? masses[leaf] / totals[group] : Double(leaves.codes(of: leaf).count) / widths[group]
    }
  }

  /// The same groups on the leaves of the interpolated histogram, and with its masses.
  func interpolated(_ histogram: LeafHistogram, parts: Int) -> LearnedColumn {
    let fine = finer(histogram, parts: parts)
    var leaf = 0
    let groups = (0..<fine.leaves.count).map { part in
      while leaves.edges[leaf + 1] <= fine.leaves.edges[part] { leaf += 1 }
      return groupOfLeaf[leaf]
    }
    return LearnedColumn(name: name, domain: domain, leaves: fine.leaves, groupOfLeaf: groups, masses: fine.counts)
  }

  /// A histogram of the column; for numbers its leaves become narrower and follow a smooth density.
  func finer(_ histogram: LeafHistogram, parts: Int) -> LeafHistogram {
    guard domain.isNumeric else { return histogram }
    return histogram.interpolated(values: histogram.leaves.count - (domain.hasMissing ? 1 : 0), parts: parts)
  }

  /// The groups as a map of codes.
  public var grouping: Grouping {
    let neighbours = zip(groupOfLeaf, groupOfLeaf.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 }
    if neighbours {
      var edges = [0]
      for leaf in groupOfLeaf.indices.dropFirst() where groupOfLeaf[leaf] != groupOfLeaf[leaf - 1] {
        edges.append(leaves.edges[leaf])
      }
      return .binning(Binning(edges: edges + [leaves.cardinality]))
    }
    var groupOf: [Int] = []
    groupOf.reserveCapacity(leaves.cardinality)
    for (leaf, group) in groupOfLeaf.enumerated() {
      groupOf.append(contentsOf: repeatElement(group, count: leaves.codes(of: leaf).count))
    }
    return .pooling(groupOf: groupOf, count: groupCount)
  }

  /// The sum over each group of values a leaf.
  package func grouped(_ values: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: groupCount)
    for (leaf, group) in groupOfLeaf.enumerated() { sums[group] += values[leaf] }
    return sums
  }

  /// The codes from the first to the last of a group; for numbers the group holds all of them.
  package func codes(ofGroup group: Int) -> Range<Int> {
    let members = groupOfLeaf.indices.filter { groupOfLeaf[$0] == group }
    guard let first = members.first, let last = members.last else { return 0..<0 }
    return leaves.edges[first]..<leaves.edges[last + 1]
  }
}
