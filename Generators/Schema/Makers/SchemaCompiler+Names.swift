import Sundog

extension SchemaCompiler {
  /// What the names of a table's formulas mean: its columns, `row` and `position`; `link.column` and `owner.column`; and
  /// `sum(children.column)`, `mean(…)` and `count(children)`.
  func expressionCompiler(_ table: Int) -> ExpressionCompiler {
    ExpressionCompiler(
      resolve: { path, at throws(FormulaError) in try self.resolve(path, at, table) },
      aggregate: { name, arguments, at throws(FormulaError) in try self.aggregate(name, arguments, at, table) })
  }

  private func resolve(_ path: [String], _ at: Int, _ table: Int) throws(FormulaError) -> Typed {
    let resource = schema.resources[table]
    if path.count == 1 {
      if let column = resource.fields.firstIndex(where: { $0.name == path[0] }) {
        depend(on: .column(table: table, column: column))
        return Typed(CellType(resource.fields[column].kind)) { try $0.column(column) }
      }
      if path[0] == "row" { return Typed(.integer) { Cells(.integers($0.rows)) } }
      if path[0] == "position", owner(of: table) != nil {
        depend(on: .rows(table: table))
        return Typed(.integer) { Cells(.integers(try $0.ownership().positions)) }
      }
      throw unknown(path[0], at, "a column of \"\(resource.name)\"", resource.fields.map(\.name) + ["row"])
    }
    guard path.count == 2 else {
      throw FormulaError(
        position: at, found: path.joined(separator: "."), expected: "a column, or table.column",
        mend: "Take the value over into a column of the table between, and name that.")
    }
    if let link = model.tables[table].links.firstIndex(where: { $0.name == path[0] }) {
      let target = model.tables[table].links[link].target
      let column = try self.column(path[1], of: target, at)
      depend(on: .rows(table: target))
      depend(on: .column(table: target, column: column))
      return Typed(CellType(schema.resources[target].fields[column].kind)) { try $0.link(link).column(column) }
    }
    if let owner = owner(of: table), schema.resources[owner].name == path[0] {
      let column = try self.column(path[1], of: owner, at)
      depend(on: .rows(table: table))
      depend(on: .column(table: owner, column: column))
      return Typed(CellType(schema.resources[owner].fields[column].kind)) { try $0.ownership().column(column) }
    }
    var names = model.tables[table].links.map(\.name)
    if let owner = owner(of: table) { names.append(schema.resources[owner].name) }
    throw unknown(
      path[0], at, names.isEmpty ? "a column: the table refers to no other" : "one of \(names.joined(separator: ", "))",
      names)
  }

  private func column(_ name: String, of table: Int, _ at: Int) throws(FormulaError) -> Int {
    let resource = schema.resources[table]
    if let column = resource.fields.firstIndex(where: { $0.name == name }) { return column }
    throw unknown(name, at, "a column of \"\(resource.name)\"", resource.fields.map(\.name))
  }

  private func unknown(_ name: String, _ at: Int, _ expected: String, _ candidates: [String]) -> FormulaError {
    FormulaError(
      position: at, found: "the unknown name \"\(name)\"", expected: expected,
      mend: NearestName.find(name, in: candidates).map { "Did you mean \"\($0)\"?" } ?? "Name one that exists.")
  }

  private func aggregate(
    _ name: String, _ arguments: [Expression], _ at: Int, _ table: Int
  ) throws(FormulaError) -> Typed? {
    guard ["sum", "mean", "count"].contains(name) else { return nil }
    guard arguments.count == 1, case .name(let path, _) = arguments[0], path.count == (name == "count" ? 1 : 2),
      let child = schema.resources.firstIndex(where: { $0.name == path[0] }), owner(of: child) == table
    else {
      throw FormulaError(
        position: at, found: "\(name)(…) of something else",
        expected: name == "count"
          ? "count(table) of a table that this one owns" : "\(name)(table.column) of a table that this one owns",
        mend: "Name a table whose \"children\" are \"of\" this one.")
    }
    depend(on: .rows(table: child))
    if name == "count" {
      return Typed(.integer) { frame in
        guard let children = frame.model.tables[child].children else { return Cells(.integers([])) }
        return Cells(.integers(try children.index.children(of: frame.rows, model: frame.model).map(\.count)))
      }
    }
    let column = try self.column(path[1], of: child, at)
    depend(on: .column(table: child, column: column))
    let kind = CellType(schema.resources[child].fields[column].kind)
    guard kind.isNumeric else {
      throw FormulaError(
        position: at, found: "\(name)(…) of a column of type \(kind.rawValue)", expected: "a column of numbers",
        mend: "Name one.")
    }
    let isMean = name == "mean"
    return Typed(isMean ? .number : kind) { frame in
      guard let children = frame.model.tables[child].children else { return Cells(.integers([])) }
      let ranges = try children.index.children(of: frame.rows, model: frame.model)
      let rows = ranges.flatMap { Array($0) }
      let cells = try Frame(model: frame.model, table: child, rows: rows).column(column)
      var next = 0
      if !isMean, kind == .integer {
        let values = cells.integers
        return Cells(
          .integers(
            ranges.map { range in
              defer { next += range.count }
              return (next..<next + range.count).reduce(0) { cells.isMissing($1) ? $0 : $0 &+ values[$1] }
            }))
      }
      let values = cells.numbers
      var missing = [Bool](repeating: false, count: ranges.count)
      let sums = ranges.indices.map { place -> Double in
        defer { next += ranges[place].count }
        var (sum, count) = (0.0, 0)
        for index in next..<next + ranges[place].count where !cells.isMissing(index) {
          sum += values[index]
          count += 1
        }
        guard isMean else { return sum }
        missing[place] = count == 0
        return count == 0 ? 0 : sum / Double(count)
      }
      return Cells(.numbers(sums), missing: missing.contains(true) ? missing : [])
    }
  }
}
