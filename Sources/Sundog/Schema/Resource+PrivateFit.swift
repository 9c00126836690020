extension Resource {
  /// Why a private fit must refuse this resource: bounds that were read off the data leak it, and bounds or row counts
  /// that are to be measured under privacy need a mechanism that measures them.
  /// - Parameter measured: names of columns whose bounds the mechanism measures itself.
  public func privateFitProblems(measured: Set<String> = []) -> [SchemaProblem] {
    var problems: [SchemaProblem] = []
    for (index, field) in fields.enumerated() where field.isLearned {
      let path = "$.resources['\(name)'].schema.fields[\(index)].sundog.boundSource"
      switch field.boundSource {
      case .data?:
        problems.append(
          SchemaProblem(
            path: path, found: "data for \"\(field.name)\"", expected: "public or dp for a private fit",
            mend: "Replace the bounds or categories by ones that were known beforehand, and say \"public\"."))
      case .dp? where !measured.contains(field.name):
        problems.append(
          SchemaProblem(
            path: path, found: "dp for \"\(field.name)\"", expected: "public: this mechanism measures no bounds",
            mend: "Give bounds that were known beforehand, and say \"public\"."))
      default: break
      }
    }
    for (index, field) in fields.enumerated() where field.generator != nil && field.isReleased {
      guard field.fieldGenerator == nil else { continue }
      problems.append(
        SchemaProblem(
          path: "$.resources['\(name)'].schema.fields[\(index)].sundog.generator",
          found: "a generator for \"\(field.name)\" that no fitted model makes",
          expected: "constant, sequence or uuid beside learned columns",
          mend: "Use one of these, set \"release\": false, or sample the schema itself, without data."))
    }
    if rows?.source == .data {
      problems.append(
        SchemaProblem(
          path: "$.resources['\(name)'].sundog.rows.source", found: "data", expected: "public or nothing",
          mend: "Remove the number of rows, or say \"public\" if it was published."))
    }
    return problems
  }
}
