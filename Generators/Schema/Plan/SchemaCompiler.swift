import Sundog
import SundogNumerics

/// Turns a schema into makers of columns: looks names up, checks what the loader cannot see, and finds cycles.
final class SchemaCompiler {
  /// What can depend on what.
  enum Node: Hashable {
    case column(table: Int, column: Int)
    case rows(table: Int)
  }

  /// Values must be distinct, and there are only so many.
  struct Capacity {
    let table: Int
    let path: String
    let name: String
    let capacity: UInt64
  }

  let schema: Schema
  let seed: KeyedHash
  let model = CompiledSchema()
  var problems: [SchemaProblem] = []
  var dependencies: [Node: Set<Node>] = [:]
  /// The node that is being compiled.
  var current = Node.rows(table: 0)
  var capacities: [Capacity] = []
  /// References that pick different rows for each child of an owner: as many as an owner may have.
  var distinctPicks: [(table: Int, target: Int, path: String)] = []
  var sizes: [TableSize] = []
  var locales: [[LocaleData]] = []
  /// How many children each owner has, by the children's table.
  var childCounts: [Int: CellMaker] = [:]

  init(schema: Schema, seed: UInt64) {
    self.schema = schema
    self.seed = KeyedHash(seed: seed)
  }

  func compile() -> CompiledSchema {
    model.tables = schema.resources.map { CompiledTable(name: $0.name, resource: $0) }
    for table in schema.resources.indices { readSize(table) }
    for table in schema.resources.indices { readLinks(table) }
    for (table, resource) in schema.resources.enumerated() {
      refuseRules(table)
      for column in resource.fields.indices {
        current = .column(table: table, column: column)
        model.tables[table].columns.append(self.column(table, column))
      }
      checkKeys(table)
    }
    for table in schema.resources.indices { compileCounts(table) }
    if problems.isEmpty { reportCycles() }
    return model
  }

  func depend(on node: Node) { dependencies[current, default: []].insert(node) }

  func path(of table: Int) -> JSONPath { JSONPath().key("resources").index(table) }

  func fieldPath(_ table: Int, _ column: Int) -> JSONPath {
    path(of: table).key("schema").key("fields").index(column)
  }

  func report(_ path: JSONPath, found: String, expected: String, mend: String) {
    problems.append(SchemaProblem(path: path.description, found: found, expected: expected, mend: mend))
  }

  func tableIndex(named name: String, at path: JSONPath) throws(SchemaProblem) -> Int {
    if let index = schema.resources.firstIndex(where: { $0.name == name }) { return index }
    let names = schema.resources.map(\.name)
    throw SchemaProblem(
      path: path.description, found: "the unknown table \"\(name)\"",
      expected: "one of \(names.joined(separator: ", "))",
      mend: NearestName.find(name, in: names).map { "Did you mean \"\($0)\"?" } ?? "Name one that exists.")
  }

  /// Rules that no generator keeps by itself.
  private func refuseRules(_ table: Int) {
    let resource = schema.resources[table]
    for (index, rule) in resource.rules.enumerated() {
      let made: String? =
        switch rule {
        case .functional(_, let to, _): to
        case .sum(let total, _): total
        default: nil
        }
      if let made, resource.field(named: made)?.generator == nil { continue }
      report(
        path(of: table).key("sundog").key("rules").index(index),
        found: "a rule about \(rule.columns.map { "\"\($0)\"" }.joined(separator: ", "))",
        expected: "generators that keep it by themselves where rows are made from the schema alone",
        mend: "Say it by a \"formula\", \"map\", \"offset\" or \"when\" generator, and remove the rule.")
    }
  }

  // MARK: Cycles

  private func reportCycles() {
    var done: Set<Node> = []
    var way: [Node] = []
    func visit(_ node: Node) -> Bool {
      if done.contains(node) { return false }
      if let start = way.firstIndex(of: node) {
        let names = (way[start...] + [node]).map(name)
        let place: JSONPath =
          switch node {
          case .column(let table, let column): fieldPath(table, column).key("sundog").key("generator")
          case .rows(let table): path(of: table).key("sundog").key("generate")
          }
        report(
          place, found: "a cycle: \(names.joined(separator: " needs "))",
          expected: "columns that need no value of their own",
          mend: "Make one of them without the others.")
        return true
      }
      way.append(node)
      defer { way.removeLast() }
      for next in (dependencies[node] ?? []).sorted(by: { name($0) < name($1) }) where visit(next) { return true }
      done.insert(node)
      order.append(node)
      return false
    }
    for node in dependencies.keys.sorted(by: { name($0) < name($1) }) where visit(node) { return }
    for table in schema.resources.indices where visit(.rows(table: table)) { return }
  }

  /// Each node behind all that it needs.
  private(set) var order: [Node] = []

  private func name(_ node: Node) -> String {
    switch node {
    case .column(let table, let column):
      "\(schema.resources[table].name).\(schema.resources[table].fields[column].name)"
    case .rows(let table): "the rows of \(schema.resources[table].name)"
    }
  }
}
