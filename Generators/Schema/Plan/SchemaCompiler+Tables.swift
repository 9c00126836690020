import Sundog
import SundogNumerics

/// How many rows a table has.
enum TableSize {
  /// As many as are asked for.
  case root
  case fixed(Int)
  case share(of: Int, ratio: Double)
  case children(of: Int, count: JSONValue)
}

extension SchemaCompiler {
  func readSize(_ table: Int) {
    let resource = schema.resources[table]
    let options = Options(resource.generation)
    let path = path(of: table).key("sundog").key("generate")
    sizes.append(.root)
    locales.append([])
    do throws(SchemaProblem) {
      locales[table] = try self.locales(options.texts("locale") ?? ["en_US"], at: path.key("locale"))
      if let rows = options.integer("rows") {
        sizes[table] = .fixed(rows)
      } else if let share = options["share"].map({ Options($0) }) {
        let owner = try tableIndex(named: share.text("of") ?? "", at: path.key("share").key("of"))
        sizes[table] = .share(of: owner, ratio: share.number("ratio") ?? 1)
        current = .rows(table: table)
        depend(on: .rows(table: owner))
      } else if let children = options["children"].map({ Options($0) }) {
        let owner = try tableIndex(named: children.text("of") ?? "", at: path.key("children").key("of"))
        sizes[table] = .children(of: owner, count: children["count"] ?? .null)
        current = .rows(table: table)
        depend(on: .rows(table: owner))
      }
    } catch {
      problems.append(error)
    }
  }

  func locales(_ codes: [String], at path: JSONPath) throws(SchemaProblem) -> [LocaleData] {
    var found: [LocaleData] = []
    for code in codes {
      guard let locale = LocaleData.named(code) else {
        let names = LocaleData.all.map(\.code)
        throw SchemaProblem(
          path: path.description, found: "the unknown locale \"\(code)\"",
          expected: "one of \(names.joined(separator: ", "))",
          mend: NearestName.find(code, in: names).map { "Did you mean \"\($0)\"?" } ?? "Use one of these.")
      }
      found.append(locale)
    }
    return found
  }

  /// The owner of a table, if another one owns it.
  func owner(of table: Int) -> Int? {
    if case .children(let owner, _) = sizes[table] { return owner }
    return nil
  }

  /// Compiles how many children each owner has, in the owner's frame.
  func compileCounts(_ table: Int) {
    guard case .children(let owner, let json) = sizes[table] else { return }
    current = .rows(table: table)
    let path = path(of: table).key("sundog").key("generate").key("children").key("count")
    let key = seed.derived(schema.resources[table].name).derived("children")
    let field = Field(name: "children", kind: .integer)
    let scope = Scope(
      table: owner, field: field, type: .integer, text: CellText(type: .integer), key: key, path: path,
      isUnique: false, minimum: 0, maximum: 1_000_000)
    do throws(SchemaProblem) {
      childCounts[table] = try converted(try make(json, scope), scope).cells
    } catch {
      problems.append(error)
    }
  }

  // MARK: Keys

  /// A key must not repeat: one of its columns is unique, or the owner's key with a number that is unique among siblings.
  func checkKeys(_ table: Int) {
    let resource = schema.resources[table]
    guard resource.primaryKey.count > 1 else { return }
    let fields = resource.primaryKey.compactMap { name in resource.fields.first { $0.name == name } }
    if fields.contains(where: { $0.constraints.unique }) { return }
    let names = fields.map { Self.generatorName($0.generator) ?? "" }
    let distinguishes = fields.contains { field in
      switch Self.generatorName(field.generator) {
      case "position"?: true
      case "reference"?: Options(Self.generatorOptions(field.generator) ?? .null, short: "to").flag("distinct")
      default: false
      }
    }
    if names.contains("parent"), distinguishes { return }
    report(
      path(of: table).key("schema").key("primaryKey"), found: "a key of columns that may repeat together",
      expected: "a unique column, or a \"parent\" with a \"position\" or a distinct \"reference\"",
      mend: "Mark one column \"unique\", or add such a column.")
  }

  static func generatorName(_ json: JSONValue?) -> String? {
    if case .object(let members)? = json, members.count == 1 { return members.first?.key }
    return nil
  }

  static func generatorOptions(_ json: JSONValue?) -> JSONValue? {
    if case .object(let members)? = json, members.count == 1 { return members.first?.value }
    return nil
  }
}
