import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Says how many rows each table has, each behind those that it depends on. Uniqueness is promised before a row is made,
  /// or refused: counting children may already look at columns of tables that were counted before.
  /// - Throws: what counting children throws.
  func countRows(rows: Int?, start: Int, threads: Int) throws {
    var known: Set<Int> = []
    for node in order {
      guard case .rows(let table) = node, known.insert(table).inserted else { continue }
      switch sizes[table] {
      case .root:
        let resource = schema.resources[table]
        guard let count = rows ?? resource.rows?.count else {
          report(
            path(of: table).key("sundog").key("rows"), found: "no number of rows", expected: "how many rows to make",
            mend: "Say it on the command line, or add \"rows\" to the table's generate block.")
          continue
        }
        model.tables[table].rows = start..<start + count
      case .fixed(let count): model.tables[table].rows = 0..<count
      case .share(let owner, let ratio):
        let rows = model.tables[owner].rows
        func scaled(_ row: Int) -> Int { Int(min((Double(row) * ratio).rounded(.up), 0x1p50)) }
        model.tables[table].rows = scaled(rows.lowerBound)..<scaled(rows.upperBound)
      case .children(let owner, _):
        guard let count = childCounts[table] else { continue }
        let owners = model.tables[owner].rows
        let index = try ChildIndex(
          model: model, owner: owner, ownerCount: owners.upperBound, threads: threads, count: count)
        model.tables[table].children = ChildPlan(owner: owner, count: count, index: index)
        let first =
          owners.lowerBound == 0 ? 0 : try index.children(of: [owners.lowerBound - 1], model: model)[0].upperBound
        model.tables[table].rows = first..<index.total
      }
      checkCapacities(of: table, among: known)
      guard problems.isEmpty else { return }
    }
  }

  /// What cannot be unique in a table whose rows have just become known, or because of it.
  private func checkCapacities(of table: Int, among known: Set<Int>) {
    for item in capacities where item.table == table {
      let rows = model.tables[item.table].rows.upperBound
      guard UInt64(rows) > item.capacity else { continue }
      problems.append(
        SchemaProblem(
          path: item.path, found: "\(rows) rows for the unique column \"\(item.name)\"",
          expected: "at most \(item.capacity), as many as there are different values",
          mend: "Make fewer rows, or let the generator give more values."))
    }
    for pick in distinctPicks where pick.table == table || pick.target == table {
      guard known.contains(pick.table), known.contains(pick.target) else { continue }
      let target = model.tables[pick.target]
      let children = model.tables[pick.table].children
      let most = children?.index.most ?? model.tables[pick.table].rows.upperBound
      guard most > target.rows.upperBound else { continue }
      problems.append(
        SchemaProblem(
          path: pick.path, found: "\(most) different rows of \"\(target.name)\", which has \(target.rows.upperBound)",
          expected: "at most as many as it has",
          mend: "Make \"\(target.name)\" larger, or bound the number of children by \"max\"."))
    }
    for (other, compiled) in model.tables.enumerated() where known.contains(other) && !compiled.rows.isEmpty {
      for link in compiled.links
      where known.contains(link.target) && (other == table || link.target == table)
        && model.tables[link.target].rows.upperBound == 0
      {
        report(
          path(of: other), found: "a reference to \"\(model.tables[link.target].name)\", which has no row",
          expected: "a row to refer to", mend: "Give that table rows.")
      }
    }
  }
}
