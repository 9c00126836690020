import Foundation
import Sundog
import SundogLearning

/// The shape of examples that nobody has looked at: the schema's, else the one that pictures are brought to, else 28 × 28.
struct PlannedShape {
  let shape: BatchShape

  init(_ source: TrainingDataOptions) throws {
    var shape = BatchShape(count: 0, height: 28, width: 28, channels: 1, classes: (0...9).map(String.init))
    if let path = source.schema {
      let schema = try Schema(contentsOfFile: path)
      let resource = try schema.resource(named: source.resource, file: path)
      if let target = resource.target, target.categories.count > 1 { shape.classes = target.categories }
      switch resource.fields.compactMap(\.media).first?.content {
      case .image(let height, let width, let channels):
        (shape.height, shape.width, shape.channels) = (height, width, channels)
      case .audio:
        let settings = LogMelPicture.Settings()
        (shape.height, shape.width) = (settings.bands, settings.columns)
      case nil: break
      }
    }
    if let size = source.media.size?.value { (shape.height, shape.width) = (size.height, size.width) }
    if let classes = source.media.classes { shape.classes = classes.split(separator: ",").map(String.init) }
    self.shape = shape
  }
}

/// What a private training would release, for people and for programs.
struct PlanDescription: Encodable {
  let epsilon: Double
  let delta: Double
  let steps: Int
  let samplingRate: Double
  let clippingNorm: Double
  /// In units of the clipping norm.
  let noiseMultiplier: Double
  let parameters: Int
  let examples: Int
  let height: Int
  let width: Int
  let channels: Int
  /// The length of all noise together beside the longest signal.
  let noiseRatio: Double
  let warnings: [String]

  init(_ plan: PrivateTrainingPlan, examples: Int, shape: BatchShape) {
    epsilon = plan.guarantee.epsilon
    delta = plan.guarantee.delta
    steps = plan.steps
    samplingRate = plan.samplingRate
    clippingNorm = plan.clippingNorm
    noiseMultiplier = plan.noiseMultiplier
    parameters = plan.parameterCount
    self.examples = examples
    (height, width, channels) = (shape.height, shape.width, shape.channels)
    noiseRatio = plan.noiseRatio(examples: examples)
    var warnings: [String] = []
    if noiseRatio > 0.5 {
      warnings.append(
        "useless: the noise is \(String(format: "%.1f", noiseRatio)) times as long as the longest signal; "
          + "raise epsilon, take more examples or a smaller network")
    }
    if delta * Double(examples) > 0.1 {
      warnings.append("delta is not well below one over the number of examples: it promises some of them nothing")
    }
    self.warnings = warnings
  }

  var text: String {
    let lines = [
      "dp-sgd: epsilon \(epsilon), delta \(delta) for each example, add-remove neighbours, accounted by pld",
      "\(steps) steps; each example is in a step with probability \(samplingRate), \(examples) examples assumed",
      "noise of a step: \(String(format: "%.3f", noiseMultiplier)) × the clipping norm \(clippingNorm)",
      "\(parameters) parameters for examples of \(height) × \(width) × \(channels)",
      "all noise beside the longest signal: \(String(format: "%.4f", noiseRatio)) (nothing is learned near 1)",
    ]
    return (lines + warnings.map { "warning: \($0)" }).joined(separator: "\n")
  }
}
