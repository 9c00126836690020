import Foundation
import Sundog
import SundogPrivacy

/// A plan for people.
enum PlanText {
  static func text(of plan: FitPlan) -> String {
    var lines = [
      "\(plan.mechanism): epsilon \(plan.budget.epsilon), delta \(plan.budget.delta), accounted by \(plan.accountant)",
      "protects \(plan.unit.phrase), \(plan.neighbors.rawValue) neighbours; figures assume \(plan.assumedRows) rows",
    ]
    lines += plan.reason.map { ["chosen because \($0)"] } ?? []
    lines += [
      "",
      steps(plan),
      "",
    ]
    if !plan.cliqueCells.isEmpty {
      lines.append("largest tables: \(plan.cliqueCells.prefix(5).map { "\($0) cells" }.joined(separator: ", "))")
    }
    lines.append("memory beside the data: \(bytes(plan.memoryBytes))")
    if !plan.curve.isEmpty {
      let meaning = plan.errorMeaning ?? "expected error of a marginal (total variation, from the noise alone)"
      lines += ["", "\(meaning) by epsilon:", curve(plan)]
    }
    lines += plan.warnings.map { "warning: \($0)" }
    lines += plan.refusals.map { "refused: \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func steps(_ plan: FitPlan) -> String {
    var table = TextTable(
      header: ["step", "share", "releases", "noise (rows)", "cells", "expected error"], rightAligned: [1, 2, 3, 4, 5])
    for step in plan.steps {
      table.add([
        step.name, String(format: "%.4f", step.share), "\(step.releases)",
        step.noiseScale.map { String(format: "%.1f", $0) } ?? "-", "\(step.cells)",
        step.expectedError.map { String(format: "%.4f", $0) } ?? "-",
      ])
    }
    return table.text
  }

  private static func curve(_ plan: FitPlan) -> String {
    var table = TextTable(header: ["epsilon", "error", ""], rightAligned: [0, 1])
    let largest = plan.curve.map(\.expectedError).max() ?? 1
    for point in plan.curve {
      let length = largest > 0 ? Int((point.expectedError / largest * 40).rounded()) : 0
      table.add([
        String(format: "%g", point.epsilon), String(format: "%.4f", point.expectedError),
        String(repeating: "▪", count: length),
      ])
    }
    return table.text
  }

  static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(count)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return String(format: unit == 0 ? "%.0f %@" : "%.1f %@", value, units[unit])
  }
}

extension PrivacyUnit {
  /// In words: "each row" or "all rows of one household_id, at most 4".
  var phrase: String {
    switch self {
    case .row: "each row"
    case .column(let column, let most): "all rows of one \(column), at most \(most)"
    }
  }
}
