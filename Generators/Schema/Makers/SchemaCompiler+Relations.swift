import Sundog
import SundogNumerics
import Synchronization

/// A value that is computed when it is first needed, once: what depends on the number of rows, which is known late.
final class Late<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func callAsFunction(_ make: () -> Value) -> Value {
    value.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }
}

extension SchemaCompiler {
  // MARK: References

  /// Finds every `reference` of a table: each alias is one link, whose row several columns can share.
  func readLinks(_ table: Int) {
    let resource = schema.resources[table]
    for (column, field) in resource.fields.enumerated() {
      var generator = field.generator
      if generator == nil, let key = resource.foreignKeys.first(where: { $0.fields == [field.name] }) {
        let target = key.resource.isEmpty ? resource.name : key.resource
        if owner(of: table).map({ schema.resources[$0].name }) == target { continue }
        generator = .object(["reference": .object(["to": .string(target), "earlier": .bool(target == resource.name)])])
      }
      if let generator { readLinks(in: generator, table, fieldPath(table, column).key("sundog").key("generator")) }
    }
  }

  private func readLinks(in json: JSONValue, _ table: Int, _ path: JSONPath) {
    switch json {
    case .array(let items): for item in items { readLinks(in: item, table, path) }
    case .object(let members):
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        if name == "reference" {
          do throws(SchemaProblem) {
            try addLink(Options(value, short: "to"), table, path.key("reference"))
          } catch {
            problems.append(error)
          }
        } else {
          readLinks(in: value, table, path)
        }
      }
    default: return
    }
  }

  private func addLink(_ options: Options, _ table: Int, _ path: JSONPath) throws(SchemaProblem) {
    let to = options.text("to") ?? ""
    let target = try tableIndex(named: to, at: path.key("to"))
    let name = options.text("as") ?? to
    if let known = model.tables[table].links.first(where: { $0.name == name }) {
      guard known.target != target else { return }
      throw SchemaProblem(
        path: path.description, found: "\"\(name)\" for two tables", expected: "one table an alias",
        mend: "Give one of the references another \"as\".")
    }
    let key = seed.derived(schema.resources[table].name).derived("link \(name)")
    let pick = try pick(options, table, target, key, path)
    model.tables[table].links.append(LinkPlan(name: name, target: target, pick: pick))
  }

  private func pick(
    _ options: Options, _ table: Int, _ target: Int, _ key: KeyedHash, _ path: JSONPath
  ) throws(SchemaProblem) -> CellMaker {
    let roots = options.number("roots") ?? 0
    if options.flag("earlier") {
      guard table == target, !options.flag("distinct"), options["zipf"] == nil else {
        throw SchemaProblem(
          path: path.key("earlier").description, found: "it on another table, or beside distinct or zipf",
          expected: "it alone, on a reference to the same table", mend: "Remove one of the options.")
      }
      let rootKey = key.derived("roots")
      return { frame in
        let rows = frame.rows.map { $0 == 0 ? 0 : Int(key.below(UInt64($0), UInt64($0))) }
        let missing = frame.rows.map { $0 == 0 || rootKey.uniform(UInt64($0)) < roots }
        return Cells(.integers(rows), missing: missing.contains(true) ? missing : [])
      }
    }
    guard options["roots"] == nil else {
      throw SchemaProblem(
        path: path.key("roots").description, found: "it without \"earlier\"", expected: "\"earlier\": true beside it",
        mend: "Use \"missingRate\" for references that may be missing.")
    }
    guard table != target else {
      throw SchemaProblem(
        path: path.description, found: "a reference of \"\(schema.resources[table].name)\" to itself",
        expected: "\"earlier\": true, so that no row is its own ancestor", mend: "Add \"earlier\": true.")
    }
    if options.flag("distinct") {
      guard options["zipf"] == nil else {
        throw SchemaProblem(
          path: path.key("zipf").description, found: "it beside \"distinct\"", expected: "one of the two",
          mend: "Remove one of them.")
      }
      if owner(of: table) != nil {
        distinctPicks.append((table, target, path.description))
        return { frame in
          let count = UInt64(max(1, frame.model.tables[target].rows.upperBound))
          let ownership = try frame.ownership()
          let owners = ownership.frame.rows.map { KeyedPermutation(count: count, key: key.derived(UInt64($0))) }
          return Cells(
            .integers(
              ownership.places.indices.map { Int(owners[ownership.places[$0]](UInt64(ownership.positions[$0]))) }))
        }
      }
      let late = Late<KeyedPermutation>()
      distinctPicks.append((table, target, path.description))
      return { frame in
        let permutation = late {
          KeyedPermutation(count: UInt64(max(1, frame.model.tables[target].rows.upperBound)), key: key)
        }
        return Cells(.integers(frame.rows.map { Int(permutation(UInt64($0))) }))
      }
    }
    if let exponent = options.number("zipf") {
      let late = Late<Zipf>()
      return { frame in
        let zipf = late { Zipf(exponent: exponent, count: max(1, frame.model.tables[target].rows.upperBound)) }
        return Cells(.integers(frame.uniforms(key).map { zipf($0) - 1 }))
      }
    }
    return { frame in
      let count = UInt64(max(1, frame.model.tables[target].rows.upperBound))
      return Cells(.integers(frame.rows.map { Int(key.below(count, UInt64($0))) }))
    }
  }

  /// The column that a reference takes: the named one, or the only column of the other table's key.
  private func column(_ name: String?, of table: Int, _ scope: Scope) throws(SchemaProblem) -> Int {
    let resource = schema.resources[table]
    guard let name = name ?? (resource.primaryKey.count == 1 ? resource.primaryKey[0] : nil) else {
      throw scope.problem(
        found: "no column", expected: "a column of \"\(resource.name)\", which has no key of one column",
        mend: "Add \"column\".")
    }
    guard let index = resource.fields.firstIndex(where: { $0.name == name }) else {
      throw scope.problem(
        "column", found: "the unknown column \"\(name)\"", expected: "a column of \"\(resource.name)\"",
        mend: NearestName.find(name, in: resource.fields.map(\.name)).map { "Did you mean \"\($0)\"?" }
          ?? "Name one that exists.")
    }
    return index
  }

  func reference(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let to = options.text("to") ?? ""
    let target = try tableIndex(named: to, at: scope.path.key("to"))
    let name = options.text("as") ?? to
    guard let link = model.tables[scope.table].links.firstIndex(where: { $0.name == name && $0.target == target })
    else {
      throw scope.problem(found: "\"\(name)\" twice", expected: "one table an alias", mend: "Add \"as\".")
    }
    let column = try column(options.text("column"), of: target, scope)
    depend(on: .rows(table: target))
    if options.flag("distinct"), owner(of: scope.table) != nil { depend(on: .rows(table: scope.table)) }
    depend(on: .column(table: target, column: column))
    let isOne = options.flag("distinct") && owner(of: scope.table) == nil
    return Made(CellType(schema.resources[target].fields[column].kind), capacity: isOne ? unlimited : nil) { frame in
      try frame.link(link).column(column)
    }
  }

  func parent(_ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    guard let owner = owner(of: scope.table) else {
      throw scope.problem(
        found: "\"parent\" in a table that nobody owns", expected: "a table with \"children\" in its generate block",
        mend: "Use \"reference\", or say whose children the rows are.")
    }
    let name = options.text("column")
    let column = try column(name?.isEmpty == true ? nil : name, of: owner, scope)
    depend(on: .rows(table: scope.table))
    depend(on: .column(table: owner, column: column))
    return Made(CellType(schema.resources[owner].fields[column].kind)) { frame in
      try frame.ownership().column(column)
    }
  }
}
