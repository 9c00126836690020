import Foundation

/// The history of a training as a picture: losses on the left, accuracies on the right, by epoch.
///
/// An SVG file that stands by itself and follows light and dark.
public struct LearningCurve: Sendable {
  private let history: [TrainingEpoch]
  private let title: String

  public init(_ state: TrainingState) {
    history = state.history
    title = "\(state.settings.architecture.rawValue), \(state.history.count) epochs"
  }

  private struct Series {
    let name: String
    let style: String
    let values: [Double?]
  }

  public var svg: String {
    let losses = [
      Series(name: "train", style: "a", values: history.map(\.trainLoss)),
      Series(name: "test", style: "b", values: history.map(\.testLoss)),
    ]
    let accuracies = [
      Series(name: "train", style: "a", values: history.map(\.trainAccuracy)),
      Series(name: "test", style: "b", values: history.map(\.testAccuracy)),
    ]
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 300" role="img" aria-label="Learning curves: \(title)">
      <style>
      text { font: 12px system-ui, sans-serif; fill: #333 } .h { font-weight: 600 } .g { stroke: #ddd }
      .a, .b { fill: none; stroke-width: 2 } .a { stroke: #1f6fb5 } .b { stroke: #c2571a }
      .ta { fill: #1f6fb5 } .tb { fill: #c2571a } .bg { fill: #fff }
      @media (prefers-color-scheme: dark) { text { fill: #ddd } .g { stroke: #444 } .bg { fill: #161616 }
        .a { stroke: #6db3f2 } .b { stroke: #f2a56d } .ta { fill: #6db3f2 } .tb { fill: #f2a56d } }
      </style>
      <rect class="bg" width="760" height="300"/>
      \(panel(losses, title: "loss", left: 0, floor: 0))
      \(panel(accuracies, title: "accuracy", left: 380, floor: nil))
      </svg>

      """
  }

  private func panel(_ series: [Series], title: String, left: Double, floor: Double?) -> String {
    let values = series.flatMap { $0.values.compactMap { $0 } }.filter(\.isFinite)
    let (x0, x1, y0, y1) = (left + 52, left + 330, 250.0, 44.0)
    var parts = ["<text class=\"h\" x=\"\(Self.number(x0))\" y=\"24\">\(title)</text>"]
    guard let largest = values.max(), let smallest = values.min() else {
      parts.append("<text x=\"\(Self.number(x0))\" y=\"140\">not measured</text>")
      return parts.joined(separator: "\n")
    }
    let lower = floor ?? smallest - max(0.01, 0.1 * (largest - smallest))
    let upper = largest + max(0.001, 0.05 * (largest - lower))
    func x(_ index: Int) -> Double {
      history.count > 1 ? x0 + (x1 - x0) * Double(index) / Double(history.count - 1) : (x0 + x1) / 2
    }
    func y(_ value: Double) -> Double { y0 + (y1 - y0) * (value - lower) / (upper - lower) }
    for tick in 0...4 {
      let value = lower + (upper - lower) * Double(tick) / 4
      let at = Self.number(y(value))
      parts.append("<line class=\"g\" x1=\"\(Self.number(x0))\" y1=\"\(at)\" x2=\"\(Self.number(x1))\" y2=\"\(at)\"/>")
      parts.append(
        "<text x=\"\(Self.number(x0 - 6))\" y=\"\(Self.number(y(value) + 4))\" text-anchor=\"end\">"
          + String(format: "%.3f", value) + "</text>")
    }
    for index in Set([0, (history.count - 1) / 2, history.count - 1]).sorted() {
      parts.append(
        "<text x=\"\(Self.number(x(index)))\" y=\"268\" text-anchor=\"middle\">\(history[index].epoch)</text>")
    }
    parts.append("<text x=\"\(Self.number((x0 + x1) / 2))\" y=\"290\" text-anchor=\"middle\">epoch</text>")
    var legend = x1
    for line in series.reversed() where line.values.contains(where: { $0 != nil }) {
      let points = line.values.enumerated().compactMap { index, value in
        value.map { "\(Self.number(x(index))),\(Self.number(y($0)))" }
      }
      parts.append("<polyline class=\"\(line.style)\" points=\"\(points.joined(separator: " "))\"/>")
      if points.count == 1, let place = points[0].split(separator: ",").map(String.init) as [String]? {
        parts.append("<circle class=\"\(line.style)\" cx=\"\(place[0])\" cy=\"\(place[1])\" r=\"3\"/>")
      }
      parts.append(
        "<text class=\"t\(line.style)\" x=\"\(Self.number(legend))\" y=\"24\" text-anchor=\"end\">\(line.name)</text>")
      legend -= 50
    }
    return parts.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
