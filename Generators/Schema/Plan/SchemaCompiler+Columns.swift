import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Compiles one column; a column with a problem makes nothing, and the schema is refused.
  func column(_ table: Int, _ index: Int) -> ColumnPlan {
    let resource = schema.resources[table]
    let field = resource.fields[index]
    let type = CellType(field.kind)
    let text = CellText(type: type, decimals: field.kind == .number ? field.decimals : nil, field: field)
    let path = fieldPath(table, index)
    let key = seed.derived(resource.name).derived(field.name)
    func bound(_ json: JSONValue?) -> Double? {
      guard let json else { return nil }
      if case .string(let written) = json { return text.value(of: written).map(Double.init) }
      return json.doubleValue
    }
    let isKey = resource.primaryKey == [field.name]
    let scope = Scope(
      table: table, field: field, type: type, text: text, key: key,
      path: field.generator == nil ? path : path.key("sundog").key("generator"),
      isUnique: field.constraints.unique || isKey, minimum: bound(field.constraints.minimum),
      maximum: bound(field.constraints.maximum), correlated: correlation(table, field.name))
    var maker: CellMaker = { Cells(.integers(Array(repeating: 0, count: $0.count))) }
    var isPlain = false
    do throws(SchemaProblem) {
      let generator: JSONValue
      if let given = field.generator { generator = given } else { generator = try defaultGenerator(scope) }
      let made = try converted(try make(generator, scope), scope)
      if scope.isUnique {
        guard let capacity = made.capacity else {
          throw scope.problem(
            found: "values that may repeat", expected: "values that differ in every row, as the key or \"unique\" says",
            mend: "Use a sequence, a uuid, a pattern of fixed length, or a choice or uniform without weights.")
        }
        capacities.append(
          Capacity(table: table, path: scope.path.description, name: field.name, capacity: capacity))
      }
      maker = made.cells
      isPlain = made.isPlain
    } catch {
      problems.append(error)
    }
    let rate = field.missingRate ?? 0
    if rate > 0, scope.isUnique && isKey || resource.primaryKey.contains(field.name) {
      report(
        path.key("sundog").key("missingRate"), found: "\(rate) on a key", expected: "a key in every row",
        mend: "Remove the rate.")
    }
    let bounds =
      scope.minimum != nil || scope.maximum != nil
      ? ColumnBounds(minimum: scope.minimum, maximum: scope.maximum, clips: field.outOfRange == .clip) : nil
    return ColumnPlan(
      name: field.name, type: type, maker: maker, text: text,
      missing: rate > 0 ? (rate, key.derived("missing")) : nil, bounds: bounds, isReleased: field.isReleased,
      isPlain: isPlain)
  }

  /// What a column without a generator is made by: its facts.
  private func defaultGenerator(_ scope: Scope) throws(SchemaProblem) -> JSONValue {
    let resource = schema.resources[scope.table]
    let field = scope.field
    for rule in resource.rules {
      switch rule {
      case .functional(let from, field.name, let map):
        return .object([
          "map": .object(["from": .string("`\(from)`"), "values": .object(map.mapValues { .string($0) })])
        ])
      case .sum(field.name, let parts):
        return .object(["formula": .string(parts.map { "`\($0)`" }.joined(separator: " + "))])
      default: break
      }
    }
    for key in resource.foreignKeys where key.fields == [field.name] {
      let target = key.resource.isEmpty ? resource.name : key.resource
      let column = JSONValue.string(key.referencedFields.first ?? "")
      if let owner = owner(of: scope.table), schema.resources[owner].name == target {
        return .object(["parent": .object(["column": column])])
      }
      return .object([
        "reference": .object(["to": .string(target), "column": column, "earlier": .bool(target == resource.name)])
      ])
    }
    if field.media != nil {
      throw scope.problem(
        found: "a column of pictures or sounds", expected: "columns of a table",
        mend: "Remove the column; pictures and sounds are not made from a schema alone.")
    }
    if !field.categories.isEmpty { return .object(["choice": .object([:])]) }
    switch field.kind {
    case .boolean: return .object(["bernoulli": .number(0.5)])
    case .integer where scope.isUnique && scope.minimum == nil && scope.maximum == nil:
      return .object(["sequence": .object([:])])
    case .string:
      throw scope.problem(
        found: "the column \"\(field.name)\" without a generator", expected: "a way to make its values",
        mend: "Add \"generator\" to its sundog block, such as { \"pattern\": \"[A-Z]{3}[0-9]{4}\" }.")
    default: return .object(["uniform": .object([:])])
    }
  }

  /// What was made as values of the wanted type.
  func converted(_ made: Made, _ scope: Scope) throws(SchemaProblem) -> Made {
    if made.type == scope.type { return made }
    let cells = made.cells
    switch (made.type, scope.type) {
    case (.integer, .number):
      return Made(.number, capacity: made.capacity) { frame in
        let values = try cells(frame)
        return Cells(.numbers(values.numbers), missing: values.missing)
      }
    case (.number, .integer):
      return Made(.integer) { Vectors.whole(try cells($0), .toNearestOrEven) }
    case (.boolean, .integer): return Made(.integer) { try cells($0) }
    case (_, .text):
      let text = CellText(type: made.type)
      return Made(.text, capacity: made.capacity, isPlain: made.isPlain) { text.texts(try cells($0)) }
    case (.date, .datetime): return Made(.datetime) { Vectors.integers(try cells($0)) { $0 &* 86_400 } }
    case (.datetime, .date):
      return Made(.date) { Vectors.integers(try cells($0)) { CellText.floored($0, by: 86_400) } }
    default:
      throw scope.problem(
        found: "values of type \(made.type.rawValue)", expected: "values of the column's type, \(scope.type.rawValue)",
        mend: "Change the column's \"type\" or the generator.")
    }
  }

  // MARK: Correlation

  /// Uniform numbers correlated with those of the other columns of a group: a Gaussian copula.
  ///
  /// Source: Nelsen, "An Introduction to Copulas" (2006), section 2.3: Φ of correlated normal numbers is uniform.
  private func correlation(_ table: Int, _ name: String) -> (@Sendable (Frame) -> [Double])? {
    let options = Options(schema.resources[table].generation)
    let path = path(of: table).key("sundog").key("generate").key("correlations")
    for (number, item) in (options.list("correlations") ?? []).enumerated() {
      let group = Options(item)
      let names = group.texts("columns") ?? []
      guard let place = names.firstIndex(of: name) else { continue }
      let matrix = (group.list("matrix") ?? []).map { row -> [Double] in
        if case .array(let items) = row { return items.compactMap(\.doubleValue) }
        return []
      }
      guard let factor = Self.factor(matrix), factor.count == names.count else {
        report(
          path.index(number).key("matrix"), found: "a matrix that is no correlation matrix of \(names.count) columns",
          expected: "\(names.count) × \(names.count), symmetric, 1 on the diagonal, positive definite",
          mend: "Mend the matrix; correlations that contradict each other have no solution.")
        return nil
      }
      let row = Array(factor[place][...place])
      let keys = (0...place).map {
        seed.derived(schema.resources[table].name).derived("copula \(number)").derived(UInt64($0))
      }
      return { frame in
        var sums = [Double](repeating: 0, count: frame.count)
        for (weight, key) in zip(row, keys) where weight != 0 {
          let uniforms = frame.uniforms(key)
          for index in sums.indices { sums[index] += weight * SpecialFunctions.normalQuantile(uniforms[index]) }
        }
        sums.withEach { min(max(SpecialFunctions.normalProbability($0), 0x1p-53), 1 - 0x1p-53) }
        return sums
      }
    }
    return nil
  }

  /// The lower triangle L of a correlation matrix L Lᵀ; `nil` where it is none.
  static func factor(_ matrix: [[Double]]) -> [[Double]]? {
    let order = matrix.count
    guard matrix.allSatisfy({ $0.count == order }) else { return nil }
    var factor = [[Double]](repeating: [Double](repeating: 0, count: order), count: order)
    for i in 0..<order {
      guard (matrix[i][i] - 1).magnitude < 1e-12 else { return nil }
      for j in 0...i {
        guard (matrix[i][j] - matrix[j][i]).magnitude < 1e-12 else { return nil }
        let sum = (0..<j).reduce(matrix[i][j]) { $0 - factor[i][$1] * factor[j][$1] }
        if i == j {
          guard sum > 1e-12 else { return nil }
          factor[i][i] = sum.squareRoot()
        } else {
          factor[i][j] = sum / factor[j][j]
        }
      }
    }
    return factor
  }
}
